//! What happened to certificates, and the fold that gives their status.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use certificate::{Date, PrintableText, Status, Timestamp};
use serde::{Deserialize, Serialize};

/// One fact about one certificate. Facts are only ever added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Place in the history, counted from 1.
    pub sequence: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who did it.
    pub officer: String,
    /// What happened.
    pub kind: EventKind,
    /// The act it is part of: an annulment hits several certificates at once.
    pub act: String,
    /// Which certificate.
    pub certificate_id: String,
    /// [`ActDetails`] as JSON, `{}` where there are none.
    pub details: String,
}

/// What can happen to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// Signed, stored and checked.
    Issued,
    /// Released for download.
    Confirmed,
    /// A newer version took its place (換發).
    Superseded,
    /// Annulled (撤銷).
    Annulled,
    /// The annulment of the act named in the details was undone (救濟成功).
    Reinstated,
}

impl EventKind {
    const ALL: [Self; 5] =
        [Self::Issued, Self::Confirmed, Self::Superseded, Self::Annulled, Self::Reinstated];

    /// The code in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Confirmed => "confirmed",
            Self::Superseded => "superseded",
            Self::Annulled => "annulled",
            Self::Reinstated => "reinstated",
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for EventKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.code() == text).ok_or(())
    }
}

/// Why an act was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActDetails {
    /// 法令依據, e.g. an article of 審定辦法.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<PrintableText>,
    /// The day of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_date: Option<Date>,
    /// Number of the official letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_number: Option<PrintableText>,
    /// 事由
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<PrintableText>,
    /// The act that a reinstatement undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
}

impl ActDetails {
    /// The text kept with an event.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("details hold only strings")
    }

    /// Reads the text kept with an event.
    pub fn parse(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }
}

/// What the history says of one certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    confirmed: bool,
    superseded: bool,
    /// Annulments in force. Several acts may hit one certificate; each is undone
    /// for itself.
    annulments: BTreeSet<String>,
}

impl State {
    /// Adds one event.
    pub fn apply(&mut self, event: &Event) {
        match event.kind {
            EventKind::Issued => {}
            EventKind::Confirmed => self.confirmed = true,
            EventKind::Superseded => self.superseded = true,
            EventKind::Annulled => {
                self.annulments.insert(event.act.clone());
            }
            EventKind::Reinstated => {
                let undone = ActDetails::parse(&event.details).ok().and_then(|details| details.undoes);
                if let Some(act) = undone {
                    self.annulments.remove(&act);
                }
            }
        }
    }

    /// The status the public list shows. An annulled certificate is revoked even
    /// when a newer version exists; reinstated, it is superseded again.
    pub fn status(&self) -> Status {
        match (self.annulments.is_empty(), self.superseded) {
            (false, _) => Status::Revoked,
            (true, true) => Status::Superseded,
            (true, false) => Status::Current,
        }
    }

    /// Whether it may be downloaded.
    pub const fn is_confirmed(&self) -> bool {
        self.confirmed
    }

    /// Whether an annulment is in force.
    pub fn is_annulled_by(&self, act: &str) -> bool {
        self.annulments.contains(act)
    }
}

/// The state of every certificate that has events. Pure.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> BTreeMap<String, State> {
    let mut states = BTreeMap::<String, State>::new();
    for event in events {
        states.entry(event.certificate_id.clone()).or_default().apply(event);
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: EventKind, act: &str, undoes: Option<&str>) -> Event {
        let details = ActDetails { undoes: undoes.map(str::to_owned), ..Default::default() };
        Event {
            sequence: 1,
            at: Timestamp::from_unix(0).unwrap(),
            officer: "test".to_owned(),
            kind,
            act: act.to_owned(),
            certificate_id: "c".to_owned(),
            details: details.to_json(),
        }
    }

    #[track_caller]
    fn check(events: &[Event], expected: Status) {
        let state = fold(events).remove("c").unwrap_or_default();
        assert_eq!(state.status(), expected);
    }

    #[test]
    fn confirmation_never_changes_validity() {
        check(&[], Status::Current);
        check(&[event(EventKind::Confirmed, "a", None)], Status::Current);
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
}
