//! Revisions behind the signed one: incremental saving, shadow documents and
//! attacks on certified documents.

use certificate::FindingCode::{PdfCrossReference, PdfEnd, PdfTrailer};

use super::{
    bytes::find,
    case::{Case, Family},
    draft::stream,
    genuine::Genuine,
    revision::{Revision, table},
};

const SAVING: &str = "Mladenov et al., 1 Trillion Dollar Refund (CCS 2019), ISA";

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("incremental-saving", SAVING);
    saving(&mut family, genuine);
    family.cases()
}

/// A page that says something else.
const FORGED: &[u8] = b"BT /f0 24 Tf 72 700 Td (FORGED) Tj ET";

fn saving(family: &mut Family, genuine: &Genuine) {
    let file = &genuine.file;
    let draft = genuine.draft();
    let revision = || Revision::of(file);
    let page = draft.number("/Type/Page/");
    let forged = stream("", FORGED);
    family.refuse(
        "page-content",
        PdfTrailer,
        revision().object(draft.page_content(), &forged).append(file),
        "the classic: the content of the page is replaced in a second revision",
    );
    family.refuse(
        "page",
        PdfTrailer,
        revision().object(page, "<</Type/Page/Parent 1 0 R/MediaBox[0 0 595 842]>>").append(file),
        "the page object is replaced in a second revision",
    );
    family.refuse(
        "catalogue",
        PdfTrailer,
        revision().object(draft.number("/Type/Catalog"), "<</Type/Catalog/Pages 1 0 R>>").append(file),
        "the catalogue is replaced, and the signature field with it",
    );
    family.refuse(
        "empty-revision",
        PdfTrailer,
        revision().append(file),
        "a revision that changes nothing makes room for one that does",
    );
    let mut bare = file.clone();
    bare.extend(super::draft::object(draft.page_content(), &forged));
    family.refuse(
        "no-table-no-trailer",
        PdfEnd,
        bare.clone(),
        "without a table, repairing readers take the last object of a number",
    );
    family.refuse(
        "no-table",
        PdfEnd,
        [bare.as_slice(), b"trailer\n", draft.trailer.as_bytes(), b"\n%%EOF\n"].concat(),
        "a trailer without a table makes readers rebuild it",
    );
    let mut wrong = revision();
    wrong.previous = Some(7);
    family.refuse(
        "wrong-previous",
        PdfTrailer,
        wrong.object(draft.page_content(), &forged).append(file),
        "a broken chain makes readers rebuild the table",
    );
    let mut none = revision();
    none.previous = None;
    family.refuse(
        "no-previous",
        PdfTrailer,
        none.object(draft.page_content(), &forged).append(file),
        "a revision that disowns the one before it",
    );
    let mut own = revision();
    own.previous = Some(file.len());
    family.refuse(
        "previous-loop",
        PdfTrailer,
        own.append(file),
        "Prev that leads to itself hangs naive readers",
    );
    let twice = revision().append(file);
    let mut second = revision();
    second.previous = Some(table(&twice));
    family.refuse("two-revisions", PdfTrailer, second.append(&twice), "two empty revisions");
    let signature = find(file, b"/Type/Sig/").expect("a signature dictionary");
    let copy = &file[signature - 2..find(file, b"\nxref\n").expect("a table") - 7];
    family.refuse(
        "signature-copied",
        PdfTrailer,
        revision().object(draft.objects.len() + 1, copy).object(draft.page_content(), &forged).append(file),
        "ISA with a copy of the signature, so that the newest revision seems to be signed",
    );
    for (name, tail, why) in [
        ("appended-line-feed", b"\n".as_slice(), "one byte behind the end"),
        ("appended-nul", b"\0", "one byte behind the end, as some disks and gateways add"),
        ("appended-crlf", b"\r\n", "a line end behind the end"),
        ("appended-end-of-file", b"%%EOF\n", "a second end of file"),
        ("appended-comment", b"%comment\n", "a comment behind the end"),
        ("appended-text", b"anything at all", "text behind the end is what a mail gateway adds"),
    ] {
        family.refuse(name, PdfEnd, [file.as_slice(), tail].concat(), why);
    }
    family.refuse(
        "appended-startxref",
        PdfCrossReference,
        [file.as_slice(), b"startxref\n0\n%%EOF\n"].concat(),
        "a second startxref that leads nowhere",
    );
}
