//! Draws the first page of a PDF in the browser: for a look beside the items, and to
//! read the code of a certificate that was printed to PDF, saved again or scanned.
//!
//! Judges nothing. It reads leniently what nobody vouches for, with a renderer that
//! was written by others, and so runs in a worker of its own that may die
//! (docs/decisions/0016-reading-codes.md).

mod bounds;
mod words;

#[cfg(all(target_arch = "wasm32", feature = "worker"))]
mod wasm;

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{Pdf, page::Page},
    render,
    vello_cpu::{Pixmap, color::palette::css::WHITE},
};
use scan::Picture;

/// The first page of a document.
pub struct FirstPage {
    /// Pixels from left to right.
    pub width: u16,
    /// Pixels from top to bottom.
    pub height: u16,
    /// The rows, four bytes a pixel.
    pub rgba: Vec<u8>,
    /// The texts of the QR codes on it.
    pub codes: Vec<String>,
    /// The characters on it that say which they are, in the order in which they are
    /// drawn, without spaces.
    pub words: String,
}

/// Draws the first page, 200 dots to the inch where that is not too many, and reads
/// it. `None` where there is no page or drawing it would take too much.
pub fn first_page(file: Vec<u8>) -> Option<FirstPage> {
    with_first_page(file, |page| {
        let drawn = drawn(page, bounds::scale(page)?);
        let (width, height) = (drawn.width(), drawn.height());
        let rgba = drawn.data_as_u8_slice().to_vec();
        let picture = Picture::from_rgba(width.into(), height.into(), &rgba)?;
        Some(FirstPage { width, height, rgba, codes: scan::read(&picture), words: words::of(page) })
    })
}

/// The first page in shades of grey, as many dots to the inch as asked for.
pub fn picture(file: Vec<u8>, dpi: u16) -> Option<Picture> {
    with_first_page(file, |page| {
        let drawn = drawn(page, f32::from(dpi) / bounds::POINTS);
        Picture::from_rgba(drawn.width().into(), drawn.height().into(), drawn.data_as_u8_slice())
    })
}

fn with_first_page<T>(file: Vec<u8>, look: impl FnOnce(&Page<'_>) -> Option<T>) -> Option<T> {
    let pdf = Pdf::new(file).ok().filter(bounds::are_kept)?;
    look(pdf.pages().first()?)
}

fn drawn<'a>(page: &'a Page<'a>, scale: f32) -> Pixmap {
    let settings =
        RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings)
}
