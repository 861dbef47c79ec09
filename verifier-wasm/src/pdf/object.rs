//! PDF objects (ISO 32000-2 §7.3) in their one accepted spelling.
//!
//! ```text
//! value      = null / boolean / number / reference / name / literal / hex / array / dictionary
//! array      = "[" [value *(separator value)] "]"
//! dictionary = "<<" *(name separator value) ">>"
//! separator  = SP before null, boolean, number and reference; nothing before the rest
//! ```
//! A key occurs once in a dictionary. White space and comments occur nowhere
//! else. Values borrow the file.

use certificate::{Finding, FindingCode};

use crate::Limits;

/// A direct object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Object<'a> {
    Null,
    Boolean(bool),
    Integer(u64),
    /// A negative integer or a real, as it is written.
    OtherNumber(&'a [u8]),
    Reference(u32),
    Name(&'a [u8]),
    /// The text between the parentheses, escapes and all.
    Literal(&'a [u8]),
    /// The digits between the angle brackets.
    Hex,
    Array(Vec<Self>),
    Dictionary(Dictionary<'a>),
}

/// A dictionary in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Dictionary<'a>(Vec<(&'a [u8], Object<'a>)>);

impl<'a> Dictionary<'a> {
    pub(crate) fn value(&self, key: &[u8]) -> Option<&Object<'a>> {
        self.0.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'a [u8], &Object<'a>)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().map(|(name, _)| *name)
    }
}

impl<'a> Object<'a> {
    pub(crate) const fn dictionary(&self) -> Option<&Dictionary<'a>> {
        match self {
            Self::Dictionary(dictionary) => Some(dictionary),
            _ => None,
        }
    }

    pub(crate) fn array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(array) => Some(array),
            _ => None,
        }
    }

    pub(crate) const fn integer(&self) -> Option<u64> {
        match self {
            Self::Integer(value) => Some(*value),
            _ => None,
        }
    }

    pub(crate) const fn reference(&self) -> Option<u32> {
        match self {
            Self::Reference(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether it is a dictionary of this `Type`.
    pub(crate) fn is_of_type(&self, name: &[u8]) -> bool {
        let kind = self.dictionary().and_then(|dictionary| dictionary.value(b"Type"));
        kind.is_some_and(|kind| kind.is_name(name))
    }

    pub(crate) fn is_name(&self, name: &[u8]) -> bool {
        matches!(self, Self::Name(found) if *found == name)
    }
}

/// Reads objects from a file, front to back.
pub(crate) struct Parser<'a> {
    file: &'a [u8],
    position: usize,
    nodes: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub(crate) const fn new(file: &'a [u8], limits: &Limits) -> Self {
        Self { file, position: 0, nodes: limits.nodes, depth: limits.depth }
    }

    pub(crate) const fn position(&self) -> usize {
        self.position
    }

    pub(crate) const fn seek(&mut self, position: usize) {
        self.position = position;
    }

    /// Consumes exactly `text`.
    pub(crate) fn expect(&mut self, text: &[u8]) -> Result<(), Finding> {
        if self.rest().starts_with(text) {
            self.advance(text.len());
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    /// Consumes `length` bytes.
    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Finding> {
        let taken = self.rest().get(..length).ok_or_else(|| self.unexpected())?;
        self.advance(length);
        Ok(taken)
    }

    /// Consumes a value.
    pub(crate) fn value(&mut self) -> Result<Object<'a>, Finding> {
        self.nodes = self.nodes.checked_sub(1).ok_or_else(|| self.too_complex())?;
        match self.peek() {
            Some(b'/') => self.name().map(Object::Name),
            Some(b'(') => self.literal().map(Object::Literal),
            Some(b'[') => self.nested(Self::array),
            Some(b'<') if self.rest().starts_with(b"<<") => self.nested(Self::dictionary_object),
            Some(b'<') => self.hex(),
            Some(b'0'..=b'9' | b'-' | b'.') => self.number_or_reference(),
            Some(b't') => self.expect(b"true").map(|()| Object::Boolean(true)),
            Some(b'f') => self.expect(b"false").map(|()| Object::Boolean(false)),
            Some(b'n') => self.expect(b"null").map(|()| Object::Null),
            _ => Err(self.unexpected()),
        }
    }

    /// Consumes a dictionary.
    pub(crate) fn dictionary(&mut self) -> Result<Dictionary<'a>, Finding> {
        self.expect(b"<<")?;
        let mut entries: Vec<(&[u8], Object<'_>)> = Vec::new();
        while self.peek() == Some(b'/') {
            let at = self.position;
            let key = self.name()?;
            // Dictionaries we write have at most a dozen keys, so a scan is cheap;
            // the node budget bounds a hostile one.
            self.nodes = self.nodes.checked_sub(entries.len()).ok_or_else(|| self.too_complex())?;
            if entries.iter().any(|(name, _)| *name == key) {
                return Err(Finding::new(FindingCode::PdfObject).at(at));
            }
            entries.push((key, self.separated_value()?));
        }
        self.expect(b">>")?;
        Ok(Dictionary(entries))
    }

    fn dictionary_object(&mut self) -> Result<Object<'a>, Finding> {
        self.dictionary().map(Object::Dictionary)
    }

    fn array(&mut self) -> Result<Object<'a>, Finding> {
        self.expect(b"[")?;
        let mut values = Vec::new();
        while self.peek() != Some(b']') {
            values.push(if values.is_empty() { self.value()? } else { self.separated_value()? });
        }
        self.expect(b"]")?;
        Ok(Object::Array(values))
    }

    /// A value with the separator that its kind needs.
    fn separated_value(&mut self) -> Result<Object<'a>, Finding> {
        let spaced = self.peek() == Some(b' ');
        if spaced {
            self.advance(1);
        }
        let needs_space = !matches!(self.peek(), Some(b'/' | b'(' | b'[' | b'<'));
        if spaced == needs_space { self.value() } else { Err(self.unexpected()) }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Object<'a>, Finding>) -> Result<Object<'a>, Finding> {
        self.depth = self.depth.checked_sub(1).ok_or_else(|| self.too_complex())?;
        let object = read(self)?;
        self.depth = self.depth.saturating_add(1);
        Ok(object)
    }

    fn name(&mut self) -> Result<&'a [u8], Finding> {
        self.expect(b"/")?;
        let length = self.rest().iter().take_while(|byte| is_regular(**byte)).count();
        self.take(length)
    }

    /// Balanced parentheses may stand bare; a backslash takes the next byte with
    /// it.
    fn literal(&mut self) -> Result<&'a [u8], Finding> {
        let mut open = 0_usize;
        let mut escaped = false;
        for (index, byte) in self.rest().iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'(' => open = open.saturating_add(1),
                b')' if open == 1 => {
                    let whole = self.take(index.saturating_add(1))?;
                    return Ok(whole.get(1..index).unwrap_or_default());
                }
                b')' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        Err(self.unexpected())
    }

    fn hex(&mut self) -> Result<Object<'a>, Finding> {
        self.expect(b"<")?;
        let digits = self.rest().iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')).count();
        if digits % 2 != 0 {
            return Err(self.unexpected());
        }
        self.advance(digits);
        self.expect(b">")?;
        Ok(Object::Hex)
    }

    fn number_or_reference(&mut self) -> Result<Object<'a>, Finding> {
        let start = self.position;
        let Some(value) = self.integer() else {
            self.position = start;
            return self.real();
        };
        if self.peek() == Some(b'.') {
            self.position = start;
            return self.real();
        }
        if self.rest().starts_with(b" 0 R") {
            let number = u32::try_from(value).map_err(|_| self.unexpected())?;
            self.advance(4);
            return Ok(Object::Reference(number));
        }
        Ok(Object::Integer(value))
    }

    /// `-12`, `0.5`, `-0.25`: no leading zeros, none at the end of a fraction.
    fn real(&mut self) -> Result<Object<'a>, Finding> {
        let start = self.position;
        let text = self.rest();
        let is_part = |byte: &&u8| matches!(byte, b'-' | b'.' | b'0'..=b'9');
        let text = text.get(..text.iter().take_while(is_part).count()).unwrap_or_default();
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        let mut parts = digits.split(|byte| *byte == b'.');
        let whole = parts.next().unwrap_or_default();
        let fraction = parts.next();
        let plain = parts.next().is_none()
            && !whole.is_empty()
            && digits.iter().all(|byte| *byte == b'.' || byte.is_ascii_digit())
            && (whole == b"0" || !whole.starts_with(b"0"))
            && match fraction {
                Some(fraction) => fraction.last().is_some_and(|last| *last != b'0'),
                None => text.len() > digits.len() && whole != b"0",
            };
        self.advance(text.len());
        if plain {
            Ok(Object::OtherNumber(text))
        } else {
            Err(Finding::new(FindingCode::PdfObject).at(start))
        }
    }

    /// A decimal number without leading zeros.
    pub(crate) fn integer(&mut self) -> Option<u64> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let digits = self.rest().get(..count)?;
        if count == 0 || count > 1 && digits.first() == Some(&b'0') {
            return None;
        }
        let value = core::str::from_utf8(digits).ok()?.parse().ok()?;
        self.advance(count);
        Some(value)
    }

    fn rest(&self) -> &'a [u8] {
        self.file.get(self.position..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    const fn advance(&mut self, count: usize) {
        self.position = self.position.saturating_add(count);
    }

    pub(crate) fn unexpected(&self) -> Finding {
        Finding::new(FindingCode::PdfObject).at(self.position)
    }

    fn too_complex(&self) -> Finding {
        Finding::new(FindingCode::PdfTooComplex).at(self.position)
    }
}

/// ISO 32000-2 §7.2.3: neither white space nor delimiter; printable ASCII only.
const fn is_regular(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~')
        && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &[u8]) -> Result<Object<'_>, Finding> {
        let mut parser = Parser::new(text, &Limits { nodes: 1_000, depth: 4, ..Limits::default() });
        let value = parser.value()?;
        if parser.position() == text.len() { Ok(value) } else { Err(parser.unexpected()) }
    }

    #[track_caller]
    fn refused(text: &[u8], at: u64) {
        assert_eq!(parse(text), Err(Finding { at: Some(at), ..Finding::new(FindingCode::PdfObject) }));
    }

    #[test]
    fn reads_the_one_spelling() {
        let text = b"<</A/b/C[1 2 0 R(x(y)\\)z)<0AFF> -1 0.5[true] null]/D<<>>/E 7>>";
        let object = parse(text).unwrap();
        let dictionary = object.dictionary().unwrap();
        assert!(dictionary.value(b"A").unwrap().is_name(b"b"));
        assert_eq!(dictionary.value(b"E").unwrap().integer(), Some(7));
        let array = dictionary.value(b"C").unwrap().array().unwrap();
        assert_eq!(array[1], Object::Reference(2));
        assert_eq!(array[2], Object::Literal(b"x(y)\\)z"));
        assert_eq!(array[4..6], [Object::OtherNumber(b"-1"), Object::OtherNumber(b"0.5")]);
    }

    #[test]
    fn refuses_every_other_spelling() {
        refused(b"<< /A/b>>", 2);
        refused(b"<</A /b>>", 5);
        refused(b"<</A  1>>", 5);
        refused(b"<</A%c\n1>>", 4);
        refused(b"[1  2]", 3);
        refused(b"[ 1]", 1);
        refused(b"[/A 1/B]x", 8);
        refused(b"<0aff>", 1);
        refused(b"<0AF>", 1);
        refused(b"<</A 1/A 2>>", 6);
        for number in ["007", "-0", "00.5", "0.50", "5.", ".5", "--1", "1.2.3", "-", "1-2"] {
            assert!(parse(number.as_bytes()).is_err(), "{number}");
        }
        refused(b"(open", 0);
        refused(b"<</A", 4);
    }

    #[test]
    fn nesting_beyond_the_limit_is_a_finding() {
        let finding = parse(b"[[[[[]]]]]").unwrap_err();
        assert_eq!(finding.code, FindingCode::PdfTooComplex);
        assert!(parse(b"[[[[]]]]").is_ok());
    }

    #[test]
    fn nodes_beyond_the_limit_are_a_finding() {
        let text = [b"[".as_slice(), b"[]".repeat(1_000).as_slice(), b"]"].concat();
        assert_eq!(parse(&text).unwrap_err().code, FindingCode::PdfTooComplex);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in proptest::collection::vec(proptest::sample::select(b"<>[]()/ A1.-0Rtn\\\n".to_vec()), 0..64)) {
            let _ = parse(&text);
        }
    }
}
