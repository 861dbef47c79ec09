//! Bytes → structure: a reader for exactly the form in which certificates are
//! written (docs/format.md §2 and §3).
//!
//! It accepts one header, one revision, one cross-reference table, objects in
//! ascending order without a byte between them, and one spelling of every
//! object. What a lenient reader could understand differently has no place left
//! to stand.

mod form;
mod frame;
mod kind;
mod object;
mod page_text;
mod profile;
mod references;
mod vocabulary;

pub(crate) use form::Form;
pub(crate) use frame::Frame;
pub(crate) use kind::recognise;
