//! A file that was read and stored as text: what is no text in it was encoded or
//! replaced.

use crate::{
    Cause, Outcome,
    search::{contains, head},
};

/// Characters of Windows-1252 that are not those of Latin-1, for 0x80 to 0x9f.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Recognises a PDF that went through a text encoding, and undoes it if the
/// encoding kept everything. A compressed stream is never valid text by chance.
pub(crate) fn stored(file: &[u8]) -> Option<Outcome> {
    let likely = |restored| Some(Outcome::likely(Cause::TextEncoding, restored));
    if let Some(text) = wide(file) {
        return text.contains("%PDF-").then(|| likely(bytes_of(text.trim_start_matches('\u{feff}'))))?;
    }
    let text = valid(file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file))?;
    // Streams may be written in letters; then being text means nothing.
    let written = contains(file, b"/ASCII85Decode") || contains(file, b"/ASCIIHexDecode");
    if !text.starts_with("%PDF-") || !contains(file, b"/FlateDecode") || written {
        return None;
    }
    if text.is_ascii() { likely(None) } else { likely(bytes_of(text)) }
}

/// UTF-16, in either byte order.
fn wide(file: &[u8]) -> Option<String> {
    let order = match *head(file, 4) {
        [0xff, 0xfe, b'%', 0] | [b'%', 0, b'P', 0] => u16::from_le_bytes,
        [0xfe, 0xff, 0, b'%'] | [0, b'%', 0, b'P'] => u16::from_be_bytes,
        _ => return None,
    };
    let (units, _) = file.as_chunks();
    String::from_utf16(&units.iter().map(|unit| order(*unit)).collect::<Vec<_>>()).ok()
}

/// UTF-8; a last character that was cut off is left out.
fn valid(file: &[u8]) -> Option<&str> {
    match str::from_utf8(file) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => str::from_utf8(file.get(..error.valid_up_to())?).ok(),
        Err(_) => None,
    }
}

/// The bytes that were taken for characters, if no character was replaced.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let byte = |c: char| {
        let windows = || WINDOWS.iter().zip(0x80..).find(|(windows, _)| **windows == c).map(|(_, byte)| byte);
        u8::try_from(u32::from(c)).ok().or_else(windows)
    };
    text.chars().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n/FlateDecode stream \x80\x93\xff\0\x01";

    #[track_caller]
    fn check(stored_as: &[u8], restored: Option<&[u8]>) {
        let outcome = stored(stored_as).unwrap();
        assert_eq!(outcome.diagnosis.cause, Cause::TextEncoding);
        assert_eq!(outcome.restored.as_deref(), restored);
    }

    #[test]
    fn encodings_that_keep_everything_are_undone() {
        let latin: String = FILE.iter().copied().map(char::from).collect();
        check(latin.as_bytes(), Some(FILE));
        check(&latin.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), Some(FILE));
        let windows = latin.replace('\u{80}', "€").replace('\u{93}', "“");
        check(windows.as_bytes(), Some(FILE));
        check(format!("\u{feff}{windows}").as_bytes(), Some(FILE));
    }

    #[test]
    fn replaced_characters_are_gone() {
        check(String::from_utf8_lossy(FILE).as_bytes(), None);
        let asked: Vec<u8> = FILE.iter().map(|byte| if byte.is_ascii() { *byte } else { b'?' }).collect();
        check(&asked, None);
    }

    #[test]
    fn a_binary_file_and_one_written_in_letters_are_left_alone() {
        assert_eq!(stored(FILE), None);
        assert_eq!(stored(b"%PDF-1.7\n[/ASCII85Decode/FlateDecode]"), None);
    }
}
