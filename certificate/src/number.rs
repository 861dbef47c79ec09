//! Certificate numbers (證書字號): a prefix and a serial, e.g. 教字第142195號.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// `prefix 字第 serial 號`. The key of a certificate is the pair: whether serials
/// are unique across prefixes is not known. The serial is text because its
/// leading zeros are part of it (`助理字第009123號`).
///
/// ```text
/// number = prefix "字第" serial "號"
/// prefix = 1*8 CJK ideographs other than 字, 第, 號
/// serial = 1*10 ASCII digits
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CertificateNumber {
    prefix: String,
    serial: String,
}

const MAX_PREFIX_CHARS: usize = 8;
const MAX_SERIAL_DIGITS: usize = 10;

impl CertificateNumber {
    /// Joins a prefix and a serial that a roster keeps in two columns.
    pub fn new(prefix: &str, serial: &str) -> Result<Self, CertificateNumberError> {
        let prefix_ok =
            (1..=MAX_PREFIX_CHARS).contains(&prefix.chars().count()) && prefix.chars().all(is_prefix_char);
        if !prefix_ok {
            return Err(CertificateNumberError::Prefix);
        }
        let serial_ok = (1..=MAX_SERIAL_DIGITS).contains(&serial.len())
            && serial.bytes().all(|byte| byte.is_ascii_digit());
        if !serial_ok {
            return Err(CertificateNumberError::Serial);
        }
        Ok(Self { prefix: prefix.to_owned(), serial: serial.to_owned() })
    }

    /// The word before 字第, e.g. 教.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The digits, with their leading zeros.
    pub fn serial(&self) -> &str {
        &self.serial
    }
}

fn is_prefix_char(c: char) -> bool {
    let ideograph =
        matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    ideograph && !matches!(c, '字' | '第' | '號')
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}字第{}號", self.prefix, self.serial)
    }
}

/// Why a text is not a certificate number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateNumberError {
    /// The frame 字第…號 is missing.
    #[error("a certificate number has the form 教字第142195號")]
    Form,
    /// The prefix is empty, too long, or not Chinese characters.
    #[error("the prefix of a certificate number is one to eight Chinese characters")]
    Prefix,
    /// The serial is empty, too long, or not digits.
    #[error("the serial of a certificate number is one to ten digits")]
    Serial,
}

impl FromStr for CertificateNumber {
    type Err = CertificateNumberError;

    fn from_str(text: &str) -> Result<Self, CertificateNumberError> {
        let (prefix, rest) = text.split_once("字第").ok_or(CertificateNumberError::Form)?;
        let serial = rest.strip_suffix('號').ok_or(CertificateNumberError::Form)?;
        Self::new(prefix, serial)
    }
}

impl TryFrom<String> for CertificateNumber {
    type Error = CertificateNumberError;

    fn try_from(text: String) -> Result<Self, CertificateNumberError> {
        text.parse()
    }
}

impl From<CertificateNumber> for String {
    fn from(number: CertificateNumber) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(&str, &str), CertificateNumberError>) {
        let parsed = text.parse::<CertificateNumber>();
        let parts = parsed.as_ref().map(|n| (n.prefix(), n.serial()));
        assert_eq!(parts, expected.as_ref().copied());
    }

    #[test]
    fn reads_the_numbers_of_all_four_ranks() {
        check("教字第142195號", Ok(("教", "142195")));
        check("副字第041234號", Ok(("副", "041234")));
        check("助理字第009123號", Ok(("助理", "009123")));
        check("講字第48123號", Ok(("講", "48123")));
    }

    #[test]
    fn refuses_what_only_looks_like_a_number() {
        check("142195", Err(CertificateNumberError::Form));
        check("教字第142195", Err(CertificateNumberError::Form));
        check("字第142195號", Err(CertificateNumberError::Prefix));
        check("A字第142195號", Err(CertificateNumberError::Prefix));
        check("教字第號", Err(CertificateNumberError::Serial));
        check("教字第１４２號", Err(CertificateNumberError::Serial));
        check("教字第142 195號", Err(CertificateNumberError::Serial));
        check("教字第12345678901號", Err(CertificateNumberError::Serial));
    }

    proptest! {
        #[test]
        fn parse_of_print_is_identity(prefix in "[\u{4e00}-\u{5b56}\u{20000}-\u{20fff}]{1,8}", serial in "[0-9]{1,10}") {
            let number = CertificateNumber::new(&prefix, &serial).unwrap();
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }

        #[test]
        fn print_of_parse_is_identity_on_any_text(text in "\\PC{0,12}|教字第[0-9]{1,6}號") {
            if let Ok(number) = text.parse::<CertificateNumber>() {
                prop_assert_eq!(number.to_string(), text);
            }
        }
    }
}
