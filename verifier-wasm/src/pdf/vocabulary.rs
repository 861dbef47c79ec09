//! The words of a certificate: every dictionary key and every kind of thing that
//! a genuine file has. What is not on these lists is refused, so that nothing
//! needs to be known about the dangers of the rest of PDF.

use certificate::{Finding, FindingCode};

use super::{
    frame::{Frame, Indirect},
    object::{Dictionary, Object},
};

/// Keys of dictionaries, sorted.
const KEYS: [&[u8]; 94] = [
    b"A",
    b"AF",
    b"AFRelationship",
    b"AcroForm",
    b"Alt",
    b"Annots",
    b"Ascent",
    b"Author",
    b"BaseFont",
    b"CIDSet",
    b"CIDSystemInfo",
    b"CIDToGIDMap",
    b"CapHeight",
    b"ColorSpace",
    b"Contents",
    b"Count",
    b"CreationDate",
    b"DW",
    b"Datetime",
    b"Desc",
    b"DescendantFonts",
    b"Descent",
    b"DestOutputProfile",
    b"Direction",
    b"DocMDP",
    b"EF",
    b"Em",
    b"EmbeddedFiles",
    b"Encoding",
    b"ExtGState",
    b"F",
    b"FT",
    b"Fields",
    b"Flags",
    b"Font",
    b"FontBBox",
    b"FontDescriptor",
    b"FontFile2",
    b"FontFile3",
    b"FontName",
    b"Info",
    b"ItalicAngle",
    b"K",
    b"Kids",
    b"Lang",
    b"ListNumbering",
    b"MarkInfo",
    b"Marked",
    b"MediaBox",
    b"Metadata",
    b"ModDate",
    b"Names",
    b"Nums",
    b"O",
    b"Ordering",
    b"OutputCondition",
    b"OutputConditionIdentifier",
    b"OutputIntents",
    b"P",
    b"Pages",
    b"Parent",
    b"ParentTree",
    b"ParentTreeNextKey",
    b"Perms",
    b"Pg",
    b"Placement",
    b"ProcSet",
    b"Rect",
    b"Registry",
    b"RegistryName",
    b"Resources",
    b"RoleMap",
    b"S",
    b"SigFlags",
    b"Size",
    b"StemV",
    b"Strong",
    b"StructParents",
    b"StructTreeRoot",
    b"Subtype",
    b"Supplement",
    b"Suspects",
    b"T",
    b"Tabs",
    b"Terms",
    b"Title",
    b"ToUnicode",
    b"Type",
    b"UF",
    b"V",
    b"ViewerPreferences",
    b"W",
    b"XObject",
    b"ca",
];

/// Keys of the dictionaries of streams, sorted. There is none for the content of
/// a stream in another file (§7.3.8.2).
const STREAM_KEYS: [&[u8]; 14] = [
    b"BitsPerComponent",
    b"ColorSpace",
    b"Filter",
    b"Height",
    b"Interpolate",
    b"Length",
    b"N",
    b"Params",
    b"Range",
    b"SMask",
    b"Subtype",
    b"Type",
    b"WMode",
    b"Width",
];

/// Values of `Type`, `Subtype`, `S`, `FT` and `Filter`, sorted.
const KINDS: [&[u8]; 46] = [
    b"Annot",
    b"CIDFontType0",
    b"CIDFontType0C",
    b"CIDFontType2",
    b"CMap",
    b"Catalog",
    b"DCTDecode",
    b"Div",
    b"Document",
    b"EmbeddedFile",
    b"ExtGState",
    b"Figure",
    b"Filespec",
    b"FlateDecode",
    b"Font",
    b"FontDescriptor",
    b"GTS_PDFA1",
    b"H1",
    b"Image",
    b"L",
    b"LBody",
    b"LI",
    b"Lbl",
    b"Metadata",
    b"OutputIntent",
    b"P",
    b"Page",
    b"Pages",
    b"Part",
    b"Sect",
    b"Sig",
    b"Span",
    b"Strong",
    b"StructElem",
    b"StructTreeRoot",
    b"TBody",
    b"TD",
    b"TH",
    b"THead",
    b"TR",
    b"Table",
    b"Type0",
    b"Widget",
    b"XML",
    b"XObject",
    b"application#2Fjson",
];

/// Keys whose value names a kind.
const KIND_KEYS: [&[u8]; 5] = [b"FT", b"Filter", b"S", b"Subtype", b"Type"];

/// Words that make a document do something (ISO 32000-2 §12.6, §12.7, §8.11,
/// §13). They are refused like any other unknown word and only get a code of
/// their own.
const ACTIVE: [&[u8]; 31] = [
    b"3D",
    b"AA",
    b"Collection",
    b"Dest",
    b"GoTo",
    b"GoToE",
    b"GoToR",
    b"Hide",
    b"ImportData",
    b"JS",
    b"JavaScript",
    b"Launch",
    b"Link",
    b"Movie",
    b"NeedAppearances",
    b"OC",
    b"OCG",
    b"OCMD",
    b"OCProperties",
    b"OpenAction",
    b"Rendition",
    b"ResetForm",
    b"RichMedia",
    b"Screen",
    b"SetOCGState",
    b"Sound",
    b"SubmitForm",
    b"Thread",
    b"URI",
    b"URL",
    b"XFA",
];

/// Refuses every word that no certificate has.
pub(super) fn check(frame: &Frame<'_>) -> Result<(), Finding> {
    frame.objects().iter().try_for_each(|object| {
        check_object(object).map_err(|word| {
            let code = match ACTIVE.contains(&word) {
                true => FindingCode::PdfActiveContent,
                false => FindingCode::PdfUnexpected,
            };
            Finding::new(code).at(object.at).found(String::from_utf8_lossy(word))
        })
    })
}

/// The first word that is on no list.
fn check_object<'a>(object: &Indirect<'a>) -> Result<(), &'a [u8]> {
    match (&object.value, object.content) {
        (Object::Dictionary(stream), Some(_)) => check_dictionary(stream, &STREAM_KEYS),
        (value, _) => check_value(value),
    }
}

fn check_value<'a>(value: &Object<'a>) -> Result<(), &'a [u8]> {
    match value {
        Object::Dictionary(dictionary) => check_dictionary(dictionary, &KEYS),
        Object::Array(values) => values.iter().try_for_each(check_value),
        _ => Ok(()),
    }
}

fn check_dictionary<'a>(dictionary: &Dictionary<'a>, keys: &[&[u8]]) -> Result<(), &'a [u8]> {
    dictionary.entries().try_for_each(|(key, value)| {
        if keys.binary_search(&key).is_err() && !is_resource(key) {
            return Err(key);
        }
        match value {
            _ if !KIND_KEYS.contains(&key) => check_value(value),
            Object::Name(kind) if KINDS.binary_search(kind).is_ok() => Ok(()),
            Object::Name(kind) => Err(kind),
            _ => Err(key),
        }
    })
}

/// The names that our writer gives to resources of a page (§7.8.3): one small
/// letter and digits.
fn is_resource(key: &[u8]) -> bool {
    let Some((b'a'..=b'z', digits)) = key.split_first() else { return false };
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        for list in [&KEYS[..], &STREAM_KEYS, &KINDS, &KIND_KEYS, &ACTIVE] {
            assert!(list.is_sorted(), "{:?}", list.iter().map(|word| String::from_utf8_lossy(word)));
        }
    }

    #[test]
    fn no_active_word_is_on_a_list() {
        for word in ACTIVE {
            assert!(!KEYS.contains(&word) && !STREAM_KEYS.contains(&word) && !KINDS.contains(&word));
            assert!(!is_resource(word));
        }
    }
}
