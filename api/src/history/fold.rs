//! The fold over the history that gives cases and certificates their state. Pure.

use std::collections::{BTreeMap, BTreeSet};

use certificate::Status;

use super::{Details, Event, EventKind};

/// What the history says of one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseState {
    /// Annulments and revocations in force. Several may hit one case; each is
    /// undone for itself.
    annulments: BTreeSet<String>,
    certificates: BTreeMap<String, State>,
}

/// What the history says of one certificate, annulments aside: they hit the case
/// with every version of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    issued: bool,
    confirmed: bool,
    superseded: bool,
    withdrawn: bool,
    downloads: i64,
}

impl CaseState {
    /// Adds one event of the case.
    pub fn apply(&mut self, event: &Event) {
        match event.kind {
            EventKind::Annulled | EventKind::Revoked => {
                self.annulments.insert(event.act.clone());
            }
            EventKind::Reinstated => {
                if let Some(act) = Details::parse(&event.details).ok().and_then(|details| details.undoes) {
                    self.annulments.remove(&act);
                }
            }
            _ => {
                if let Some(id) = &event.certificate_id {
                    self.certificates.entry(id.clone()).or_default().apply(event.kind);
                }
            }
        }
    }

    /// The status of the whole case: revoked while an annulment is in force.
    pub fn is_annulled(&self) -> bool {
        !self.annulments.is_empty()
    }

    /// Whether this annulment is in force.
    pub fn is_annulled_by(&self, act: &str) -> bool {
        self.annulments.contains(act)
    }

    /// The state of a certificate.
    pub fn certificate(&self, id: &str) -> State {
        self.certificates.get(id).copied().unwrap_or_default()
    }

    /// The status the public list shows. An annulled certificate is revoked even
    /// when a newer version exists; reinstated, it is superseded again.
    pub fn status(&self, certificate_id: &str) -> Status {
        let state = self.certificate(certificate_id);
        match (self.is_annulled() || state.withdrawn, state.superseded) {
            (true, _) => Status::Revoked,
            (false, true) => Status::Superseded,
            (false, false) => Status::Current,
        }
    }
}

impl State {
    fn apply(&mut self, kind: EventKind) {
        match kind {
            EventKind::Issued => self.issued = true,
            EventKind::Confirmed => self.confirmed = true,
            EventKind::Unconfirmed => self.confirmed = false,
            EventKind::Superseded => self.superseded = true,
            EventKind::Withdrawn => self.withdrawn = true,
            EventKind::Downloaded => self.downloads += 1,
            _ => {}
        }
    }

    /// Signed, stored and checked.
    pub const fn is_issued(self) -> bool {
        self.issued
    }

    /// Released for download.
    pub const fn is_confirmed(self) -> bool {
        self.confirmed
    }

    /// A newer version took its place.
    pub const fn is_superseded(self) -> bool {
        self.superseded
    }

    /// Taken back before its release.
    pub const fn is_withdrawn(self) -> bool {
        self.withdrawn
    }

    /// How often it was downloaded.
    pub const fn downloads(self) -> i64 {
        self.downloads
    }
}

/// The state of every case that has events.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> BTreeMap<String, CaseState> {
    let mut states = BTreeMap::<String, CaseState>::new();
    for event in events {
        if let Some(case) = &event.case_id {
            states.entry(case.clone()).or_default().apply(event);
        }
    }
    states
}

#[cfg(test)]
mod tests {
    use certificate::{Digest, Timestamp};

    use super::*;

    fn event(kind: EventKind, act: &str, undoes: Option<&str>) -> Event {
        let details = Details { undoes: undoes.map(str::to_owned), ..Default::default() };
        let about_file = !matches!(kind, EventKind::Annulled | EventKind::Reinstated);
        Event {
            sequence: 1,
            at: Timestamp::from_unix(0).unwrap(),
            account: "test".to_owned(),
            kind,
            act: act.to_owned(),
            case_id: Some("case".to_owned()),
            certificate_id: about_file.then(|| "file".to_owned()),
            details: details.to_json(),
            digest: Digest([0; 32]),
        }
    }

    #[track_caller]
    fn check(events: &[Event], expected: Status) {
        let state = fold(events).remove("case").unwrap_or_default();
        assert_eq!(state.status("file"), expected);
    }

    #[test]
    fn confirmation_never_changes_validity() {
        check(&[], Status::Current);
        check(&[event(EventKind::Confirmed, "a", None)], Status::Current);
        check(
            &[event(EventKind::Confirmed, "a", None), event(EventKind::Unconfirmed, "b", None)],
            Status::Current,
        );
    }

    #[test]
    fn reinstatement_undoes_exactly_its_act() {
        let first = event(EventKind::Annulled, "a", None);
        let second = event(EventKind::Annulled, "b", None);
        let undo_first = event(EventKind::Reinstated, "x", Some("a"));
        let undo_second = event(EventKind::Reinstated, "y", Some("b"));
        check(std::slice::from_ref(&first), Status::Revoked);
        check(&[first.clone(), undo_first.clone()], Status::Current);
        check(&[first.clone(), second.clone(), undo_first.clone()], Status::Revoked);
        check(&[first, second, undo_first, undo_second], Status::Current);
    }

    #[test]
    fn a_reinstated_old_version_is_superseded_again() {
        let superseded = event(EventKind::Superseded, "r", None);
        let annulled = event(EventKind::Annulled, "a", None);
        let reinstated = event(EventKind::Reinstated, "x", Some("a"));
        check(&[superseded.clone(), annulled.clone()], Status::Revoked);
        check(&[superseded, annulled, reinstated], Status::Superseded);
    }

    #[test]
    fn reinstatement_does_not_bring_back_what_was_withdrawn() {
        let withdrawn = event(EventKind::Withdrawn, "w", None);
        let annulled = event(EventKind::Annulled, "a", None);
        let reinstated = event(EventKind::Reinstated, "x", Some("a"));
        check(&[withdrawn, annulled, reinstated], Status::Revoked);
    }
}
