//! Why an act is refused. What is not there and what belongs to somebody else
//! look the same.

use certificate::api::FieldProblem;

/// An act that the state of things does not allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no such case, certificate, batch, act or note, or not for this user.
    #[error("there is no such thing, or not for this account")]
    NotFound,
    /// The newest version is not the one that was looked at.
    #[error("the data changed meanwhile; look at the newest version first")]
    VersionChanged,
    /// It was not issued yet.
    #[error("the certificate is not issued yet")]
    NotIssued,
    /// It is confirmed, so it is no longer corrected.
    #[error("the certificate is confirmed; un-confirm it first, or replace it")]
    Confirmed,
    /// A copy is in the holder's hands.
    #[error("the certificate was downloaded; replace it instead of correcting it")]
    Downloaded,
    /// It is not confirmed.
    #[error("the certificate is not confirmed")]
    NotConfirmed,
    /// An annulment or revocation is in force.
    #[error("the certificate is annulled or revoked")]
    Annulled,
    /// A newer version took its place.
    #[error("a newer version took the place of the certificate")]
    Superseded,
    /// Nothing would change.
    #[error("nothing would change")]
    NothingChanged,
    /// There is nothing to issue.
    #[error("there is nothing to issue")]
    NothingToIssue,
    /// The holder has no certificate that it would hit.
    #[error("there is no certificate that it would hit")]
    NothingHit,
    /// Nobody approves what they proposed.
    #[error("an annulment is approved by another officer than the one who proposed it")]
    OwnProposal,
    /// The annulment does not wait for approval.
    #[error("the annulment does not wait for approval")]
    NotProposed,
    /// The annulment is not in force.
    #[error("the annulment is not in force")]
    NotInForce,
    /// The ground does not fit the reach or the kind of certificate.
    #[error("the ground does not allow this act")]
    GroundDoesNotFit,
    /// The batch cannot go to that state from the one it is in.
    #[error("the batch is not in a state that allows it")]
    BatchState,
    /// A stored file does not open or is not the one that was signed.
    #[error("the stored file is damaged")]
    Damaged,
    /// Fields that cannot be taken.
    #[error("some fields cannot be taken: {}", .0.iter().map(|field| field.field.as_str()).collect::<Vec<_>>().join(", "))]
    Invalid(Vec<FieldProblem>),
}

impl Refusal {
    /// One field that cannot be taken.
    pub fn field(field: &str, reason: &str) -> Self {
        Self::Invalid(vec![FieldProblem { field: field.to_owned(), reason: reason.to_owned() }])
    }
}
