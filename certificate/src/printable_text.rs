//! Text that a certificate prints: names, schools, subjects. Any length a page
//! can hold, any plane of Unicode.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A printed text as the roster gives it. Long names, Indigenous and romanised names and
/// characters outside the basic plane all occur; only what cannot be printed or
/// could deceive a reader is refused (control, formatting and private-use
/// characters, white space at either end).
///
/// `Debug` shows the length only, so that a trace cannot leak a name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PrintableText(String);

/// Far above any name met; keeps one item from filling a page.
const MAX_CHARS: usize = 200;

impl PrintableText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PrintableText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PrintableText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrintableText({} characters)", self.0.chars().count())
    }
}

/// Why a text cannot be printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrintableTextError {
    /// Nothing there.
    #[error("the text is empty")]
    Empty,
    /// More than 200 characters.
    #[error("the text is longer than {MAX_CHARS} characters")]
    TooLong,
    /// White space at the start or the end.
    #[error("the text starts or ends with white space")]
    OuterSpace,
    /// A character that has no place on a page.
    #[error("the text contains the character U+{0:04X}, which cannot be printed")]
    Character(u32),
}

impl FromStr for PrintableText {
    type Err = PrintableTextError;

    fn from_str(text: &str) -> Result<Self, PrintableTextError> {
        if text.trim().is_empty() {
            return Err(PrintableTextError::Empty);
        }
        if text.trim() != text {
            return Err(PrintableTextError::OuterSpace);
        }
        if text.chars().count() > MAX_CHARS {
            return Err(PrintableTextError::TooLong);
        }
        match text.chars().find(|&c| !is_printable(c)) {
            Some(c) => Err(PrintableTextError::Character(c.into())),
            None => Ok(Self(text.to_owned())),
        }
    }
}

/// Controls, line and paragraph separators, direction marks and other invisible
/// formatting, private use, non-characters. Variation selectors stay: they pick
/// the written form of an ideograph.
fn is_printable(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{e00ff}' | '\u{f0000}'..='\u{10ffff}')
}

impl TryFrom<String> for PrintableText {
    type Error = PrintableTextError;

    fn try_from(text: String) -> Result<Self, PrintableTextError> {
        text.parse()
    }
}

impl From<PrintableText> for String {
    fn from(name: PrintableText) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(), PrintableTextError>) {
        assert_eq!(text.parse::<PrintableText>().map(|_| ()), expected);
    }

    #[test]
    fn accepts_names_of_any_length_and_plane() {
        for text in
            ["林曉晴", "𠮷田𡘙", "谷辣斯．尤達卡 Kulas Yotaka", "Nguyễn Thị Minh Khai", "O'Brien-Smith"]
        {
            check(text, Ok(()));
        }
    }

    #[test]
    fn refuses_what_cannot_be_printed() {
        check("", Err(PrintableTextError::Empty));
        check("　", Err(PrintableTextError::Empty));
        check(" 林曉晴", Err(PrintableTextError::OuterSpace));
        check("林\n曉晴", Err(PrintableTextError::Character(0x0a)));
        check("林\u{202e}曉晴", Err(PrintableTextError::Character(0x202e)));
        check("林\u{e000}", Err(PrintableTextError::Character(0xe000)));
        check(&"林".repeat(201), Err(PrintableTextError::TooLong));
    }

    proptest! {
        #[test]
        fn print_of_parse_is_identity(text in "\\PC{0,40}") {
            if let Ok(name) = text.parse::<PrintableText>() {
                prop_assert_eq!(name.to_string(), text);
            }
        }
    }
}
