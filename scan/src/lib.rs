//! Reads QR codes from a picture of a certificate: a photo, a scan, a screenshot.
//!
//! Gives the texts and judges nothing: whether a text is the code of a certificate
//! is for the verifier to say. It runs in a worker of its own that may die; a
//! picture can make it slow, within the budget of [`MOST_PIXELS`], and nothing else.
//!
//! Why this reader and not one of the libraries: docs/decisions/0016-reading-codes.md.

mod code;
mod picture;
#[cfg(any(test, feature = "rate"))]
pub mod rate;
mod size;

#[cfg(all(target_arch = "wasm32", feature = "worker"))]
mod wasm;

pub use picture::{MOST_PIXELS, Picture};
pub use size::Size;

/// A QR code in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// What it says.
    pub text: String,
    /// Its corners in pixels, in the order in which a clock goes, that of three
    /// finder patterns between the first and the last.
    pub corners: [(f32, f32); 4],
}

/// The QR codes in a picture, each text once. None where there is no code or where
/// it cannot be read.
pub fn find(picture: &Picture) -> Vec<Code> {
    let looks = views(picture).map(|(view, size)| {
        let mut codes = code::find(&view);
        for corner in codes.iter_mut().flat_map(|code| &mut code.corners) {
            *corner = (corner.0 * size, corner.1 * size);
        }
        codes
    });
    looks.into_iter().find(|codes| !codes.is_empty()).unwrap_or_default()
}

/// The texts of the QR codes in a picture, each once.
pub fn read(picture: &Picture) -> Vec<String> {
    find(picture).into_iter().map(|code| code.text).collect()
}

/// A page of A4 at 200 dpi is a little smaller: there a first look costs least.
const FIRST_LOOK: usize = 2600;

/// The picture at several sizes, with the pixels of the picture for one of the
/// view: what is too noisy at its own size may be clear at half of it, and what is
/// too small at twice.
fn views(picture: &Picture) -> impl Iterator<Item = (Picture, f32)> {
    let longest = picture.width().max(picture.height());
    let first = longest.div_ceil(FIRST_LOOK);
    let mut factors = vec![first];
    while let Some(last) = factors.last().copied().filter(|last| *last > 1) {
        factors.push(last.div_ceil(2));
    }
    factors.push(first * 2);
    let reduced = factors.into_iter().map(|factor| (picture.reduced(factor), factor as f32));
    let is_small = longest <= FIRST_LOOK;
    reduced.chain(std::iter::once_with(|| (picture.doubled(), 0.5)).filter(move |_| is_small))
}

#[cfg(test)]
mod tests;
