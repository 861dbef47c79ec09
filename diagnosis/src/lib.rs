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

mod carried;
mod document;
mod form;
mod issued;
mod kind;
mod limits;
mod line_ends;
mod program;
mod revision;
mod search;
mod signed;
mod text;

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

impl Outcome {
    fn likely(cause: Cause, restored: Option<Vec<u8>>) -> Self {
        Self { diagnosis: Diagnosis::likely(cause), restored }
    }

    /// Goes on where undoing left off, because accidents come together: line ends
    /// are translated as text is stored, and mail has a footer.
    fn restored_further(self) -> Self {
        let restored = self.restored.map(|bytes| {
            let mut bytes =
                line_ends::translated(&bytes).and_then(|outcome| outcome.restored).unwrap_or(bytes);
            let length = form::signatures(&bytes).find(|signature| signature.ours).map(|ours| ours.length);
            bytes.truncate(length.unwrap_or(usize::MAX));
            bytes
        });
        Self { restored, ..self }
    }
}

/// Says why the verifier refused a file.
pub fn diagnose(file: &[u8], limits: &Limits) -> Outcome {
    if file.is_empty() {
        return Diagnosis::likely(Cause::Empty).into();
    }
    let is_pdf = file.starts_with(b"%PDF-");
    if file.len() > limits.bytes {
        return if is_pdf { Diagnosis::unsure(Cause::Unknown).into() } else { not_pdf(file, None) };
    }
    let outcome = text::stored(file);
    let outcome = outcome.unwrap_or_else(|| if is_pdf { pdf(file, limits) } else { other(file, limits) });
    outcome.restored_further()
}

fn not_pdf(file: &[u8], restored: Option<Vec<u8>>) -> Outcome {
    let kind = kind::of(file);
    let certainty = if kind.is_some() { Certainty::Likely } else { Certainty::Unsure };
    let cause = Cause::NotPdf { kind: kind.map(str::to_owned) };
    Outcome { diagnosis: Diagnosis { cause, certainty }, restored }
}

/// A file that does not begin like a PDF.
fn other(file: &[u8], limits: &Limits) -> Outcome {
    if let Some(outcome) = carried::base64(file) {
        return outcome;
    }
    if form::kept(file) {
        return issued::altered(file).into();
    }
    match kind::of(file) {
        // Text before a PDF is what a server or gateway put there.
        None | Some("TXT" | "EML" | "JSON") => carried::led(file).unwrap_or_else(|| not_pdf(file, None)),
        Some("ZIP") => {
            not_pdf(file, carried::unzipped(file, limits.bytes).or_else(|| carried::contained(file)))
        }
        Some(_) => not_pdf(file, carried::contained(file)),
    }
}

/// A file that begins like a PDF.
fn pdf(file: &[u8], limits: &Limits) -> Outcome {
    // In the trailer, which is never compressed away (ISO 32000-2 §7.5.8.2).
    if search::contains(file, b"/Encrypt") {
        return Diagnosis::likely(Cause::Encrypted).into();
    }
    if let Some(outcome) = line_ends::translated(file) {
        return outcome;
    }
    if let Some(signature) = form::signatures(file).find(|signature| signature.ours) {
        return issued::diagnose(file, &signature, limits);
    }
    if form::kept(file) {
        return issued::altered(file).into();
    }
    if !form::ended(file) {
        let cut = Cause::CutOff { missing: None };
        return if form::begun(file) { Diagnosis::likely(cut) } else { Diagnosis::unsure(cut) }.into();
    }
    document::diagnose(file, limits).into()
}
