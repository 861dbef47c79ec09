//! The strict profile: what a sound frame has to hold, as one list of rules.

use certificate::{Finding, FindingCode};

use super::{
    frame::Frame,
    object::{Dictionary, Object},
    references, vocabulary,
};

/// A rule looks at the whole document and says where it is broken.
type Rule = fn(&Frame<'_>) -> Result<(), Finding>;

/// The rules of docs/format.md §3, in its order, which is that of the finding
/// codes; each code names the clause it comes from.
const RULES: [Rule; 6] =
    [vocabulary::check, references::check, catalog, page, embedded_file, signature_field];

/// Checks rule by rule; the first that is broken is the reason.
pub(super) fn check(frame: &Frame<'_>) -> Result<(), Finding> {
    RULES.iter().try_for_each(|rule| rule(frame))
}

/// Every key the catalogue may have. There is none for scripts, actions, forms of
/// another kind or optional content.
const CATALOG_KEYS: [&[u8]; 12] = [
    b"Type",
    b"Pages",
    b"Metadata",
    b"OutputIntents",
    b"Lang",
    b"StructTreeRoot",
    b"MarkInfo",
    b"ViewerPreferences",
    b"Names",
    b"AF",
    b"AcroForm",
    b"Perms",
];

/// §7.7.2: one catalogue, with exactly our keys.
fn catalog(frame: &Frame<'_>) -> Result<(), Finding> {
    let (root, _) = frame.trailer();
    let wrong = || Finding::new(FindingCode::PdfCatalog).at(frame.start_of(root));
    let catalog = frame.catalog().ok_or_else(wrong)?;
    if let Some(key) = catalog.keys().find(|key| !CATALOG_KEYS.contains(key)) {
        return Err(wrong().found(String::from_utf8_lossy(key)));
    }
    if let Some(key) = CATALOG_KEYS.iter().find(|key| catalog.value(key).is_none()) {
        return Err(wrong().expected(String::from_utf8_lossy(key)));
    }
    let catalogs = frame.objects().iter().filter(|object| object.value.is_of_type(b"Catalog")).count();
    let ours = catalog.value(b"Type").is_some_and(|kind| kind.is_name(b"Catalog"));
    if ours && catalogs == 1 { Ok(()) } else { Err(wrong().found(catalogs)) }
}

const PAGE_KEYS: [&[u8]; 7] =
    [b"Type", b"Resources", b"MediaBox", b"StructParents", b"Tabs", b"Parent", b"Contents"];

/// A4 in points, as our writer puts it.
const MEDIA_BOX: [Object<'static>; 4] = [
    Object::Integer(0),
    Object::Integer(0),
    Object::OtherNumber(b"595.2756"),
    Object::OtherNumber(b"841.8898"),
];

/// What a page may draw with besides its content: pictures alone, no forms.
const RESOURCE_KEYS: [&[u8]; 5] = [b"ProcSet", b"ColorSpace", b"ExtGState", b"XObject", b"Font"];

/// §7.7.3: the front, and for a 補發 or 換發 the back. Each has one content stream;
/// the one annotation, the signature field, is on the front.
fn page(frame: &Frame<'_>) -> Result<(), Finding> {
    let wrong = || Finding::new(FindingCode::PdfPage);
    let pages = frame.page_numbers().ok_or_else(wrong)?;
    if !(1..=2).contains(&pages.len()) {
        return Err(wrong().expected("1 or 2").found(pages.len()));
    }
    for (number, is_front) in pages.iter().copied().zip([true, false]) {
        check_page(frame, number, is_front).ok_or_else(|| wrong().at(frame.start_of(number)))?;
    }
    let all = frame.objects().iter().filter(|object| object.value.is_of_type(b"Page")).count();
    if all == pages.len() { Ok(()) } else { Err(wrong().expected(pages.len()).found(all)) }
}

fn check_page(frame: &Frame<'_>, number: u32, is_front: bool) -> Option<()> {
    let page = frame.dictionary(number)?;
    let keys = PAGE_KEYS.into_iter().chain(is_front.then_some(b"Annots".as_slice()));
    let annotations = page.value(b"Annots").and_then(Object::array).unwrap_or_default();
    let field = [Object::Reference(frame.field_number())];
    let resources = frame.dictionary(page.value(b"Resources")?.reference()?)?;
    let pictures = resources.value(b"XObject").and_then(Object::dictionary);
    let is_picture = |object: &Object<'_>| {
        let stream = frame.object(object.reference()?)?;
        stream.value.dictionary()?.value(b"Subtype").filter(|kind| kind.is_name(b"Image"))
    };
    let sound = page.keys().eq(keys)
        && page.value(b"Type")?.is_name(b"Page")
        && page.value(b"MediaBox")?.array()? == MEDIA_BOX
        && resources.keys().all(|key| RESOURCE_KEYS.contains(&key))
        && pictures
            .into_iter()
            .flat_map(Dictionary::entries)
            .all(|(_, picture)| is_picture(picture).is_some())
        && frame.object(page.value(b"Contents")?.reference()?)?.content.is_some()
        && annotations == if is_front { &field[..] } else { &[] };
    sound.then_some(())
}

/// §7.11.4: the claims are the only file inside.
fn embedded_file(frame: &Frame<'_>) -> Result<(), Finding> {
    for kind in [b"EmbeddedFile".as_slice(), b"Filespec"] {
        let mut files = frame.objects().iter().filter(|object| object.value.is_of_type(kind));
        let _claims = files.next();
        if let Some(second) = files.next() {
            return Err(Finding::new(FindingCode::PdfEmbeddedFile).at(second.at));
        }
    }
    Ok(())
}

/// One signature field, last but one; the catalogue certifies by the signature
/// dictionary, the last object (§12.7.5.5, §12.8.6).
fn signature_field(frame: &Frame<'_>) -> Result<(), Finding> {
    let field = frame.field_number();
    check_field(frame, field)
        .ok_or_else(|| Finding::new(FindingCode::SignatureField).at(frame.start_of(field)))
}

/// Print and locked (§12.5.3): a field nobody can move or delete.
const FIELD_FLAGS: u64 = 132;

fn check_field(frame: &Frame<'_>, field: u32) -> Option<()> {
    let catalog = frame.catalog()?;
    let signature = frame.last_number();
    let form = catalog.value(b"AcroForm")?.dictionary()?;
    let form_ok = form.keys().eq([b"Fields".as_slice(), b"SigFlags"])
        && form.value(b"Fields")?.array()? == [Object::Reference(field)]
        && form.value(b"SigFlags")?.integer()? == 3;
    let permissions = catalog.value(b"Perms")?.dictionary()?;
    let permissions_ok = permissions.keys().eq([b"DocMDP".as_slice()])
        && permissions.value(b"DocMDP")?.reference()? == signature;
    let widget = frame.dictionary(field)?;
    let [left, bottom, right, top] = widget.value(b"Rect")?.array()? else { return None };
    let widget_ok =
        widget.keys().eq([b"Type".as_slice(), b"Subtype", b"FT", b"T", b"V", b"F", b"P", b"Rect"])
            && widget.value(b"Type")?.is_name(b"Annot")
            && widget.value(b"Subtype")?.is_name(b"Widget")
            && widget.value(b"FT")?.is_name(b"Sig")
            && *widget.value(b"T")? == Object::Literal(b"Signature")
            && widget.value(b"V")?.reference()? == signature
            && widget.value(b"F")?.integer()? == FIELD_FLAGS
            && widget.value(b"P")?.reference()? == *frame.page_numbers()?.first()?
            && [left, bottom, right, top].iter().all(|side| side.integer() == Some(0));
    let widgets = frame.objects().iter().filter(|object| object.value.is_of_type(b"Annot")).count();
    (form_ok && permissions_ok && widget_ok && widgets == 1).then_some(())
}

const CLAIMS_NAME: &[u8] = b"certificate.json";

/// The claims: named in the name tree and associated with the document (§7.11.4,
/// §14.13), stored without a filter.
pub(super) fn claims<'a>(frame: &Frame<'a>) -> Option<&'a [u8]> {
    let catalog = frame.catalog()?;
    let names = catalog.value(b"Names")?.dictionary()?;
    let files = names.value(b"EmbeddedFiles")?.dictionary()?;
    let [name, specification] = files.value(b"Names")?.array()? else { return None };
    let associated = catalog.value(b"AF")?.array()?;
    let sound = names.keys().eq([b"EmbeddedFiles".as_slice()])
        && files.keys().eq([b"Names".as_slice()])
        && *name == Object::Literal(CLAIMS_NAME)
        && associated == [specification.clone()];
    let specification = frame.dictionary(specification.reference()?)?;
    let embedded = specification.value(b"EF")?.dictionary()?;
    let stream = embedded.value(b"F")?.reference()?;
    let named = specification.keys().eq([b"Type".as_slice(), b"F", b"UF", b"EF", b"AFRelationship", b"Desc"])
        && *specification.value(b"F")? == Object::Literal(CLAIMS_NAME)
        && *specification.value(b"UF")? == Object::Literal(CLAIMS_NAME)
        && specification.value(b"AFRelationship")?.is_name(b"Data")
        && embedded.keys().eq([b"F".as_slice(), b"UF"])
        && embedded.value(b"UF")?.reference()? == stream;
    let stream = frame.object(stream)?;
    let dictionary: &Dictionary<'_> = stream.value.dictionary()?;
    let parameters = dictionary.value(b"Params")?.dictionary()?;
    let plain = dictionary.keys().eq([b"Length".as_slice(), b"Type", b"Params", b"Subtype"])
        && dictionary.value(b"Type")?.is_name(b"EmbeddedFile")
        && parameters.keys().eq([b"Size".as_slice(), b"ModDate"])
        && parameters.value(b"Size")? == dictionary.value(b"Length")?;
    if sound && named && plain { stream.content } else { None }
}
