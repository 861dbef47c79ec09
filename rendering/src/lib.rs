//! Draws the first page of a PDF in the browser: for a look beside the items, and to
//! read the code of a certificate that was printed to PDF, saved again or scanned.
//!
//! Judges nothing. It reads leniently what nobody vouches for, with a renderer that
//! was written by others, and so runs in a worker of its own that may die
//! (docs/decisions/0012-scan.md).

mod bounds;
mod words;

#[cfg(all(target_arch = "wasm32", feature = "worker"))]
mod wasm;

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{Pdf, page::Page},
    render,
    vello_cpu::color::palette::css::WHITE,
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

/// Draws the first page, 200 dots to the inch where that is not too many. `None`
/// where there is no page or drawing it would take too much.
pub fn first_page(file: Vec<u8>) -> Option<FirstPage> {
    let pdf = Pdf::new(file).ok()?;
    if !bounds::are_kept(&pdf) {
        return None;
    }
    let page = pdf.pages().first()?;
    let settings = InterpreterSettings::default();
    let cache = RenderCache::new();
    let scale = bounds::scale(page)?;
    let drawn = render(
        page,
        &cache,
        &settings,
        &RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() },
    );
    let (width, height) = (drawn.width(), drawn.height());
    let rgba = drawn.data_as_u8_slice().to_vec();
    let picture = Picture::from_rgba(width.into(), height.into(), &rgba)?;
    Some(FirstPage { width, height, rgba, codes: scan::read(&picture), words: words::of(page, &settings) })
}

