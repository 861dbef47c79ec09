//! The public entry.

use certificate::{Digest, Finding, FindingCode, Report, Timestamp};
use keys::Anchors;
use sha2::{Digest as _, Sha256};

use crate::{
    Limits, StatusEvidence,
    authenticity::Authentic,
    status::{CheckedToken, FreshList, Standing},
    verdict::conclude,
};

/// Checks many files against one list, which is read once.
pub struct Verifier<'a> {
    anchors: &'a Anchors,
    list: Result<CheckedToken, Finding>,
    newest_seen: Option<u64>,
    limits: Limits,
    now: Timestamp,
}

impl<'a> Verifier<'a> {
    /// Reads the status list. A list that cannot be used is a reason in every
    /// report, not an error.
    pub fn new(anchors: &'a Anchors, status: StatusEvidence<'_>, now: Timestamp) -> Self {
        let limits = Limits::default();
        let list = match status.token {
            Some(token) => CheckedToken::check(token, anchors, &limits),
            None => Err(Finding::new(FindingCode::StatusMissing)),
        };
        Self { anchors, list, newest_seen: status.newest_seen, limits, now }
    }

    /// Judges from now on at another instant, with the same list.
    pub const fn judge_at(&mut self, now: Timestamp, newest_seen: Option<u64>) {
        self.now = now;
        self.newest_seen = newest_seen;
    }

    /// Checks one file.
    pub fn verify(&self, file: &[u8]) -> Report {
        let authentic = Authentic::check(file, self.anchors, &self.limits);
        let mut findings = Vec::new();
        let (authentic, standing) = match authentic {
            Ok(authentic) => {
                let standing = self.standing(&authentic).map_err(|finding| findings.push(finding));
                (Some(authentic), standing.ok())
            }
            Err(reasons) => {
                findings = reasons;
                (None, None)
            }
        };
        Report {
            verdict: conclude(authentic.as_ref(), standing.as_ref()),
            findings,
            fingerprint: Digest(Sha256::digest(file).into()),
            size: u64::try_from(file.len()).unwrap_or(u64::MAX),
            signer: authentic.as_ref().map(|authentic| authentic.signer().clone()),
            claims: authentic.map(|authentic| authentic.claims().clone()),
            list: self.list.as_ref().ok().map(CheckedToken::facts),
            judged_at: self.now,
        }
    }

    fn standing(&self, authentic: &Authentic) -> Result<Standing, Finding> {
        self.fresh_list()?.standing(authentic)
    }

    /// The list, if it may be judged by.
    pub(crate) fn fresh_list(&self) -> Result<FreshList<'_>, Finding> {
        FreshList::check(self.list()?, self.newest_seen, self.now)
    }

    pub(crate) fn list(&self) -> Result<&CheckedToken, Finding> {
        self.list.as_ref().map_err(Clone::clone)
    }

    pub(crate) const fn anchors(&self) -> &Anchors {
        self.anchors
    }

    pub(crate) const fn now(&self) -> Timestamp {
        self.now
    }
}

/// Checks one file: its bytes, the pinned roots, what is known about status, and
/// the instant to judge at.
pub fn verify(file: &[u8], anchors: &Anchors, status: StatusEvidence<'_>, now: Timestamp) -> Report {
    Verifier::new(anchors, status, now).verify(file)
}
