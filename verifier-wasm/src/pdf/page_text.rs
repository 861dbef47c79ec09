//! What the pages print (ISO 32000-2 §9.4, §9.10, §14.9.4), as far as the file
//! tells: the text that is shown, by way of the fonts' maps to Unicode.

use certificate::{Finding, FindingCode};

use super::{
    frame::{Frame, Indirect},
    object::{Dictionary, Object},
};
use crate::{
    Limits,
    zlib::{self, UnpackError},
};

/// The text of all pages without white space; a finding where it is not written
/// in the way our writer does.
pub(crate) fn page_text(frame: &Frame<'_>, limits: &Limits) -> Result<String, Finding> {
    let mut text = String::new();
    for page in frame.page_numbers().ok_or_else(|| Finding::new(FindingCode::PdfPage))? {
        let at = frame.start_of(page);
        read_page(frame, page, limits, &mut text).map_err(|unreadable| match unreadable {
            Unreadable::TooLong => Finding::new(FindingCode::PdfTooComplex).at(at),
            Unreadable::Other => Finding::new(FindingCode::PageText).at(at),
        })?;
    }
    text.retain(|c| !c.is_whitespace());
    Ok(text)
}

/// Why the text of a page cannot be read.
enum Unreadable {
    /// Beyond a limit.
    TooLong,
    /// Not in the form our writer has.
    Other,
}

fn read_page(frame: &Frame<'_>, page: u32, limits: &Limits, text: &mut String) -> Result<(), Unreadable> {
    let page = frame.dictionary(page).ok_or(Unreadable::Other)?;
    let fonts = Fonts::of_page(frame, page, limits)?;
    let content = page.value(b"Contents").and_then(|contents| frame.object(contents.reference()?));
    let content = unpack(content.ok_or(Unreadable::Other)?, limits.content_bytes)?;
    Shown { fonts, font: None, text, spans: Vec::new() }.read(&content).ok_or(Unreadable::Other)
}

/// The content of a stream; the only filter is `FlateDecode` (§7.4.4).
fn unpack(stream: &Indirect<'_>, limit: usize) -> Result<Vec<u8>, Unreadable> {
    let filter = stream.value.dictionary().and_then(|dictionary| dictionary.value(b"Filter"));
    let content = stream.content.filter(|_| filter.is_some_and(|filter| filter.is_name(b"FlateDecode")));
    zlib::unpack(content.ok_or(Unreadable::Other)?, limit).map_err(|error| match error {
        UnpackError::TooLong => Unreadable::TooLong,
        UnpackError::Malformed => Unreadable::Other,
    })
}

/// The fonts of a page by name.
struct Fonts(Vec<(Vec<u8>, UnicodeMap)>);

impl Fonts {
    fn of_page(frame: &Frame<'_>, page: &Dictionary<'_>, limits: &Limits) -> Result<Self, Unreadable> {
        let resources =
            page.value(b"Resources").and_then(|resources| frame.dictionary(resources.reference()?));
        let fonts = resources.and_then(|resources| resources.value(b"Font")?.dictionary());
        let fonts = fonts.ok_or(Unreadable::Other)?;
        if fonts.entries().count() > limits.fonts {
            return Err(Unreadable::TooLong);
        }
        let map_of = |font: &Object<'_>| {
            let font = frame.dictionary(font.reference()?)?;
            let two_bytes = font.value(b"Encoding")?.is_name(b"Identity-H");
            frame.object(font.value(b"ToUnicode")?.reference()?).filter(|_| two_bytes)
        };
        let font = |(name, font): (&[u8], &Object<'_>)| {
            let map = unpack(map_of(font).ok_or(Unreadable::Other)?, limits.font_map_bytes)?;
            Ok((name.to_vec(), UnicodeMap::parse(&map).ok_or(Unreadable::Other)?))
        };
        fonts.entries().map(font).collect::<Result<_, _>>().map(Self)
    }

    fn by_name(&self, name: &[u8]) -> Option<usize> {
        self.0.iter().position(|(font, _)| font == name)
    }
}

/// A `ToUnicode` map (§9.10.3): the text of each glyph, ascending by glyph.
struct UnicodeMap(Vec<(u16, String)>);

impl UnicodeMap {
    /// Reads `<glyph> <text>` lines between `beginbfchar` and `endbfchar`. Our
    /// writer uses no ranges.
    fn parse(map: &[u8]) -> Option<Self> {
        let map = core::str::from_utf8(map).ok()?;
        if map.contains("beginbfrange") {
            return None;
        }
        let mut texts = Vec::new();
        for section in map.split("beginbfchar").skip(1) {
            let (section, _) = section.split_once("endbfchar")?;
            let mut words = section.split_ascii_whitespace();
            while let Some(glyph) = words.next() {
                let glyph = u16::from_be_bytes(hex(glyph)?.try_into().ok()?);
                texts.push((glyph, utf16(&hex(words.next()?)?)?));
            }
        }
        texts.is_sorted_by(|(one, _), (next, _)| one < next).then_some(Self(texts))
    }

    fn text(&self, glyph: u16) -> Option<&str> {
        let place = self.0.binary_search_by_key(&glyph, |(glyph, _)| *glyph).ok()?;
        self.0.get(place).map(|(_, text)| text.as_str())
    }
}

fn hex(word: &str) -> Option<Vec<u8>> {
    let digits = word.strip_prefix('<')?.strip_suffix('>')?;
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok();
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
    if rest.is_empty() { String::from_utf16(&units).ok() } else { None }
}

/// The text shown so far.
struct Shown<'t> {
    fonts: Fonts,
    /// The font in use.
    font: Option<usize>,
    text: &'t mut String,
    /// One entry for each open marked-content sequence (§14.6): whether its text
    /// is given in place of the glyphs'.
    spans: Vec<bool>,
}

/// The other operators of a page (Annex A): state, colour, paths, pictures, and
/// where text stands. None of them shows text or changes how large it is. A page has
/// thousands, so this is a `match` and no list to be searched.
fn shows_nothing(operator: &[u8]) -> bool {
    matches!(
        operator,
        b"B" | b"B*"
            | b"BT"
            | b"CS"
            | b"Do"
            | b"ET"
            | b"J"
            | b"M"
            | b"Q"
            | b"S"
            | b"SCN"
            | b"Tm"
            | b"Tr"
            | b"W"
            | b"W*"
            | b"b"
            | b"b*"
            | b"c"
            | b"cm"
            | b"cs"
            | b"d"
            | b"f"
            | b"f*"
            | b"gs"
            | b"h"
            | b"i"
            | b"j"
            | b"l"
            | b"m"
            | b"n"
            | b"q"
            | b"re"
            | b"ri"
            | b"s"
            | b"scn"
            | b"sh"
            | b"v"
            | b"w"
            | b"y"
    )
}

/// What an operator gets.
#[derive(Default)]
struct Operands<'c> {
    name: &'c [u8],
    number: &'c [u8],
    strings: Vec<Vec<u8>>,
    replacement: Option<String>,
}

impl Shown<'_> {
    fn read(mut self, content: &[u8]) -> Option<()> {
        let mut rest = content;
        let mut operands = Operands::default();
        while let Some((&byte, behind)) = rest.split_first() {
            rest = match byte {
                b'(' => {
                    let (string, behind) = literal(behind)?;
                    operands.strings.push(string);
                    behind
                }
                b'/' => {
                    let (name, behind) = word(behind);
                    operands.name = name;
                    behind
                }
                b'<' if behind.starts_with(b"<") => behind.get(1..)?,
                b'<' if operands.name == b"ActualText" => {
                    let (digits, behind) = digits(behind)?;
                    let text = hex(&format!("<{digits}>"))?;
                    operands.replacement = Some(utf16(text.strip_prefix(b"\xfe\xff")?)?);
                    behind
                }
                // What stands for a picture where it cannot be seen (§14.9.3).
                b'<' if operands.name == b"Alt" => digits(behind)?.1,
                b'0'..=b'9' | b'-' | b'.' => {
                    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'.');
                    let length = rest.iter().take_while(|byte| is_digit(byte)).count();
                    let (number, behind) = rest.split_at_checked(length)?;
                    operands.number = number;
                    behind
                }
                b'A'..=b'Z' | b'a'..=b'z' | b'\'' | b'"' => {
                    let (operator, behind) = word(rest);
                    self.apply(operator, core::mem::take(&mut operands))?;
                    behind
                }
                b'[' | b']' | b'>' | b' ' | b'\n' => behind,
                // A comment is not shown, a hexadecimal string would not be read.
                _ => return None,
            };
        }
        Some(())
    }

    fn apply(&mut self, operator: &[u8], operands: Operands<'_>) -> Option<()> {
        match operator {
            // Text of no size is not seen.
            b"Tf" if operands.number == b"0" => return None,
            b"Tf" => self.font = Some(self.fonts.by_name(operands.name)?),
            b"Tj" | b"TJ" if self.spans.contains(&true) => {}
            b"Tj" | b"TJ" => operands.strings.iter().try_for_each(|string| self.show(string))?,
            b"BMC" | b"BDC" => {
                self.spans.push(operands.replacement.is_some());
                self.text.extend(operands.replacement);
            }
            b"EMC" => drop(self.spans.pop()?),
            // Any other rendering mode than to fill (§9.3.6) could hide text.
            b"Tr" if operands.number != b"0" => return None,
            _ if shows_nothing(operator) => {}
            // Other ways to show text, to squeeze it, pictures inside the content.
            _ => return None,
        }
        Some(())
    }

    fn show(&mut self, string: &[u8]) -> Option<()> {
        let (glyphs, rest) = string.as_chunks::<2>();
        let (_, map) = self.fonts.0.get(self.font?)?;
        for glyph in glyphs {
            self.text.push_str(map.text(u16::from_be_bytes(*glyph))?);
        }
        rest.is_empty().then_some(())
    }
}

/// The bytes up to the next delimiter or white space (§7.2.3).
fn word(bytes: &[u8]) -> (&[u8], &[u8]) {
    let is_end = |byte: &u8| {
        matches!(byte, 0..=b' ' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
    };
    bytes.split_at(bytes.iter().position(is_end).unwrap_or(bytes.len()))
}

fn digits(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'>')?;
    let (digits, behind) = bytes.split_at_checked(end)?;
    Some((core::str::from_utf8(digits).ok()?, behind.get(1..)?))
}

/// A literal string behind its parenthesis (§7.3.4.2).
fn literal(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut string = Vec::new();
    let mut open = 1_usize;
    let mut rest = bytes;
    loop {
        let (&byte, behind) = rest.split_first()?;
        rest = behind;
        match byte {
            b'\\' => {
                let (byte, behind) = escape(rest)?;
                string.extend(byte);
                rest = behind;
                continue;
            }
            b'(' => open = open.saturating_add(1),
            b')' if open == 1 => return Some((string, rest)),
            b')' => open = open.saturating_sub(1),
            _ => {}
        }
        string.push(byte);
    }
}

fn escape(bytes: &[u8]) -> Option<(Option<u8>, &[u8])> {
    let (&byte, behind) = bytes.split_first()?;
    let byte = match byte {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'f' => 12,
        b'\n' => return Some((None, behind)),
        b'0'..=b'7' => {
            let count = bytes.iter().take(3).take_while(|digit| (b'0'..=b'7').contains(digit)).count();
            let (digits, behind) = bytes.split_at_checked(count)?;
            let value = u8::from_str_radix(core::str::from_utf8(digits).ok()?, 8).ok()?;
            return Some((Some(value), behind));
        }
        other => other,
    };
    Some((Some(byte), behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &[u8] =
        b"2 beginbfchar\n<0001> <6A23>\n<0002> <5F35>\nendbfchar 1 beginbfchar <0107> <D842DFB7> endbfchar";

    fn shown(content: &[u8]) -> Option<String> {
        let fonts = Fonts(vec![(b"f0".to_vec(), UnicodeMap::parse(MAP)?)]);
        let mut text = String::new();
        Shown { fonts, font: None, text: &mut text, spans: Vec::new() }.read(content)?;
        Some(text)
    }

    #[track_caller]
    fn check(content: &[u8], text: &str) {
        assert_eq!(shown(content).as_deref(), Some(text));
    }

    #[test]
    fn glyphs_become_text_by_the_map_of_their_font() {
        check(b"BT/f0 8 Tf 1 0 0 -1 0 0 Tm[(\\000\\001\\000\\002)-7(\\001\\007)]TJ ET", "樣張𠮷");
        check(b"/f0 8 Tf(\0\x01)Tj(\0\x02)Tj", "樣張");
        check(b"/Span<</MCID 0/Lang(en)>>BDC q 0.5 w S Q EMC", "");
    }

    #[test]
    fn a_replacement_stands_for_the_glyphs_of_its_span() {
        check(b"/f0 8 Tf/Span<</ActualText<FEFF3000>>>BDC(\0\x01)Tj EMC(\0\x02)Tj", "\u{3000}張");
    }

    #[test]
    fn text_shown_in_any_other_way_is_refused() {
        assert_eq!(shown(b"(\0\x01)Tj"), None, "no font");
        assert_eq!(shown(b"/f1 8 Tf(\0\x01)Tj"), None, "an unknown font");
        assert_eq!(shown(b"/f0 8 Tf(\0\x03)Tj"), None, "a glyph without text");
        assert_eq!(shown(b"/f0 8 Tf(\x01)Tj"), None, "half a glyph");
        assert_eq!(shown(b"/f0 8 Tf(\0\x01)'"), None, "another operator");
        assert_eq!(shown(b"/f0 8 Tf(\0\x01"), None, "an open string");
        assert_eq!(shown(b"3 Tr"), None, "invisible");
        assert_eq!(shown(b"/f0 0 Tf"), None, "of no size");
        assert_eq!(shown(b"0 Tz"), None, "of no width");
        assert_eq!(shown(b"/f0 8 Tf%(\0\x01)Tj"), None, "in a comment");
        assert_eq!(shown(b"/f0 8 Tf<0001>Tj"), None, "in hexadecimal");
        assert_eq!(shown(b"EMC"), None, "an end without a beginning");
        assert!(UnicodeMap::parse(b"1 beginbfrange <0001> <0002> <6A23> endbfrange").is_none());
        assert!(UnicodeMap::parse(b"beginbfchar <0002> <6A23> <0001> <6A23> endbfchar").is_none());
    }

    proptest::proptest! {
        #[test]
        fn never_panics(content in proptest::collection::vec(proptest::sample::select(b"<>()[]/ \\01fTjBDCEM\n".to_vec()), 0..64)) {
            let _ = shown(&content);
            let _ = UnicodeMap::parse(&content);
        }
    }
}
