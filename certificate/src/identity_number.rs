//! Identity numbers: the national ID and both formats of the resident number,
//! with their check digits (domain: 國民身分證統一編號, 居留證統一證號).

use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A well-formed identity number with a correct check digit: ten upper-case
/// ASCII characters.
///
/// `Debug` masks it, so that a trace cannot leak one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdentityNumber(String);

/// Which of the three formats a number has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityNumberKind {
    /// 國民身分證統一編號: a letter, then 1 or 2.
    National,
    /// 居留證統一證號 since 2021-01-02: a letter, then 8 or 9.
    Resident,
    /// 居留證統一證號 in the old form: a letter, then A, B, C or D. Not in use
    /// after 2030, kept for history.
    ResidentOld,
}

impl IdentityNumber {
    /// The format of the number.
    pub fn kind(&self) -> IdentityNumberKind {
        match self.0.as_bytes()[1] {
            b'1' | b'2' => IdentityNumberKind::National,
            b'8' | b'9' => IdentityNumberKind::Resident,
            _ => IdentityNumberKind::ResidentOld,
        }
    }

    /// The ten characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first three characters, as the ministry's own lists cut it (`L12`).
    pub fn masked(&self) -> &str {
        &self.0[..3]
    }
}

impl fmt::Display for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityNumber({}…)", self.masked())
    }
}

/// Why a text is not an identity number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityNumberError {
    /// Not a letter followed by nine characters of the right sort.
    #[error("an identity number is one letter and nine digits, or two letters and eight digits")]
    Form,
    /// The second character belongs to no format (1, 2, 8, 9 or A to D).
    #[error("the second character of an identity number is 1, 2, 8, 9 or A to D")]
    SecondCharacter,
    /// The last digit does not fit the others.
    #[error("the check digit of the identity number is wrong")]
    CheckDigit,
}

/// The value of each first letter; I, O and W stand out of the order.
const fn letter_value(letter: u8) -> u32 {
    const VALUES: [u32; 26] = [
        10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, // A to M
        22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33, // N to Z
    ];
    VALUES[(letter - b'A') as usize]
}

/// Weighted sum modulo 10; zero for a correct number. In the old resident form
/// the second letter counts as its value modulo 10.
fn checksum(characters: &[u8]) -> u32 {
    let first = letter_value(characters[0]);
    let mut sum = first / 10 + first % 10 * 9;
    for (&character, weight) in characters[1..].iter().zip([8, 7, 6, 5, 4, 3, 2, 1, 1]) {
        let value = match character {
            b'A'..=b'Z' => letter_value(character) % 10,
            digit => u32::from(digit - b'0'),
        };
        sum += value * weight;
    }
    sum % 10
}

impl FromStr for IdentityNumber {
    type Err = IdentityNumberError;

    fn from_str(text: &str) -> Result<Self, IdentityNumberError> {
        let characters = text.as_bytes();
        let (&[first, second], rest) =
            characters.split_first_chunk::<2>().ok_or(IdentityNumberError::Form)?;
        let form_ok = first.is_ascii_uppercase()
            && (second.is_ascii_uppercase() || second.is_ascii_digit())
            && rest.len() == 8
            && rest.iter().all(u8::is_ascii_digit);
        if !form_ok {
            return Err(IdentityNumberError::Form);
        }
        if !matches!(second, b'1' | b'2' | b'8' | b'9' | b'A'..=b'D') {
            return Err(IdentityNumberError::SecondCharacter);
        }
        if checksum(characters) != 0 {
            return Err(IdentityNumberError::CheckDigit);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for IdentityNumber {
    type Error = IdentityNumberError;

    fn try_from(text: String) -> Result<Self, IdentityNumberError> {
        text.parse()
    }
}

impl From<IdentityNumber> for String {
    fn from(number: IdentityNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<IdentityNumberKind, IdentityNumberError>) {
        assert_eq!(text.parse::<IdentityNumber>().map(|n| n.kind()), expected);
    }

    #[test]
    fn accepts_the_synthetic_national_numbers() {
        check("F123456784", Ok(IdentityNumberKind::National));
        check("Z299999992", Ok(IdentityNumberKind::National));
    }

    #[test]
    fn accepts_the_synthetic_resident_numbers_of_both_forms() {
        for text in ["A800000014", "F900000011"] {
            check(text, Ok(IdentityNumberKind::Resident));
        }
        for text in ["AA00000009", "AC00000012", "AB12345677", "FD12345676"] {
            check(text, Ok(IdentityNumberKind::ResidentOld));
        }
    }

    #[test]
    fn letters_out_of_order_have_their_own_values() {
        for text in ["I100000003", "O200000006", "W100000001"] {
            check(text, Ok(IdentityNumberKind::National));
        }
    }

    #[test]
    fn refuses_wrong_check_digits() {
        for text in ["F123456785", "AB17003729"] {
            check(text, Err(IdentityNumberError::CheckDigit));
        }
    }

    #[test]
    fn refuses_a_second_character_that_no_format_has() {
        check("A906754477", Err(IdentityNumberError::CheckDigit));
        check("A700000015", Err(IdentityNumberError::SecondCharacter));
        check("AE00000009", Err(IdentityNumberError::SecondCharacter));
    }

    #[test]
    fn refuses_other_shapes() {
        for text in ["", "F12345678", "F1234567844", "f123456784", "1123456784", "F12345678４"] {
            check(text, Err(IdentityNumberError::Form));
        }
    }

    #[test]
    fn masks_to_three_characters() {
        let number = "F123456784".parse::<IdentityNumber>().unwrap();
        assert_eq!(number.masked(), "F12");
        assert_eq!(format!("{number:?}"), "IdentityNumber(F12…)");
    }

    proptest! {
        /// The weights are coprime to no common error: any one changed digit in
        /// the odd-weight places is caught, and every number prints back.
        #[test]
        fn print_of_parse_is_identity(text in "[A-Z][1289A-D][0-9]{8}") {
            if let Ok(number) = text.parse::<IdentityNumber>() {
                prop_assert_eq!(number.to_string(), text);
            }
        }

        #[test]
        fn exactly_one_check_digit_fits(stem in "[A-Z][1289A-D][0-9]{7}") {
            let fitting = (0..10).filter(|digit| format!("{stem}{digit}").parse::<IdentityNumber>().is_ok());
            prop_assert_eq!(fitting.count(), 1);
        }

        #[test]
        fn never_panics(text in "\\PC{0,16}") {
            let _ = text.parse::<IdentityNumber>();
        }
    }
}
