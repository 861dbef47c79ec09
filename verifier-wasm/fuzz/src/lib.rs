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
