//! What is too much to draw.

use hayro::hayro_syntax::{
    Pdf,
    object::{Dict, Object},
    page::Page,
};

/// Pixels of a picture inside a document. A scan of A4 at 600 dpi has 35 million.
const MOST_PIXELS: f64 = 70_000_000.0;

/// Objects that are looked through; a certificate has about 130.
const MOST_OBJECTS: usize = 20_000;

/// The page at 200 dpi; a page that is larger than A3 gets fewer.
const SCALE: f32 = 200.0 / POINTS;
const LONGEST_SIDE: f32 = 3400.0;

/// To the inch.
pub(crate) const POINTS: f32 = 72.0;

/// Whether the document holds nothing that would fill the memory.
pub(crate) fn are_kept(pdf: &Pdf) -> bool {
    if pdf.len() > MOST_OBJECTS {
        return false;
    }
    pdf.objects().into_iter().all(|object| match &object {
        Object::Stream(stream) => is_bearable(stream.dict()),
        _ => true,
    })
}

/// Pictures say their size beside their data (ISO 32000-2 §8.9.5).
fn is_bearable(stream: &Dict<'_>) -> bool {
    let side = |key: &[u8]| f64::from(stream.get::<f32>(key).unwrap_or_default());
    side(b"Width") * side(b"Height") <= MOST_PIXELS
}

/// Pixels a point. `None` for a page without an extent.
pub(crate) fn scale(page: &Page<'_>) -> Option<f32> {
    let (width, height) = page.render_dimensions();
    let longest = width.max(height);
    let is_page = longest.is_finite() && width.min(height) >= 1.0;
    is_page.then(|| SCALE.min(LONGEST_SIDE / longest))
}
