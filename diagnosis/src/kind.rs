//! What a file is when it is not a PDF, by its first bytes.
//!
//! The names are those that people know, mostly from the end of file names; they
//! stand in sentences of both languages.

use crate::search::{contains, head};

/// Kinds that a few bytes at a fixed place tell.
const MAGIC: [(usize, &[u8], &str); 28] = [
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"GIF8", "GIF"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (8, b"WEBP", "WebP"),
    (0, b"\0\0\0\x0cjP  \r\n", "JPEG 2000"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftyphei", "HEIC"),
    (4, b"ftyphev", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypmsf1", "HEIC"),
    (4, b"ftypqt", "MOV"),
    (4, b"ftyp", "MP4"),
    (0, b"Rar!\x1a\x07", "RAR"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\x1f\x8b", "GZIP"),
    (0, b"BZh", "BZIP2"),
    (0, b"\xfd7zXZ\0", "XZ"),
    (0, b"\x28\xb5\x2f\xfd", "Zstandard"),
    (0, b"MSCF", "CAB"),
    (257, b"ustar", "TAR"),
    (0, b"{\\rtf", "RTF"),
    (0, b"%!PS", "PostScript"),
    (0, b"AT&TFORM", "DjVu"),
    (0, b"SQLite format 3\0", "SQLite"),
    (0, b"\x7fELF", "ELF"),
    (0, b"-----BEGIN ", "PEM"),
];

/// Names in the first entries of a ZIP archive, which several kinds of document
/// are. ISO/IEC 29500-2 §6 and, for documents of
/// `OpenDocument`, its part 2 §3.3.
const ZIP: [(&[u8], &str); 11] = [
    (b"application/vnd.oasis.opendocument.text", "ODT"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ODS"),
    (b"application/vnd.oasis.opendocument.presentation", "ODP"),
    (b"application/vnd.oasis.opendocument.graphics", "ODG"),
    (b"application/epub+zip", "EPUB"),
    (b"application/vnd.etsi.asic", "ASiC"),
    (b"word/", "DOCX"),
    (b"xl/", "XLSX"),
    (b"ppt/", "PPTX"),
    (b"FixedDocSeq", "XPS"),
    (b"Index/Document.iwa", "Pages"),
];

/// Streams of a compound file (`[MS-CFB]`), whose names are UTF-16.
const COMPOUND: [(&str, &str); 4] =
    [("WordDocument", "DOC"), ("Workbook", "XLS"), ("PowerPoint Document", "PPT"), ("__substg1.0_", "MSG")];

/// First words of a header field of a mail (RFC 5322 §3.6).
const MAIL: [&str; 12] = [
    "received:",
    "from:",
    "from ",
    "to:",
    "subject:",
    "date:",
    "return-path:",
    "delivered-to:",
    "mime-version:",
    "message-id:",
    "x-",
    "content-type:",
];

/// The kind of a file, or `None` for bytes that tell nothing.
pub(crate) fn of(file: &[u8]) -> Option<&'static str> {
    let at = |offset: usize, magic: &[u8]| file.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    if at(0, b"PK\x03\x04") || at(0, b"PK\x05\x06") {
        return Some(archive(file));
    }
    if at(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(compound(file));
    }
    if let Some((.., kind)) = MAGIC.iter().find(|(offset, magic, _)| at(*offset, magic)) {
        return Some(kind);
    }
    // `BM` alone is too short to tell: the size that follows has to be right.
    let size = file.get(2..6).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes);
    if at(0, b"BM") && size.is_some_and(|size| usize::try_from(size) == Ok(file.len())) {
        return Some("BMP");
    }
    if signed_message(file) {
        return Some("PKCS #7");
    }
    text(file)
}

/// How far into an archive the names of its first entries are looked for.
const FIRST_ENTRIES: usize = 1 << 16;

fn archive(file: &[u8]) -> &'static str {
    let start = head(file, FIRST_ENTRIES);
    ZIP.iter().find(|(name, _)| contains(start, name)).map_or("ZIP", |(_, kind)| kind)
}

fn compound(file: &[u8]) -> &'static str {
    let named = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        contains(file, &name)
    };
    COMPOUND.iter().find(|(name, _)| named(name)).map_or("Microsoft Office", |(_, kind)| kind)
}

/// A DER or BER sequence that begins with id-signedData (RFC 5652 §5.1): a `.p7m`
/// or `.p7s` file.
fn signed_message(file: &[u8]) -> bool {
    const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    file.first() == Some(&0x30) && contains(head(file, 20), SIGNED_DATA)
}

/// Kinds that are text, by their first words.
fn text(file: &[u8]) -> Option<&'static str> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    // A character cut in two at the end of what is looked at is still text.
    let start = match str::from_utf8(head(file, 4096)) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => str::from_utf8(file.get(..error.valid_up_to())?).ok()?,
        Err(_) => return None,
    };
    let start = start.trim_start().to_ascii_lowercase();
    let starts = |words: &str| start.starts_with(words);
    Some(if starts("<!doctype html") || starts("<html") {
        "HTML"
    } else if starts("<svg") || (starts("<") && start.contains("<svg")) {
        "SVG"
    } else if starts("<?xml") && start.contains("<html") {
        "HTML"
    } else if starts("<?xml") {
        "XML"
    } else if MAIL.iter().any(|field| starts(field))
        && start.contains("\nsubject:") | start.contains("\nmime-version:")
    {
        "EML"
    } else if starts("{\"") || starts("[{") {
        "JSON"
    } else if !start.is_empty() && !start.contains(|c: char| c.is_control() && !c.is_whitespace()) {
        "TXT"
    } else {
        return None;
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &[u8], kind: Option<&str>) {
        assert_eq!(of(file), kind);
    }

    #[test]
    fn pictures_and_films() {
        check(b"\x89PNG\r\n\x1a\n....", Some("PNG"));
        check(b"\xff\xd8\xff\xe0..JFIF", Some("JPEG"));
        check(b"RIFF....WEBPVP8 ", Some("WebP"));
        check(b"....ftypheic", Some("HEIC"));
        check(b"....ftypisom", Some("MP4"));
        check(b"BM\x0a\0\0\0....", Some("BMP"));
        check(b"BM\x0b\0\0\0....", None);
    }

    #[test]
    fn archives_and_the_documents_that_are_archives() {
        check(b"PK\x03\x04..............................a.pdf", Some("ZIP"));
        check(
            b"PK\x03\x04..............................[Content_Types].xml....word/document.xml",
            Some("DOCX"),
        );
        check(b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text", Some("ODT"));
        check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", Some("DOC"));
        check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..", Some("Microsoft Office"));
    }

    #[test]
    fn text_of_several_kinds() {
        check(b"\xef\xbb\xbf <!DOCTYPE html><p>", Some("HTML"));
        check(b"<?xml version=\"1.0\"?><svg>", Some("SVG"));
        check(b"<?xml version=\"1.0\"?><a/>", Some("XML"));
        check(b"Return-Path: <a@b>\nSubject: c\n\nd", Some("EML"));
        check("教師證書".as_bytes(), Some("TXT"));
        check(b"hello", Some("TXT"));
        check(b"a\0b", None);
        check(b"\x80\x81", None);
    }

    #[test]
    fn a_signed_message() {
        check(b"\x30\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0", Some("PKCS #7"));
    }
}
