//! JSON bodies that `api` writes and `web` or a script reads, one module for each
//! kind of user. No logic lives here.
//!
//! Instants are RFC 3339 in UTC, days ISO 8601; people see them in the ROC
//! calendar, which is the page's work. An id is opaque text.

mod ministry;
mod school;
mod session;
mod teacher;

pub use ministry::*;
pub use school::*;
pub use session::*;
pub use teacher::*;

use serde::{Deserialize, Serialize};

use crate::{CertificateNumber, Date};

/// An error body, `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What went wrong, as one of a closed set.
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    /// One sentence in Traditional Chinese and English; no personal data.
    pub title: String,
    /// The HTTP status code.
    pub status: u16,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What is wrong with which field, where the request was a form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field, by its name in the request.
    pub field: String,
    /// One sentence in Traditional Chinese and English; no personal data.
    pub reason: String,
}

/// The `type` of a [`Problem`]: a URI reference that never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ProblemKind {
    /// No such address.
    #[serde(rename = "/problems/not-found")]
    NotFound,
    /// The address exists, the method does not.
    #[serde(rename = "/problems/method-not-allowed")]
    MethodNotAllowed,
    /// The request body is larger than the limit.
    #[serde(rename = "/problems/too-large")]
    TooLarge,
    /// The request is not what this address takes: not JSON, an unknown field, a
    /// field that does not parse.
    #[serde(rename = "/problems/invalid")]
    Invalid,
    /// Nobody is signed in, or the session has ended.
    #[serde(rename = "/problems/sign-in-required")]
    SignInRequired,
    /// Account or password is wrong, or the account is locked or disabled: the
    /// answer does not tell which.
    #[serde(rename = "/problems/sign-in-refused")]
    SignInRefused,
    /// Signed in, but the first password has to be changed or the second factor
    /// given before anything else.
    #[serde(rename = "/problems/step-required")]
    StepRequired,
    /// Signed in, but not with a role that may do this.
    #[serde(rename = "/problems/forbidden")]
    Forbidden,
    /// The request came from another site.
    #[serde(rename = "/problems/foreign-origin")]
    ForeignOrigin,
    /// Too many requests; `Retry-After` says when to come back.
    #[serde(rename = "/problems/too-many-requests")]
    TooManyRequests,
    /// The state of things does not allow it: it has been done already, or
    /// something has to come first.
    #[serde(rename = "/problems/conflict")]
    Conflict,
    /// A part the answer needs is away; worth another try.
    #[serde(rename = "/problems/unavailable")]
    Unavailable,
    /// A fault of ours; the cause is in the log.
    #[serde(rename = "/problems/internal")]
    Internal,
}

/// One entry of the public list of annulled K-12 certificates (核發辦法 Art. 16):
/// number and date only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// The day of the decision.
    pub decision_date: Date,
}
