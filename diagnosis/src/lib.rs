//! Says why a refused file is not what it should be.
//!
//! [`diagnose`] reads leniently what the strict verifier would not touch, and
//! guesses. Whatever it says was read from bytes that nobody vouches for, so it is
//! shown beside a refusal and never changes it. Where the damage can be undone it
//! also gives the bytes as they were: if the strict verifier finds those
//! authentic, the guess was right ([`Diagnosis::confirmed_by`]).
//!
//! It runs apart from the verifier, in a process or a worker of its own that may
//! die (docs/decisions/0005-diagnosis.md).
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

mod kind;
mod limits;
mod search;

#[cfg(target_arch = "wasm32")]
mod wasm;

pub use certificate::{Addition, Cause, Certainty, Diagnosis};
pub use limits::Limits;

/// What a diagnosis found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The reason.
    pub diagnosis: Diagnosis,
    /// The file with the damage undone, where that can be tried. Not checked.
    pub restored: Option<Vec<u8>>,
}

impl From<Diagnosis> for Outcome {
    fn from(diagnosis: Diagnosis) -> Self {
        Self { diagnosis, restored: None }
    }
}

/// Says why the verifier refused a file.
pub fn diagnose(file: &[u8], limits: &Limits) -> Outcome {
    if file.is_empty() {
        return Diagnosis::likely(Cause::Empty).into();
    }
    if !file.starts_with(b"%PDF-") {
        let kind = kind::of(file).map(str::to_owned);
        return Diagnosis::likely(Cause::NotPdf { kind }).into();
    }
    if file.len() > limits.bytes {
        return Diagnosis::unsure(Cause::Unknown).into();
    }
    if search::contains(file, b"/Encrypt") {
        return Diagnosis::likely(Cause::Encrypted).into();
    }
    Diagnosis::unsure(Cause::Unknown).into()
}
