//! A PDF inside something else: written as text for mail, or with bytes before it.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::{
    Cause, Outcome,
    search::{after, before, contains, find, head},
};

/// The first letters of a PDF in Base64 (RFC 4648 §4).
const PDF_IN_BASE64: &[u8] = b"JVBERi0";

/// A PDF as Base64 text: alone, in a mail (RFC 2045 §6.8), in a data URL or in JSON.
pub(crate) fn base64(file: &[u8]) -> Option<Outcome> {
    let at = find(file, PDF_IN_BASE64)?;
    let text = file.get(at..)?;
    // A boundary of the mail (RFC 2046 §5.1.1) is not of this alphabet but may
    // follow a line of it.
    let text = before(before(text, b"\n--"), b"\r\n\r\n");
    let pdf = decode(text);
    (pdf.len() >= 8).then(|| Outcome::likely(Cause::Base64, Some(pdf)))
}

/// Either alphabet of RFC 4648; line ends are skipped, anything else ends it.
fn decode(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0_u32, 0_u32);
    let letters = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    for value in letters.map_while(|byte| sextet(*byte)) {
        bits = bits << 6 | value;
        count = count.wrapping_add(6);
        if count >= 8 {
            count = count.wrapping_sub(8);
            let [.., low] = (bits >> count).to_be_bytes();
            bytes.push(low);
        }
    }
    bytes
}

fn sextet(letter: u8) -> Option<u32> {
    let value = match letter {
        b'A'..=b'Z' => letter.wrapping_sub(b'A'),
        b'a'..=b'z' => letter.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => letter.wrapping_sub(b'0').wrapping_add(52),
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

/// Bytes before the header: what a form upload, a response of a server or a
/// gateway put there.
pub(crate) fn led(file: &[u8]) -> Option<Outcome> {
    const SEARCHED: usize = 1 << 16;
    if contains(head(file, SEARCHED), b"quoted-printable") {
        return None;
    }
    let count = find(head(file, SEARCHED), b"%PDF-").filter(|count| *count > 0)?;
    let restored = file.get(count..)?.to_vec();
    Some(Outcome::likely(Cause::LeadingBytes { count: u64::try_from(count).ok()? }, Some(restored)))
}

/// A certificate stored whole in a container of another kind: an archive that is
/// not compressed, a signed message.
pub(crate) fn contained(file: &[u8]) -> Option<Vec<u8>> {
    Some(file.get(find(file, b"%PDF-")?..)?.to_vec())
}

/// The first entry of a ZIP archive, if compressed (APPNOTE.TXT §4.3.7).
pub(crate) fn unzipped(file: &[u8], limit: usize) -> Option<Vec<u8>> {
    let rest = after(file.get(..30)?, b"PK\x03\x04")?;
    let half = |at: usize| Some(u16::from_le_bytes(rest.get(at..)?.first_chunk().copied()?));
    let (method, name, extra) = (half(4)?, half(22)?, half(24)?);
    let start = 30_usize.checked_add(usize::from(name))?.checked_add(usize::from(extra))?;
    (method == 8).then(|| decompress_to_vec_with_limit(file.get(start..)?, limit).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, pdf: &[u8]) {
        assert_eq!(base64(text.as_bytes()).unwrap().restored.unwrap(), pdf);
    }

    #[test]
    fn base64_alone_in_lines_and_in_a_mail() {
        check("JVBERi0xLjcKYQ==", b"%PDF-1.7\na");
        check("JVBE\r\nRi0xLjcKYQ==\r\n".replace("JVBE\r\n", "JVBE").as_str(), b"%PDF-1.7\na");
        check("Subject: a\r\n\r\nJVBERi0xLjcK\r\nYQ==\r\n--boundary--", b"%PDF-1.7\na");
        check("data:application/pdf;base64,JVBERi0xLjcKYQ", b"%PDF-1.7\na");
        check("{\"pdf\":\"JVBERi0xLjcKYQ==\"}", b"%PDF-1.7\na");
    }
}
