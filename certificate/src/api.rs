//! JSON bodies that `api` writes and `web` or a script reads.

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
