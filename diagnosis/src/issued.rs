//! A file that still carries our signature where its byte range says.

use crate::{
    Cause, Diagnosis, Limits, Outcome,
    document::{format_version, hexadecimal},
    form::{END, Signature},
    revision,
    search::{after, contains, find},
    signed::Signed,
};

/// Says what happened by comparing the length at issue with that of today.
pub(crate) fn diagnose(file: &[u8], signature: &Signature<'_>, limits: &Limits) -> Outcome {
    let Some((issued, later)) = file.split_at_checked(signature.length) else {
        let missing =
            signature.length.checked_sub(file.len()).and_then(|missing| u64::try_from(missing).ok());
        return Outcome::likely(Cause::CutOff { missing }, None);
    };
    if later.is_empty() {
        return unchanged_in_length(file, signature).into();
    }
    if is_revision(later) {
        return Outcome::likely(revision::edited(file, issued.len(), limits), Some(issued.to_vec()));
    }
    let count = u64::try_from(later.len()).unwrap_or(u64::MAX);
    Outcome::likely(Cause::TrailingBytes { count }, Some(issued.to_vec()))
}

/// Whether what follows the end is an incremental save and not just anything.
fn is_revision(later: &[u8]) -> bool {
    !later.starts_with(b"%PDF-") && (contains(later, b" 0 obj") || contains(later, b"startxref"))
}

/// Bytes were replaced, or all is as it was signed, but not by the ministry.
fn unchanged_in_length(file: &[u8], signature: &Signature<'_>) -> Diagnosis {
    let damaged = Diagnosis::likely(Cause::DamagedSignature);
    let digits = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if !signature.gap.iter().all(digits) {
        return damaged;
    }
    let value = hexadecimal(signature.gap);
    let Some(signed) = Signed::parse(&value) else { return damaged };
    let holds = signed.holds();
    if holds == Some(false) {
        return damaged;
    }
    let (before, behind) = (file.get(..signature.start), file.get(signature.end..));
    if !before.zip(behind).is_some_and(|(before, behind)| signed.covers(before, behind)) {
        // A foreign algorithm has a foreign digest, too.
        let by_someone = Diagnosis::unsure(Cause::SignedBySomeoneElse { signer: signed.name() });
        return if holds.is_some() { Diagnosis::likely(Cause::Altered) } else { by_someone };
    }
    let claims = claims(file);
    let version = claims.as_ref().and_then(format_version);
    if let Some(version) = version.filter(|version| *version > certificate::FORMAT_VERSION) {
        return Diagnosis::likely(Cause::NewerFormat { version });
    }
    let says_specimen =
        claims.is_some_and(|claims| claims.get("specimen").is_some_and(|value| value == true));
    if signed.is_specimen() || says_specimen {
        return Diagnosis::likely(Cause::Specimen);
    }
    Diagnosis::likely(Cause::SignedBySomeoneElse { signer: signed.name() })
}

/// The claims, which a certificate embeds without a filter.
fn claims(file: &[u8]) -> Option<serde_json::Value> {
    let stream = after(after(file, b"/Type/EmbeddedFile")?, b">>stream\n")?;
    serde_json::from_slice(stream.get(..find(stream, b"\nendstream")?)?).ok()
}

/// A certificate in our form that nothing above recognised: the place that tells
/// is damaged itself.
pub(crate) fn altered(file: &[u8]) -> Diagnosis {
    if file.ends_with(END) { Diagnosis::likely(Cause::Altered) } else { Diagnosis::unsure(Cause::Altered) }
}
