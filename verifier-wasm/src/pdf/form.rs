//! The form of a certificate inside a sound frame: catalogue, signature field,
//! signature dictionary with its gap, embedded claims.

use certificate::{Finding, FindingCode};

use super::{
    frame::Frame,
    object::{Dictionary, Object},
};

/// Every key a catalogue may have. There is none for scripts, actions, forms of
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

const CLAIMS_NAME: &[u8] = b"certificate.json";

/// What the checks of signature and claims work on. Only [`Form::check`] makes
/// one.
pub(crate) struct Form<'a> {
    /// Everything before and behind the gap.
    pub(crate) signed_spans: [&'a [u8]; 2],
    /// The hexadecimal digits in the gap.
    pub(crate) contents: &'a [u8],
    /// Where they start.
    pub(crate) contents_at: usize,
    /// `/M`: the instant in the form `20261122050700`.
    pub(crate) signed_at: &'a [u8],
    /// The content of the embedded `certificate.json`.
    pub(crate) claims: &'a [u8],
}

impl<'a> Form<'a> {
    /// Checks the form.
    pub(crate) fn check(file: &'a [u8], frame: &Frame<'a>) -> Result<Self, Finding> {
        let catalog = frame.catalog().ok_or_else(|| Finding::new(FindingCode::PdfCatalog))?;
        if let Some(key) = catalog.keys().find(|key| !CATALOG_KEYS.contains(key)) {
            return Err(Finding::new(FindingCode::PdfCatalog).found(String::from_utf8_lossy(key)));
        }
        check_field(frame, catalog).ok_or_else(|| Finding::new(FindingCode::SignatureField))?;
        let claims = claims(frame, catalog).ok_or_else(|| Finding::new(FindingCode::ClaimsMissing))?;
        let dictionary = SignatureDictionary::check(file, frame)?;
        Ok(Self {
            signed_spans: dictionary.signed_spans,
            contents: dictionary.contents,
            contents_at: dictionary.contents_at,
            signed_at: dictionary.signed_at,
            claims,
        })
    }
}

/// One signature field, last but one; the catalogue certifies by the signature
/// dictionary, the last object (§12.7.5.5, §12.8.6).
fn check_field(frame: &Frame<'_>, catalog: &Dictionary<'_>) -> Option<()> {
    let signature = frame.last_number()?;
    let field = signature.checked_sub(1)?;
    let form = catalog.value(b"AcroForm")?.dictionary()?;
    let form_ok = form.keys().eq([b"Fields".as_slice(), b"SigFlags"])
        && form.value(b"Fields")?.array()? == [Object::Reference(field)]
        && form.value(b"SigFlags")?.integer()? == 3;
    let permissions = catalog.value(b"Perms")?.dictionary()?;
    let permissions_ok = permissions.keys().eq([b"DocMDP".as_slice()])
        && permissions.value(b"DocMDP")?.reference()? == signature;
    let widget = frame.object(field)?.value.dictionary()?;
    let widget_ok =
        widget.keys().eq([b"Type".as_slice(), b"Subtype", b"FT", b"T", b"V", b"F", b"P", b"Rect"])
            && widget.value(b"Type")?.is_name(b"Annot")
            && widget.value(b"Subtype")?.is_name(b"Widget")
            && widget.value(b"FT")?.is_name(b"Sig")
            && widget.value(b"V")?.reference()? == signature
            && widget.value(b"Rect")?.array()?.iter().all(|side| side.integer() == Some(0));
    (form_ok && permissions_ok && widget_ok).then_some(())
}

/// The one embedded file: named in the name tree and associated with the
/// document (§7.11.4, §14.13), stored without a filter.
fn claims<'a>(frame: &Frame<'a>, catalog: &Dictionary<'a>) -> Option<&'a [u8]> {
    let names = catalog.value(b"Names")?.dictionary()?;
    let files = names.value(b"EmbeddedFiles")?.dictionary()?;
    let [name, specification] = files.value(b"Names")?.array()? else { return None };
    let associated = catalog.value(b"AF")?.array()?;
    let sound = names.keys().eq([b"EmbeddedFiles".as_slice()])
        && files.keys().eq([b"Names".as_slice()])
        && *name == Object::Literal(CLAIMS_NAME)
        && associated == [specification.clone()];
    let specification = frame.object(specification.reference()?)?.value.dictionary()?;
    let embedded = specification.value(b"EF")?.dictionary()?;
    let stream = embedded.value(b"F")?.reference()?;
    let named = *specification.value(b"F")? == Object::Literal(CLAIMS_NAME)
        && *specification.value(b"UF")? == Object::Literal(CLAIMS_NAME)
        && specification.value(b"AFRelationship")?.is_name(b"Data")
        && embedded.keys().eq([b"F".as_slice(), b"UF"])
        && embedded.value(b"UF")?.reference()? == stream;
    let stream = frame.object(stream)?;
    let dictionary = stream.value.dictionary()?;
    let plain = dictionary.keys().eq([b"Length".as_slice(), b"Type", b"Params", b"Subtype"])
        && dictionary.value(b"Type")?.is_name(b"EmbeddedFile");
    let embedded_files = frame.objects().iter().filter(|object| is_embedded_file(&object.value)).count();
    if sound && named && plain && embedded_files == 1 { stream.content } else { None }
}

fn is_embedded_file(object: &Object<'_>) -> bool {
    let kind = object.dictionary().and_then(|dictionary| dictionary.value(b"Type"));
    kind.is_some_and(|kind| kind.is_name(b"EmbeddedFile"))
}

/// The signature dictionary is a fixed text around three values: the instant,
/// the gap and the byte range.
struct SignatureDictionary<'a> {
    signed_spans: [&'a [u8]; 2],
    contents: &'a [u8],
    contents_at: usize,
    signed_at: &'a [u8],
}

const BEFORE_INSTANT: &[u8] = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:";
/// `YYYYMMDDhhmmss`
const INSTANT_LENGTH: usize = 14;
const BEFORE_GAP: &[u8] = b"Z)/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams\
<</Type/TransformParams/P 1/V/1.2>>>>]/Contents";

impl<'a> SignatureDictionary<'a> {
    fn check(file: &'a [u8], frame: &Frame<'_>) -> Result<Self, Finding> {
        let (start, end) = frame.last_span();
        let wrong = || Finding::new(FindingCode::SignatureDictionary).at(start);
        let number = frame.last_number().ok_or_else(wrong)?;
        let object = file.get(start..end).ok_or_else(wrong)?;
        let rest = object.strip_prefix(format!("{number} 0 obj\n").as_bytes()).ok_or_else(wrong)?;
        let rest = rest.strip_prefix(BEFORE_INSTANT).ok_or_else(wrong)?;
        let (signed_at, rest) = rest.split_at_checked(INSTANT_LENGTH).ok_or_else(wrong)?;
        let rest = rest.strip_prefix(BEFORE_GAP).ok_or_else(wrong)?;
        // `end` bounds `rest`, so the gap opens this far from the file's start.
        let gap_start = end.checked_sub(rest.len()).ok_or_else(wrong)?;
        let rest = rest.strip_prefix(b"<").ok_or_else(wrong)?;
        let digits = rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).count();
        let contents_at = gap_start.saturating_add(1);
        let gap = || Finding::new(FindingCode::SignatureContents).at(contents_at.saturating_add(digits));
        let (contents, rest) = rest.split_at_checked(digits).ok_or_else(gap)?;
        let rest = rest.strip_prefix(b">").ok_or_else(gap)?;
        let gap_end = end.checked_sub(rest.len()).ok_or_else(wrong)?;

        let behind = file.get(gap_end..).ok_or_else(wrong)?;
        let expected = format!("/ByteRange[0 {gap_start} {gap_end} {}]>>\nendobj\n", behind.len());
        if rest != expected.as_bytes() {
            return Err(Finding::new(FindingCode::SignatureByteRange).at(gap_end));
        }
        let before = file.get(..gap_start).ok_or_else(wrong)?;
        Ok(Self { signed_spans: [before, behind], contents, contents_at, signed_at })
    }
}
