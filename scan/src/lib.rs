//! Reads the QR code of a certificate from a picture of it.
#![forbid(unsafe_code)]
mod code;
mod picture;
pub use picture::{MOST_PIXELS, Picture};

/// The texts of the QR codes in a picture, each once.
pub fn read(picture: &Picture) -> Vec<String> {
    sizes(picture).find_map(|picture| {
        let texts = code::texts(&picture);
        (!texts.is_empty()).then_some(texts)
    }).unwrap_or_default()
}

fn sizes(picture: &Picture) -> impl Iterator<Item = Picture> {
    let longest = picture.width().max(picture.height());
    let coarse = longest.div_ceil(2600);
    let mut factors = vec![coarse];
    let mut next = coarse;
    while next > 1 { next = next.div_ceil(2); factors.push(next); if next == 1 { break } }
    factors.push(coarse * 2);
    let small = longest <= 2600;
    factors.into_iter().map(|f| if f == 1 { picture.clone() } else { picture.reduced(f) }).chain(small.then(|| picture.doubled()))
}
