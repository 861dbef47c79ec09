//! What a later revision added to a certificate (ISO 32000-2 §7.5.6), by comparing
//! its objects with those before.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::{
    Addition, Cause, Limits,
    document::{self, dictionary, load},
    program,
    search::contains,
};

/// What was saved on top of the first `length` bytes, and by which program.
pub(crate) fn edited(file: &[u8], length: usize, limits: &Limits) -> Cause {
    let (issued, later) = file.split_at_checked(length).unwrap_or((file, &[]));
    let documents = load(issued, limits).zip(load(file, limits));
    let added = documents.as_ref().map(|(before, after)| additions(before, after)).unwrap_or_default();
    // The certificate names no program: whatever is named came later.
    let program = documents.as_ref().and_then(|(_, after)| document::named_program(after));
    let program = program.or_else(|| program::by_revision(later));
    let added = if added.is_empty() { vec![by_words(later)] } else { added };
    Cause::Edited { added, program: program.map(str::to_owned) }
}

/// When the objects cannot be read: what the bytes look like.
fn by_words(later: &[u8]) -> Addition {
    if contains(later, b"/ByteRange") { Addition::Signature } else { Addition::Other }
}

fn additions(before: &Document, after: &Document) -> Vec<Addition> {
    let contents: BTreeSet<ObjectId> =
        before.page_iter().flat_map(|page| before.get_page_contents(page)).collect();
    let mut added = BTreeSet::new();
    for (id, object) in &after.objects {
        let old = before.objects.get(id);
        if old == Some(object) {
            continue;
        }
        if contents.contains(id) {
            added.insert(Addition::Page);
        }
        added.extend(dictionary(object).and_then(|new| kind(new, old.and_then(dictionary))));
    }
    let info = |document: &Document| document.trailer.get_deref(b"Info", document).ok().cloned();
    if info(before) != info(after) {
        added.insert(Addition::Metadata);
    }
    // Every program that saves writes itself into the metadata. A signature has a
    // form field and an annotation that are seen as one with it.
    if added.contains(&Addition::Signature) {
        added.remove(&Addition::FormEntry);
    }
    if added.len() > 1 {
        added.remove(&Addition::Metadata);
    }
    added.into_iter().collect()
}

/// What a new or changed object is for.
fn kind(new: &Dictionary, old: Option<&Dictionary>) -> Option<Addition> {
    let name = |key: &[u8]| new.get(key).and_then(Object::as_name).unwrap_or_default();
    let changed = |key: &[u8]| new.get(key).ok() != old.and_then(|old| old.get(key).ok());
    let any = |keys: &[&[u8]]| keys.iter().any(|key| new.has(key) && changed(key));
    if any(&[b"JS", b"OpenAction", b"AA"]) || matches!(name(b"S"), b"JavaScript" | b"Launch") {
        return Some(Addition::Script);
    }
    let kind = match (name(b"Type"), name(b"Subtype")) {
        (b"Sig" | b"DocTimeStamp", _) => Addition::Signature,
        _ if new.has(b"ByteRange") || name(b"FT") == b"Sig" => Addition::Signature,
        (_, b"Widget") => Addition::FormEntry,
        _ if new.has(b"FT") => Addition::FormEntry,
        (b"Annot", _) => Addition::Annotation,
        // The type of an annotation may be left out (ISO 32000-2 §12.5.2), its
        // place on the page may not.
        (b"", _) if new.has(b"Rect") && new.has(b"Subtype") => Addition::Annotation,
        (b"Page", _) if old.is_none() || any(&[b"Contents", b"Resources", b"Rotate"]) => Addition::Page,
        (b"Metadata", _) => Addition::Metadata,
        (b"EmbeddedFile" | b"Filespec", _) => Addition::Attachment,
        _ => return None,
    };
    Some(kind)
}
