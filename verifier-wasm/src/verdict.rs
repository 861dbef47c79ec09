//! The only place where a verdict is made.

use certificate::{CodeVerdict, Status, Verdict};

use crate::{
    authenticity::Authentic,
    code::AuthenticCode,
    status::{CopyStanding, Standing},
};

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

/// The same for a printed code. Nothing that can be proved about one leads to a
/// verdict about a file.
pub(crate) const fn conclude_code(
    code: Option<&AuthenticCode>,
    standing: Option<&CopyStanding>,
) -> CodeVerdict {
    match (code, standing) {
        (None, None | Some(_)) => CodeVerdict::CopyNotRecognised,
        (Some(_), None) => CodeVerdict::CopyStatusUnknown,
        (Some(_), Some(standing)) => match standing.status() {
            Status::Current => CodeVerdict::CopyOfCurrent,
            Status::Superseded => CodeVerdict::CopyOfSuperseded,
            Status::Revoked => CodeVerdict::CopyOfRevoked,
        },
    }
}
