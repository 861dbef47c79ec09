//! The web application. It fetches, arranges and shows; whether a certificate is
//! valid is decided by the verifier in its worker, and who may do what by the
//! server, and neither by anything here.
//!
//! There are three programs, so that whoever verifies a certificate does not load
//! the screens of the ministry: [`app`] is the page of verification at `/`,
//! [`office`] everything behind `/sign-in`; both stand in a [`frame`]. [`annex`] is
//! fetched by the page when somebody has many files, or wants a receipt
//! ([`handover`]). [`pages`]
//! has one file a page, [`components`] render what they are given, [`client`] does
//! all fetching, [`worker`] holds the verifier, [`text`] every visible sentence.
//! [`session`], [`batch`], [`receipt`], [`confirmation`], [`case_data`], [`load`], [`route`] and
//! [`Language`] are plain values, tested without a browser.

pub mod annex;
pub mod app;
pub mod batch;
pub mod belonging;
pub mod case_acts;
pub mod case_data;
pub mod client;
pub mod components;
pub mod confirmation;
pub mod form;
pub mod frame;
pub mod handover;
pub mod judge;
mod language;
pub mod load;
pub mod loader;
pub mod navigation;
pub mod office;
pub mod outcome;
pub mod pages;
pub mod receipt;
pub mod route;
pub mod session;
pub mod storage;
pub mod text;
pub mod trouble;
pub mod visitor;
pub mod worker;

pub use language::Language;
