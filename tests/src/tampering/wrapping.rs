//! Signature wrapping: the signed bytes are kept, moved and surrounded.

use certificate::FindingCode::{self, DigestMismatch, PdfCrossReference, PdfEnd, PdfHeader, PdfTrailer};

use super::{
    bytes::{find, find_last},
    case::{Case, Family},
    draft::{object, stream},
    genuine::Genuine,
};

/// The parts of the genuine file.
struct Parts<'a> {
    before: &'a [u8],
    gap: &'a [u8],
    behind: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(file: &'a [u8]) -> Self {
        let gap = find(file, b"/Contents<").expect("a gap") + 9;
        let behind = find_last(file, b">/ByteRange").expect("a gap") + 1;
        Self { before: &file[..gap], gap: &file[gap..behind], behind: &file[behind..] }
    }

    /// A range that leads over `inserted` to the moved end.
    fn range(&self, inserted: usize) -> String {
        let a = self.before.len();
        // The text counts itself, so its length is fixed by leading spaces.
        let b = a + self.gap.len() + inserted;
        format!("/ByteRange [0 {a} {b} {}]", self.behind.len())
    }

    /// Inserts behind the gap: a range over what follows, then `inserted`.
    fn wrap(&self, inserted: &[u8]) -> Vec<u8> {
        let mut range = self.range(0);
        for _ in 0..4 {
            range = self.range(range.len() + inserted.len());
        }
        [self.before, self.gap, range.as_bytes(), inserted, self.behind].concat()
    }
}

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family =
        Family::new("signature-wrapping", "Mladenov et al., 1 Trillion Dollar Refund (CCS 2019), SWA");
    let parts = Parts::of(&genuine.file);
    let content = genuine.draft().page_content();
    let trailer = genuine.draft().trailer;
    let forged = object(content, &stream("", b"BT /f0 24 Tf 72 700 Td (FORGED) Tj ET"));
    let start = parts.before.len() + parts.gap.len();
    let table = |at: usize| {
        format!("xref\n0 1\n0000000000 65535 f \n{content} 1\n{at:010} 00000 n \ntrailer\n{trailer}\n")
    };
    let close = b">>\nendobj\n".as_slice();
    let mut refuse = |name, code: FindingCode, inserted: &[u8], why| {
        family.refuse(name, code, parts.wrap(inserted), why);
    };
    refuse("gap-widened", PdfCrossReference, b"", "a second byte range inside the gap that it describes");
    refuse(
        "object-inserted",
        PdfCrossReference,
        &[close, &forged].concat(),
        "forged objects between the signature and the moved end",
    );
    refuse(
        "object-and-table-inserted",
        PdfCrossReference,
        &[close, &forged, table(start + 64).as_bytes()].concat(),
        "forged objects with a table of their own",
    );
    refuse(
        "object-in-stream",
        PdfCrossReference,
        &[close, b"200 0 obj\n<</Length 4096>>stream\n", &forged, b"\nendstream\nendobj\n"].concat(),
        "forged objects kept in a stream, which a repairing reader finds",
    );
    refuse(
        "moved-end-in-stream",
        PdfCrossReference,
        &[close, &forged, b"200 0 obj\n<</Length 4096>>stream\n"].concat(),
        "the moved end becomes the content of a stream",
    );
    refuse(
        "moved-end-in-comment",
        PdfCrossReference,
        &[close, &forged, b"%"].concat(),
        "the moved end becomes a comment",
    );
    refuse(
        "second-file-inserted",
        PdfCrossReference,
        &[close, &genuine.other].concat(),
        "a whole other certificate between the signature and the moved end",
    );
    let mut whole = parts.wrap(&[close, &forged].concat());
    let at = whole.len();
    whole.extend(table(start + 64).as_bytes());
    whole.extend(format!("startxref\n{at}\n%%EOF\n").as_bytes());
    family.refuse("new-end", PdfTrailer, whole, "wrapped, with a new table behind the moved end");
    family.refuse(
        "other-end",
        PdfEnd,
        [parts.before, parts.gap, Parts::of(&genuine.other).behind].concat(),
        "the end of another certificate",
    );
    family.refuse(
        "other-beginning",
        PdfCrossReference,
        [Parts::of(&genuine.other).before, parts.gap, parts.behind].concat(),
        "the beginning of another certificate",
    );
    family.refuse(
        "other-signature",
        DigestMismatch,
        [parts.before, Parts::of(&genuine.other).gap, parts.behind].concat(),
        "a genuine signature of another certificate in this one's gap",
    );
    family.refuse(
        "signed-part-behind",
        PdfHeader,
        [b"%PDF-1.7\n".as_slice(), &forged, &genuine.file].concat(),
        "the signed file as the tail of a forged one",
    );
    family.refuse(
        "signed-part-in-front",
        PdfEnd,
        [genuine.file.as_slice(), b"%PDF-1.7\n", &forged].concat(),
        "the signed file as the head of a forged one",
    );
    family.cases()
}
