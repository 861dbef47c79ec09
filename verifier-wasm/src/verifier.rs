//! The public entry.

use certificate::{Digest, Report, Timestamp};
use keys::Anchors;
use sha2::{Digest as _, Sha256};

use crate::{
    Limits, StatusEvidence,
    authenticity::Authentic,
    status::{ReadList, Standing},
    verdict::conclude,
};

/// Checks many files against one list, which is read once.
pub struct Verifier<'a> {
    anchors: &'a Anchors,
    list: ReadList,
    limits: Limits,
    now: Timestamp,
}

impl<'a> Verifier<'a> {
    /// Reads the status list. A list that cannot be used is a reason in every
    /// report, not an error.
    pub fn new(anchors: &'a Anchors, status: StatusEvidence<'_>, now: Timestamp) -> Self {
        let limits = Limits::default();
        Self { anchors, list: ReadList::read(status, anchors, &limits, now), limits, now }
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
            list: self.list.facts,
            judged_at: self.now,
        }
    }

    fn standing(&self, authentic: &Authentic) -> Result<Standing, certificate::Finding> {
        match &self.list.fresh {
            Ok(list) => list.standing(authentic),
            Err(finding) => Err(finding.clone()),
        }
    }
}

/// Checks one file: its bytes, the pinned roots, what is known about status, and
/// the instant to judge at.
pub fn verify(file: &[u8], anchors: &Anchors, status: StatusEvidence<'_>, now: Timestamp) -> Report {
    Verifier::new(anchors, status, now).verify(file)
}
