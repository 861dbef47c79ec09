//! The single-page app. It fetches, arranges and shows; whether a certificate is
//! valid is decided by the verifier in its worker and by nothing here.
//!
//! [`app`] is the frame, [`pages`] has one file a page, [`components`] render
//! what they are given, [`client`] does all fetching, [`worker`] holds the
//! verifier, [`text`] every visible sentence. [`session`] and [`Language`] are
//! plain values, tested without a browser.

pub mod app;
pub mod client;
pub mod components;
mod language;
pub mod pages;
pub mod session;
pub mod storage;
pub mod text;
pub mod worker;

pub use language::Language;
