//! The part of CBOR (RFC 8949) that a printed code has, in its deterministic
//! encoding (§4.2.1): shortest heads, definite lengths, no tags, no floats.
//!
//! The reader takes what the writer writes; whatever else it might tolerate is
//! refused because the caller writes anew and compares.

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
const NULL: u8 = 0xf6;

/// Writes data items one after the other.
#[derive(Default)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    /// What was written.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The head (§3): three bits of type, and an argument in its shortest form.
    fn head(&mut self, kind: u8, argument: u64) {
        let octets = argument.to_be_bytes();
        let (additional, length) = match argument {
            0..=23 => (octets[7], 0),
            24..=0xff => (24, 1),
            0x100..=0xffff => (25, 2),
            0x1_0000..=0xffff_ffff => (26, 4),
            _ => (27, 8),
        };
        self.0.push(kind << 5 | additional);
        self.0.extend_from_slice(&octets[8 - length..]);
    }

    pub(super) fn array(&mut self, length: u64) -> &mut Self {
        self.head(ARRAY, length);
        self
    }

    pub(super) fn unsigned(&mut self, number: u64) -> &mut Self {
        self.head(UNSIGNED, number);
        self
    }

    pub(super) fn integer(&mut self, number: i64) -> &mut Self {
        match u64::try_from(number) {
            Ok(number) => self.head(UNSIGNED, number),
            // −1 − n in two's complement is the complement of n.
            Err(_) => self.head(NEGATIVE, u64::from_be_bytes((!number).to_be_bytes())),
        }
        self
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.head(BYTES, bytes.len().try_into().unwrap_or(u64::MAX));
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.head(TEXT, text.len().try_into().unwrap_or(u64::MAX));
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    pub(super) fn boolean(&mut self, value: bool) -> &mut Self {
        self.0.push(if value { TRUE } else { FALSE });
        self
    }

    pub(super) fn null(&mut self) -> &mut Self {
        self.0.push(NULL);
        self
    }
}

/// What is left to read.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn head(&mut self) -> Option<(u8, u64)> {
        let [first] = self.take(1)? else { return None };
        let argument = match first & 31 {
            small @ 0..=23 => u64::from(small),
            // 1, 2, 4 or 8 octets.
            length @ 24..=27 => {
                self.take(1 << (length - 24))?.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet))
            }
            _ => return None,
        };
        Some((first >> 5, argument))
    }

    fn of_kind(&mut self, kind: u8) -> Option<u64> {
        self.head().filter(|(found, _)| *found == kind).map(|(_, argument)| argument)
    }

    /// The start of an array of exactly `length` items.
    pub(super) fn array(&mut self, length: u64) -> Option<()> {
        (self.of_kind(ARRAY)? == length).then_some(())
    }

    /// Whether an array comes next.
    pub(super) fn is_array(&self) -> bool {
        self.0.first().is_some_and(|first| first >> 5 == ARRAY)
    }

    pub(super) fn unsigned(&mut self) -> Option<u64> {
        self.of_kind(UNSIGNED)
    }

    pub(super) fn integer(&mut self) -> Option<i64> {
        match self.head()? {
            (UNSIGNED, number) => i64::try_from(number).ok(),
            (NEGATIVE, number) => i64::try_from(number).ok().map(|number| !number),
            _ => None,
        }
    }

    /// Whether a byte string comes next.
    pub(super) fn is_octets(&self) -> bool {
        self.0.first().is_some_and(|first| first >> 5 == BYTES)
    }

    pub(super) fn octets(&mut self) -> Option<&'a [u8]> {
        let length = self.of_kind(BYTES)?;
        self.take(usize::try_from(length).ok()?)
    }

    /// A byte string of exactly N octets.
    pub(super) fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.octets()?.try_into().ok()
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = self.of_kind(TEXT)?;
        core::str::from_utf8(self.take(usize::try_from(length).ok()?)?).ok()
    }

    pub(super) fn boolean(&mut self) -> Option<bool> {
        match self.take(1)? {
            [FALSE] => Some(false),
            [TRUE] => Some(true),
            _ => None,
        }
    }

    /// Takes a null, if one comes next.
    pub(super) fn null(&mut self) -> bool {
        match self.0.strip_prefix(&[NULL]) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl FnOnce(&mut Writer) -> &mut Writer) -> Vec<u8> {
        let mut writer = Writer::default();
        write(&mut writer);
        writer.into_bytes()
    }

    #[test]
    fn writes_the_examples_of_the_standard() {
        // RFC 8949, appendix A.
        for (number, expected) in [
            (0, "00"),
            (23, "17"),
            (24, "1818"),
            (1000, "1903e8"),
            (1_000_000, "1a000f4240"),
            (1_000_000_000_000, "1b000000e8d4a51000"),
            (-1, "20"),
            (-100, "3863"),
            (-1000, "3903e7"),
            (i64::MIN, "3b7fffffffffffffff"),
        ] {
            let bytes = written(|writer| writer.integer(number));
            assert_eq!(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), expected);
        }
        assert_eq!(written(|writer| writer.text("水")), *b"\x63\xe6\xb0\xb4");
        assert_eq!(written(|writer| writer.bytes(&[1, 2])), [0x42, 1, 2]);
        assert_eq!(written(|writer| writer.array(3)), [0x83]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number: i64, text in "\\PC{0,40}", bytes: [u8; 16], truth: bool) {
            let written = written(|writer| {
                writer.array(5).integer(number).text(&text).bytes(&bytes).boolean(truth).null()
            });
            let mut reader = Reader(&written);
            prop_assert_eq!(reader.array(5), Some(()));
            prop_assert_eq!(reader.integer(), Some(number));
            prop_assert_eq!(reader.text(), Some(text.as_str()));
            prop_assert_eq!(reader.bytes(), Some(bytes));
            prop_assert_eq!(reader.boolean(), Some(truth));
            prop_assert!(reader.null());
            prop_assert!(reader.0.is_empty());
        }

        #[test]
        fn never_panics(bytes: Vec<u8>) {
            let _ = Reader(&bytes).array(3);
            let _ = Reader(&bytes).integer();
            let _ = Reader(&bytes).bytes::<8>();
            let _ = Reader(&bytes).text();
            let _ = Reader(&bytes).boolean();
        }
    }
}
