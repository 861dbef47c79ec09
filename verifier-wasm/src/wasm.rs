//! The ways into the verifier from JavaScript, each a feature and a module of its
//! own, so that neither carries the bytes of the other.

#[cfg(feature = "package")]
mod package;
#[cfg(feature = "worker")]
mod worker;

use certificate::Timestamp;

/// JavaScript has no integers; what is given are whole numbers below 2^53.
#[expect(clippy::as_conversions, reason = "a saturating conversion is meant: NaN and negatives become 0")]
fn whole_number(number: f64) -> u64 {
    number as u64
}

/// An instant from seconds since 1970; `None` for what is no such number.
fn instant(seconds: f64) -> Option<Timestamp> {
    let seconds = (seconds >= 0.0).then(|| whole_number(seconds))?;
    i64::try_from(seconds).ok().and_then(Timestamp::from_unix)
}
