//! Checks a teacher certificate.
//!
//! [`verify`] takes the bytes of a file, the pinned roots, the status list and an
//! instant, and gives a [`Report`]. It does no I/O and reads no clock. There is no
//! error path: a broken file is a finding, and a file that could not be checked is
//! never `current`.
//!
//! The verdict rests on a small strict reader that accepts exactly the form in
//! which certificates are written (`docs/format.md`) and refuses everything else.
//! Every byte outside the gap of the signature is signed, and the gap is rebuilt
//! and compared byte for byte.
//!
//! [`verify_code`] does the same for the code on a printed certificate and gives a
//! [`CodeReport`], which never speaks of an original.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

mod authenticity;
mod code;
mod limits;
mod page;
mod pdf;
mod signature;
mod status;
mod trust;
mod verdict;
mod verifier;
mod zlib;

#[cfg(all(target_arch = "wasm32", any(feature = "package", feature = "worker")))]
mod wasm;

pub use code::verify_code;
pub use limits::Limits;
pub use status::StatusEvidence;
pub use verifier::{Verifier, verify};

pub use certificate::{CodeReport, CodeVerdict, Finding, FindingCode, Report, Verdict};
