//! The hollow fonts that Typst embedded, filled with their outlines.

use lopdf::{Document, Object, ObjectId};

use super::UnexpectedPdf;
use crate::issuance::outlines::Outlines;

/// Fills every embedded TrueType font (ISO 32000-2 §9.9).
pub(super) fn fill(outlines: &Outlines, document: &mut Document) -> Result<(), UnexpectedPdf> {
    const UNEXPECTED: UnexpectedPdf = UnexpectedPdf("an embedded font in another form");
    let file = |object: &Object| object.as_dict().ok()?.get(b"FontFile2").ok()?.as_reference().ok();
    let files: Vec<ObjectId> = document.objects.values().filter_map(file).collect();
    for id in files {
        let stream = document.get_object_mut(id).and_then(Object::as_stream_mut).map_err(|_| UNEXPECTED)?;
        let hollow = stream.decompressed_content().map_err(|_| UNEXPECTED)?;
        stream.set_content(outlines.fill(&hollow).ok_or(UNEXPECTED)?);
    }
    Ok(())
}
