//! What the fuzz targets do with their bytes.
//!
//! Two kinds of attacker are tried. The outsider has a genuine file and no key:
//! nothing he makes may be authentic. The insider has the keys: what he makes may
//! be accepted, so that the code behind digest and signature is reached, but it
//! must be read without a panic, inside the time limit, and another reader of PDF
//! must see the same structure.

mod assembly;
mod der;
mod second_reader;
mod value;
mod world;

use certificate::Claims;

pub use world::{World, world};

/// Reads claims: what is read is printed as it was.
pub fn parse_claims(text: &[u8]) {
    if let Ok(claims) = Claims::parse(text) {
        assert_eq!(claims.to_json().as_bytes(), text, "two spellings of the same claims");
    }
}

/// Looks for codes in a picture, whose width is the first byte, at twice the size
/// and with the head of a file that says any size.
pub fn scan(bytes: &[u8]) {
    let _ = scan::Size::of(bytes);
    let Some((width, grey)) = bytes.split_first() else { return };
    let width = usize::from(*width).max(1);
    let height = grey.len() / width;
    if let Some(picture) = scan::Picture::from_grey(width, height, grey[..width * height].to_vec()) {
        for code in scan::find(&picture) {
            assert!(code.text.len() < 8000, "more than a code can hold");
        }
    }
}
