//! One module a page.

pub mod verify;
