//! What a file is when it is not a certificate: the first reason a person gets.

use certificate::{Finding, FindingCode};

/// A refusal that needs no structure: empty, not a PDF, or a PDF that was never
/// signed the way we sign.
pub(crate) fn recognise(file: &[u8]) -> Option<Finding> {
    if file.is_empty() {
        return Some(Finding::new(FindingCode::FileEmpty));
    }
    if !file.starts_with(b"%PDF-") {
        let finding = Finding::new(FindingCode::FileNotPdf);
        return Some(match magic(file) {
            Some(kind) => finding.found(kind),
            None => finding,
        });
    }
    // First, because a certificate that somebody encrypted keeps the name of its
    // signature format readable.
    if contains(file, b"/Encrypt") {
        return Some(Finding::new(FindingCode::PdfEncrypted));
    }
    if contains(file, b"/ETSI.CAdES.detached") {
        return None;
    }
    Some(Finding::new(FindingCode::SignatureMissing))
}

/// The kind of a file by its first bytes.
fn magic(file: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 12] = [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"GIF8", "GIF"),
        (b"PK\x03\x04", "ZIP"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft Office"),
        (b"{\\rtf", "RTF"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"<!DOCTYPE", "HTML"),
        (b"<html", "HTML"),
    ];
    if file.get(4..12).is_some_and(|brand| brand.starts_with(b"ftyphei")) {
        return Some("HEIC");
    }
    KINDS.iter().find(|(start, _)| file.starts_with(start)).map(|(_, kind)| *kind)
}

fn contains(file: &[u8], needle: &[u8]) -> bool {
    file.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &[u8], code: FindingCode, found: Option<&str>) {
        let finding = recognise(file).unwrap();
        assert_eq!((finding.code, finding.found.as_deref()), (code, found));
    }

    #[test]
    fn names_what_the_file_is() {
        check(b"", FindingCode::FileEmpty, None);
        check(b"\x89PNG\r\n\x1a\n....", FindingCode::FileNotPdf, Some("PNG"));
        check(b"PK\x03\x04....", FindingCode::FileNotPdf, Some("ZIP"));
        check(b"hello", FindingCode::FileNotPdf, None);
        check(b"%PDF-1.4\n", FindingCode::SignatureMissing, None);
        check(b"%PDF-1.4\ntrailer<</Encrypt 1 0 R>>", FindingCode::PdfEncrypted, None);
        check(b"%PDF-1.7\n/ETSI.CAdES.detached<</Encrypt 1 0 R>>", FindingCode::PdfEncrypted, None);
    }

    #[test]
    fn leaves_a_signed_pdf_to_the_reader() {
        assert_eq!(recognise(b"%PDF-1.7\n/SubFilter/ETSI.CAdES.detached"), None);
    }
}
