//! Octets as text that a QR code keeps in its dense alphanumeric mode (ISO/IEC
//! 18004 §7.3.4) and that a link may hold behind its `#` (RFC 3986 §3.5).
//!
//! The scheme is that of base45 (RFC 9285): two octets, taken as one number, are
//! three characters, the lowest place first; an octet left over is two. The
//! alphabet of base45 has the space and `%`, which a link cannot hold; 41
//! characters are enough, since 41³ is still more than 2¹⁶.

/// The characters in the order of their values. `*` and `+`, which some programs
/// make into something else, are left out, too.
const ALPHABET: &[u8; 41] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$-./:";

/// Writes octets.
pub(super) fn encode(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len() / 2 * 3 + 2);
    let (pairs, rest) = octets.as_chunks::<2>();
    for pair in pairs {
        push(&mut text, u16::from_be_bytes(*pair), 3);
    }
    if let [octet] = rest {
        push(&mut text, u16::from(*octet), 2);
    }
    text
}

fn push(text: &mut String, mut number: u16, places: usize) {
    for _ in 0..places {
        text.push(char::from(ALPHABET[usize::from(number % 41)]));
        number /= 41;
    }
}

/// Reads octets; `None` for any other text.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len() / 3 * 2 + 1);
    let (triples, rest) = text.as_bytes().as_chunks::<3>();
    for triple in triples {
        octets.extend(u16::try_from(number(triple)?).ok()?.to_be_bytes());
    }
    match rest {
        [] => {}
        [_, _] => octets.push(u8::try_from(number(rest)?).ok()?),
        _ => return None,
    }
    Some(octets)
}

fn number(characters: &[u8]) -> Option<u32> {
    characters.iter().rev().try_fold(0, |sum, character| {
        let value = ALPHABET.iter().position(|known| known == character)?;
        Some(sum * 41 + u32::try_from(value).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_answers() {
        for (octets, text) in [
            (&b""[..], ""),
            (b"\0", "00"),
            (b"\xff", "96"),
            (b"\0\0", "000"),
            (b"\xff\xff", "H:."),
            (b"dcert", "XBFHIFY2"),
        ] {
            assert_eq!(encode(octets), text);
            assert_eq!(decode(text).as_deref(), Some(octets));
        }
    }

    #[test]
    fn refuses_what_no_octets_are_written_as() {
        // Too large for two octets, for one; left over; not of the alphabet.
        for text in ["I:.", ":::", "A6", "::", "0", "0000", "00a", "00 ", "0%2", "00字"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn decode_of_encode_is_identity(octets: Vec<u8>) {
            let text = encode(&octets);
            prop_assert_eq!(decode(&text), Some(octets));
        }

        #[test]
        fn there_is_one_spelling(text in "[0-9A-Z$./:-]{0,12}|\\PC{0,8}") {
            if let Some(octets) = decode(&text) {
                prop_assert_eq!(encode(&octets), text);
            }
        }
    }
}
