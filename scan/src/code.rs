//! Finding and reading QR codes (ISO/IEC 18004) in a picture.
//!
//! Finder patterns are looked for along the rows ([`finder`]); three of them, or two
//! where the third is covered, give a first guess of where every module lies, which
//! the timing and alignment patterns make exact ([`layout`], [`grid`]). The modules
//! are then read from the shades themselves ([`modules`]) and not from a picture in
//! black and white, which at two pixels a module would have lost too much.

mod finder;
pub(crate) mod geometry;
mod grid;
mod layout;
mod modules;
mod threshold;

use crate::{Code, picture::Picture};
use layout::Corners;

/// The codes in a picture at this size, each text once.
pub(crate) fn find(picture: &Picture) -> Vec<Code> {
    let finders = finder::find(picture);
    let mut found: Vec<Code> = Vec::new();
    let mut read: Vec<Corners> = Vec::new();
    for corners in layout::corners(&finders) {
        // A third corner is guessed only where no code has all of them.
        if found.len() == MOST_CODES || !(read.is_empty() || corners.is_complete()) {
            break;
        }
        if read.iter().any(|read| read.touches(&corners)) {
            continue;
        }
        let code = corners
            .grids(picture)
            .iter()
            .find_map(|grid| modules::read(picture, grid).map(|text| Code { text, corners: grid.corners() }));
        if let Some(code) = code {
            read.push(corners);
            if !found.iter().any(|known| known.text == code.text) {
                found.push(code);
            }
        }
    }
    found
}

/// A page with more than this many codes is not one of ours.
const MOST_CODES: usize = 4;
