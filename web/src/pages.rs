//! One module a page.

pub mod account;
pub mod annex;
pub mod announcements;
pub mod certificates;
pub mod confirm;
pub mod ministry;
pub mod sign_in;
pub mod verify;
