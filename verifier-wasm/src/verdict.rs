//! The only place where a verdict is made.

use certificate::{Status, Verdict};

use crate::{authenticity::Authentic, status::Standing};

/// Concludes from what was proved. Whatever did not run is a `None`, and no
/// `None` leads to `current`.
pub(crate) const fn conclude(authentic: Option<&Authentic>, standing: Option<&Standing>) -> Verdict {
    match (authentic, standing) {
        (None, None | Some(_)) => Verdict::NotRecognised,
        (Some(_), None) => Verdict::StatusUnknown,
        (Some(_), Some(standing)) => match standing.status() {
            Status::Current => Verdict::Current,
            Status::Superseded => Verdict::Superseded,
            Status::Revoked => Verdict::Revoked,
        },
    }
}
