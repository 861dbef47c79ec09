//! ASN.1 elements in DER (X.690 §8.1): tag, length, content.
//!
//! The reader only finds the parts. Whatever the verifier reads with it is built
//! anew from those parts and compared byte for byte, so a second spelling of a
//! length or a tag finds no way through, and the reader can stay this small.

/// One element of a DER encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// The identifier octet; tags above 30 do not occur.
    pub tag: u8,
    /// The content.
    pub content: &'a [u8],
    /// Tag, length and content.
    pub bytes: &'a [u8],
}

impl<'a> Element<'a> {
    /// The first element and what follows it. `None` for an indefinite length, one
    /// of more than four octets, or one that goes beyond the bytes.
    pub fn split(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (&tag, rest) = bytes.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (octets, rest) = rest.split_at_checked(usize::from(first & 0x0f))?;
                let length = octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet));
                (length, rest)
            }
            _ => return None,
        };
        let (content, behind) = rest.split_at_checked(length)?;
        let bytes = bytes.get(..bytes.len().checked_sub(behind.len())?)?;
        Some((Self { tag, content, bytes }, behind))
    }

    /// The one element that `bytes` are.
    pub fn only(bytes: &'a [u8]) -> Option<Self> {
        let (element, behind) = Self::split(bytes)?;
        behind.is_empty().then_some(element)
    }

    /// The elements inside.
    pub fn elements(&self) -> Option<Vec<Self>> {
        let mut elements = Vec::new();
        let mut rest = self.content;
        while !rest.is_empty() {
            let (element, behind) = Self::split(rest)?;
            elements.push(element);
            rest = behind;
        }
        Some(elements)
    }

    /// The elements inside, if there are exactly N.
    pub fn exactly<const N: usize>(&self) -> Option<[Self; N]> {
        self.elements()?.try_into().ok()
    }
}

/// Builds an element: tag, shortest length (X.690 §10.1), content.
pub fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut element = vec![tag];
    match u8::try_from(length) {
        Ok(length @ 0..=0x7f) => element.push(length),
        _ => {
            let octets = length.to_be_bytes();
            let zeros = octets.iter().take_while(|octet| **octet == 0).count();
            let digits = octets.get(zeros..).unwrap_or_default();
            element.push(u8::try_from(digits.len()).map_or(0xff, |count| 0x80 | count));
            element.extend(digits);
        }
    }
    element.extend(parts.iter().copied().flatten());
    element
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_the_shortest_form() {
        assert_eq!(element(4, &[&[7; 127]])[..2], [4, 127]);
        assert_eq!(element(4, &[&[7; 128]])[..3], [4, 0x81, 128]);
        assert_eq!(element(4, &[&[7; 256]])[..4], [4, 0x82, 1, 0]);
    }

    #[test]
    fn what_is_built_is_read() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let content = vec![7; length];
            let bytes = element(0x30, &[&content]);
            let read = Element::only(&bytes).unwrap();
            assert_eq!((read.tag, read.content, read.bytes), (0x30, &content[..], &bytes[..]));
        }
    }

    #[test]
    fn refuses_lengths_that_lead_nowhere() {
        for bytes in [
            &b""[..],
            b"\x30",
            b"\x30\x05abcd",
            b"\x30\x80",
            b"\x30\x85\0\0\0\0\0",
            b"\x30\x84\xff\xff\xff\xff",
        ] {
            assert_eq!(Element::split(bytes), None, "{bytes:x?}");
        }
        assert_eq!(Element::only(b"\x30\x00\x00"), None);
    }
}
