//! The path of a certificate: compose → sign → store → check.

mod cms;
mod compose;
mod pdf_file;
mod sign;
mod wording;

pub use cms::CmsError;
pub use compose::{ComposeError, Composed, Composer};
pub use pdf_file::UnexpectedPdf;
pub use sign::{SignError, Signed, sign};
pub use wording::{Wording, WordingIncomplete};
