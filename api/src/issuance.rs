//! The path of a certificate: compose → sign → store → check.
//!
//! Each step's type can only be made from the step before it, so that nothing
//! can be served which was not checked.

mod check;
mod cms;
mod code;
mod compose;
mod outlines;
mod pdf_file;
mod sign;
mod wording;
mod world;
mod zlib;

pub use check::{CheckError, Checked, Stored};
pub use cms::CmsError;
pub use code::{CodeError, CodeLink, CodeSigning};
pub use compose::{ComposeError, Composed, Composer};
pub use pdf_file::UnexpectedPdf;
pub use sign::{SignError, Signed, sign};
pub use wording::{Wording, WordingIncomplete};
