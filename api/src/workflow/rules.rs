//! The rules of the acts, pure: what the state of things allows, and what happens
//! then. An act loads the standing of its case inside its transaction, asks here
//! and records the answer; so the rules are tried over a hundred thousand random
//! histories without a database (`tests/api/model.rs`).

use certificate::{
    Rank, Status,
    api::{AnnulmentState, Reach, Stage},
};

use super::Refusal;
use crate::history::{CaseState, Details, EventKind, NewEvent};

/// A version of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Id of the certificate.
    pub id: String,
    /// 1 for the first, counting up.
    pub number: i64,
    /// It could not be issued, and nobody asked to try again.
    pub failed: bool,
}

/// A case as its acts see it: what its history says, and its versions, oldest
/// first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    state: CaseState,
    versions: Vec<Version>,
}

/// Something that happens to a case, or to one certificate of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact<'a> {
    /// What.
    pub kind: EventKind,
    /// To which certificate; none: to the case.
    pub certificate_id: Option<&'a str>,
}

impl Standing {
    /// From what the history says and the versions, oldest first.
    pub const fn new(state: CaseState, versions: Vec<Version>) -> Self {
        Self { state, versions }
    }

    /// What the history says.
    pub const fn state(&self) -> &CaseState {
        &self.state
    }

    /// The number of the newest version; 0 before the first.
    pub fn version(&self) -> i64 {
        self.newest().map_or(0, |newest| newest.number)
    }

    /// How far the newest version is.
    pub fn stage(&self) -> Stage {
        self.newest().map_or(Stage::Approved, |newest| self.stage_of(newest))
    }

    /// How far a version is.
    pub fn stage_of(&self, version: &Version) -> Stage {
        let own = self.state.certificate(&version.id);
        match (own.is_issued(), own.is_confirmed()) {
            (true, true) => Stage::Confirmed,
            (true, false) => Stage::Unconfirmed,
            (false, _) if version.failed => Stage::Failed,
            (false, _) => Stage::Issuing,
        }
    }

    /// The status of the newest version; before the first, of the case.
    pub fn status(&self) -> Status {
        match self.newest() {
            Some(newest) => self.state.status(&newest.id),
            None if self.state.is_annulled() => Status::Revoked,
            None => Status::Current,
        }
    }

    /// Whether a copy of the newest version is in the holder's hands.
    pub fn is_downloaded(&self) -> bool {
        self.newest().is_some_and(|newest| self.state.certificate(&newest.id).downloads() > 0)
    }

    /// Confirms the newest version, and supersedes those before; nothing when it is
    /// confirmed already. An older version that was withdrawn stays withdrawn.
    pub fn confirm(&self, seen: u32) -> Result<Vec<Fact<'_>>, Refusal> {
        self.check_seen(seen)?;
        let newest = self.newest().ok_or(Refusal::NotIssued)?;
        self.check_in_force()?;
        match self.stage() {
            Stage::Confirmed => return Ok(Vec::new()),
            Stage::Unconfirmed => {}
            Stage::Approved | Stage::Issuing | Stage::Failed => return Err(Refusal::NotIssued),
        }
        let in_its_place = |older: &&Version| {
            let own = self.state.certificate(&older.id);
            older.number < newest.number && !own.is_superseded() && !own.is_withdrawn()
        };
        let superseded = self.versions.iter().filter(in_its_place);
        let superseded = superseded.map(|older| Fact::about(EventKind::Superseded, older));
        Ok([Fact::about(EventKind::Confirmed, newest)].into_iter().chain(superseded).collect())
    }

    /// Takes the confirmation of the newest version back. Its status stays.
    pub fn unconfirm(&self) -> Result<Fact<'_>, Refusal> {
        match self.newest() {
            Some(newest) if self.stage() == Stage::Confirmed => {
                Ok(Fact::about(EventKind::Unconfirmed, newest))
            }
            _ => Err(Refusal::NotConfirmed),
        }
    }

    /// Corrects the data; an unreleased version is withdrawn, and another one is to
    /// be made.
    pub fn correct(&self, seen: u32) -> Result<Vec<Fact<'_>>, Refusal> {
        self.check_seen(seen)?;
        self.check_in_force()?;
        if self.stage() == Stage::Confirmed {
            return Err(Refusal::Confirmed);
        }
        if self.is_downloaded() {
            return Err(Refusal::Downloaded);
        }
        let corrected = Fact { kind: EventKind::Corrected, certificate_id: None };
        let withdrawn = self.newest().map(|newest| Fact::about(EventKind::Withdrawn, newest));
        Ok([corrected].into_iter().chain(withdrawn).collect())
    }

    /// Whether another version may be ordered: in place of a confirmed one, or of a
    /// certificate on paper.
    pub fn replace(&self, seen: u32) -> Result<(), Refusal> {
        self.check_seen(seen)?;
        self.check_in_force()?;
        match self.stage() {
            Stage::Approved | Stage::Confirmed => Ok(()),
            Stage::Issuing | Stage::Failed | Stage::Unconfirmed => Err(Refusal::NotConfirmed),
        }
    }

    fn newest(&self) -> Option<&Version> {
        self.versions.last()
    }

    fn check_seen(&self, seen: u32) -> Result<(), Refusal> {
        if self.version() == i64::from(seen) { Ok(()) } else { Err(Refusal::VersionChanged) }
    }

    fn check_in_force(&self) -> Result<(), Refusal> {
        if self.state.is_annulled() { Err(Refusal::Annulled) } else { Ok(()) }
    }
}

impl<'a> Fact<'a> {
    /// As an event of a case.
    pub(super) const fn of<'e>(self, case_id: &'e str, act: &'e str, details: &'e Details) -> NewEvent<'e>
    where
        'a: 'e,
    {
        let Self { kind, certificate_id } = self;
        NewEvent { kind, act, case_id: Some(case_id), certificate_id, details }
    }

    fn about(kind: EventKind, version: &'a Version) -> Self {
        Self { kind, certificate_id: Some(&version.id) }
    }
}

/// Whether a released certificate with this status is handed out.
pub const fn download(status: Status) -> Result<(), Refusal> {
    match status {
        Status::Current => Ok(()),
        Status::Superseded => Err(Refusal::Superseded),
        Status::Revoked => Err(Refusal::Annulled),
    }
}

/// How far an annulment or revocation reaches among the cases of a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent<'a> {
    /// The case it starts from.
    pub case_id: &'a str,
    /// The rank from which on, or which alone; K-12 has none.
    pub rank: Option<Rank>,
    /// How far.
    pub reach: Reach,
}

impl Extent<'_> {
    /// Whether it hits a case of the same holder. A case that another act hits
    /// already is hit again: each act is undone for itself.
    pub fn hits(&self, case_id: &str, rank: Option<Rank>) -> bool {
        match (self.rank, self.reach) {
            (None, _) => case_id == self.case_id,
            (Some(from), Reach::FromRankUpward) => rank.is_some_and(|rank| rank >= from),
            (Some(only), Reach::ThisOnly) => rank == Some(only),
        }
    }

    /// What the history calls it: 撤銷 or, of one rank only, 廢止.
    pub const fn kind(&self) -> EventKind {
        match (self.reach, self.rank) {
            (Reach::ThisOnly, Some(_)) => EventKind::Revoked,
            (Reach::FromRankUpward, _) | (Reach::ThisOnly, None) => EventKind::Annulled,
        }
    }
}

/// Whether an officer may approve a proposal.
pub fn approve(state: AnnulmentState, proposed_by: &str, officer: &str) -> Result<(), Refusal> {
    reject(state)?;
    if proposed_by == officer { Err(Refusal::OwnProposal) } else { Ok(()) }
}

/// Whether a proposal may be rejected, or taken back.
pub fn reject(state: AnnulmentState) -> Result<(), Refusal> {
    if state == AnnulmentState::Proposed { Ok(()) } else { Err(Refusal::NotProposed) }
}

/// Whether an act may be undone.
pub fn reinstate(state: AnnulmentState) -> Result<(), Refusal> {
    if state == AnnulmentState::InForce { Ok(()) } else { Err(Refusal::NotInForce) }
}
