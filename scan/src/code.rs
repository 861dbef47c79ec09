//! Finding and reading QR codes (ISO/IEC 18004) in a picture.
//!
//! Finder patterns are looked for along the rows ([`finder`]); three of them, or two
//! where the third is covered, give a first guess of where every module lies, which
//! the timing and alignment patterns make exact ([`layout`], [`grid`]). The modules
//! are then read from the shades themselves ([`modules`]) and not from a picture in
//! black and white, which at two pixels a module would have lost too much.

mod finder;
mod geometry;
mod grid;
mod layout;
mod modules;
mod threshold;

use crate::picture::Picture;
use layout::Corners;

/// The texts of the codes in a picture at this size; those of `known` are not
/// repeated.
pub(crate) fn texts(picture: &Picture) -> Vec<String> {
    let finders = finder::find(picture);
    let mut texts: Vec<String> = Vec::new();
    let mut read: Vec<Corners> = Vec::new();
    for corners in layout::corners(&finders) {
        if texts.len() == MOST_CODES || !(read.is_empty() || corners.is_complete()) {
            break;
        }
        if read.iter().any(|read| read.touches(&corners)) {
            continue;
        }
        let found = corners.grids(picture).iter().find_map(|grid| modules::read(picture, grid));
        if let Some(text) = found {
            read.push(corners);
            texts.extend((!texts.contains(&text)).then_some(text));
        }
    }
    texts
}

/// A page with more than this many codes is not one of ours.
const MOST_CODES: usize = 4;
