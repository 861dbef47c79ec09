//! Shadow documents: the insider prepares a file with hidden content and has it
//! signed, an outsider brings the content to light.

use certificate::FindingCode::{
    PdfCrossReference, PdfObject, PdfPage, PdfReference, PdfTrailer, PdfUnexpected,
};

use super::{
    case::{Case, Family},
    draft::{Draft, object, stream},
    genuine::Genuine,
    revision::Revision,
};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("shadow", "Mainka et al., Shadow Attacks (NDSS 2021)");
    hide(&mut family, genuine);
    replace(&mut family, genuine);
    hide_and_replace(&mut family, genuine);
    family.cases()
}

/// Paints over the page.
const OVERLAY: &[u8] = b"1 g 0 0 595 842 re f";

/// The page gets a second content, which paints over the first.
fn covered(draft: &mut Draft) -> usize {
    let overlay = draft.add_stream("", OVERLAY);
    let content = draft.page_content();
    draft.edit(
        "/Type/Page/",
        &format!("/Contents {content} 0 R"),
        format!("/Contents[{content} 0 R {overlay} 0 R]"),
    );
    overlay
}

fn hide(family: &mut Family, genuine: &Genuine) {
    let mut draft = genuine.draft();
    let overlay = covered(&mut draft);
    let signed = draft.sign(&genuine.issuing);
    family.refuse(
        "hide-removed",
        PdfTrailer,
        Revision::of(&signed).object(overlay, stream("", b"")).append(&signed),
        "Hide: what covered the forged text is emptied after signing",
    );
    family.refuse(
        "hide-freed",
        PdfTrailer,
        Revision::of(&signed).free(overlay).append(&signed),
        "Hide: the covering object is freed, without a new object",
    );
    family.refuse("hide-prepared", PdfPage, signed, "a page has one content; a second may cover the first");
}

fn replace(family: &mut Family, genuine: &Genuine) {
    let (file, draft) = (&genuine.file, genuine.draft());
    let font = draft.number("/Type/Font/");
    family.refuse(
        "replace-font",
        PdfTrailer,
        Revision::of(file).object(font, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>").append(file),
        "Replace: another font shows other characters for the same codes",
    );
    let metadata = draft.number("/Type/Metadata");
    family.refuse(
        "replace-metadata",
        PdfTrailer,
        Revision::of(file).object(metadata, stream("/Type/Metadata/Subtype/XML", b"")).append(file),
        "Replace: metadata counts as harmless and was let through",
    );
    let field = draft.objects.len();
    let widget = format!(
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/V {} 0 R/F 132/P 1 0 R/Rect[0 0 595 842]>>",
        field + 1
    );
    family.refuse(
        "replace-widget",
        PdfTrailer,
        Revision::of(file).object(field, widget).append(file),
        "Replace: the appearance of a form field may change after signing",
    );
    let prepared = genuine.insider(|draft| {
        let text = draft.add("<</Type/Annot/Subtype/Widget/FT/Tx/T(Rank)/V(lecturer)/Rect[90 500 300 520]>>");
        let field = draft.objects.len();
        draft.edit("/Annots", &format!("[{field} 0 R]"), format!("[{field} 0 R {text} 0 R]"));
    });
    family.refuse(
        "replace-prepared-text-field",
        PdfUnexpected,
        prepared,
        "a text field shows one value and holds another until it has the focus",
    );
}

fn hide_and_replace(family: &mut Family, genuine: &Genuine) {
    let content = genuine.draft().page_content();
    let shadow = object(content, &stream("", b"BT /f0 24 Tf 72 700 Td (FORGED) Tj ET"));
    let mut draft = genuine.draft();
    draft.objects[content - 1].extend(&shadow);
    let signed = draft.sign(&genuine.issuing);
    let second = signed.windows(shadow.len()).position(|window| window == shadow).expect("it was put there");
    family.refuse(
        "hide-and-replace",
        PdfTrailer,
        Revision::of(&signed).entry(content, second).append(&signed),
        "Hide-and-replace: both versions are signed, the later table chooses the other",
    );
    family.refuse(
        "hide-and-replace-prepared",
        PdfCrossReference,
        signed,
        "two objects of one number, of which the table names the first",
    );
    let mut draft = genuine.draft();
    let shift = shadow.len();
    draft.objects[content - 1] = [shadow, draft.objects[content - 1].clone()].concat();
    let draft = draft.with_entry(content, move |entry| {
        let offset: usize = entry[..10].parse().expect("an offset");
        format!("{:010}{}", offset + shift, &entry[10..])
    });
    family.refuse(
        "hide-and-replace-first",
        PdfCrossReference,
        draft.sign(&genuine.issuing),
        "two objects of one number, of which the table names the second",
    );
    family.refuse(
        "hidden-object",
        PdfReference,
        genuine.insider(|draft| {
            draft.add_stream("", b"BT (FORGED) Tj ET");
        }),
        "an object that nothing refers to waits for a table that does",
    );
    family.refuse(
        "hidden-page",
        PdfReference,
        genuine.insider(|draft| {
            draft.add("<</Type/Page/Parent 1 0 R/MediaBox[0 0 595 842]>>");
        }),
        "a page that is not in the page tree waits for a tree that has it",
    );
    family.refuse(
        "hidden-catalogue",
        PdfReference,
        genuine.insider(|draft| {
            draft.add("<</Type/Catalog/Pages 1 0 R>>");
        }),
        "a second catalogue waits for a trailer that names it",
    );
    family.refuse(
        "hidden-in-comment",
        PdfObject,
        genuine.insider(|draft| {
            let index = draft.index("/Type/StructTreeRoot");
            draft.objects[index].splice(0..0, b"%hidden\n".iter().copied());
        }),
        "a comment between objects is signed and seen by nobody",
    );
}
