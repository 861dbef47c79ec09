//! The chain of digests through the history.
//!
//! ```text
//! digest(n) = SHA-256(digest(n-1) ‖ JSON [sequence, at, account, kind, act, case, certificate, details])
//! ```
//! The chain alone would not show that its end was cut off or that all of it was
//! written anew. So every published status list carries the head of the history,
//! signed with the status key ([`Head::message`]).

use certificate::Digest;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::Event;

/// The end of the history: the newest event and the digest over everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Its place, counted from 1; 0 for an empty history.
    pub sequence: i64,
    /// Its digest.
    pub digest: Digest,
}

impl Head {
    /// Before the first event.
    pub const EMPTY: Self = Self { sequence: 0, digest: Digest([0; 32]) };

    /// The bytes that the status key signs. They begin with a word that no status
    /// list begins with, so neither signature can stand for the other.
    pub fn message(self) -> Vec<u8> {
        format!("dcert history head\n{}\n{}\n", self.sequence, self.digest).into_bytes()
    }
}

/// The digest of an event after the digest of the one before.
pub(super) fn link(previous: Digest, event: &Event) -> Digest {
    let fields = (
        event.sequence,
        event.at.unix(),
        &event.account,
        event.kind.code(),
        &event.act,
        &event.case_id,
        &event.certificate_id,
        &event.details,
    );
    let text = serde_json::to_vec(&fields).expect("text and numbers can be written as JSON");
    Digest(Sha256::new().chain_update(previous.0).chain_update(text).finalize().into())
}

/// What is wrong with the history.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainFault {
    /// The numbers of two neighbours leave a gap.
    #[error("events {from} to {to} are missing")]
    Missing {
        /// The first that is missing.
        from: i64,
        /// The last that is missing.
        to: i64,
    },
    /// The digest does not follow from the one before.
    #[error("event {sequence} is not what was recorded there: it was changed or moved")]
    Changed {
        /// Its place.
        sequence: i64,
    },
    /// What stands there is no event at all.
    #[error("event {sequence} cannot be read: it was changed")]
    Unreadable {
        /// Its place.
        sequence: i64,
    },
    /// A signed head does not lie on the chain.
    #[error("event {sequence} is not the one whose digest was signed with status list {list}")]
    Rewritten {
        /// The place of the head.
        sequence: i64,
        /// The version of the list that carries it.
        list: i64,
    },
    /// The signature of a head is not by the status key.
    #[error("the head of the history in status list {list} is not signed by a status key")]
    HeadNotSigned {
        /// The version of the list that carries it.
        list: i64,
    },
}

/// Walks along the chain.
#[derive(Clone, Copy, Debug)]
pub struct Chain {
    head: Head,
    /// The digest at the head is not known: it cannot be read.
    is_torn: bool,
}

impl Chain {
    /// Before the first event.
    pub const fn start() -> Self {
        Self { head: Head::EMPTY, is_torn: false }
    }

    /// Takes the next event. After a fault the chain goes on behind it, so that one
    /// fault is told once.
    pub fn advance(&mut self, event: &Event) -> Result<(), ChainFault> {
        let Self { head: before, is_torn } = *self;
        let expected = before.sequence + 1;
        if event.sequence < expected {
            // Nothing is recorded before the first: it was slipped in.
            return Err(ChainFault::Changed { sequence: event.sequence });
        }
        *self = Self { head: Head { sequence: event.sequence, digest: event.digest }, is_torn: false };
        if event.sequence != expected {
            return Err(ChainFault::Missing { from: expected, to: event.sequence - 1 });
        }
        if is_torn || link(before.digest, event) == event.digest {
            Ok(())
        } else {
            Err(ChainFault::Changed { sequence: event.sequence })
        }
    }

    /// Takes something in the place of an event that is none.
    pub const fn skip(&mut self, sequence: i64) -> ChainFault {
        if sequence > self.head.sequence {
            *self = Self { head: Head { sequence, digest: Head::EMPTY.digest }, is_torn: true };
        }
        ChainFault::Unreadable { sequence }
    }

    /// The end so far.
    pub const fn head(&self) -> Head {
        self.head
    }
}

#[cfg(test)]
mod tests {
    use certificate::Timestamp;

    use super::*;
    use crate::history::EventKind;

    fn history(length: i64) -> Vec<Event> {
        let mut previous = Head::EMPTY.digest;
        (1..=length)
            .map(|sequence| {
                let mut event = Event {
                    sequence,
                    at: Timestamp::from_unix(1_800_000_000 + sequence).unwrap(),
                    account: "officer".to_owned(),
                    kind: EventKind::Confirmed,
                    act: format!("act {sequence}"),
                    case_id: Some("case".to_owned()),
                    certificate_id: None,
                    details: "{}".to_owned(),
                    digest: previous,
                };
                event.digest = link(previous, &event);
                previous = event.digest;
                event
            })
            .collect()
    }

    #[track_caller]
    fn check(events: &[Event], expected: &[ChainFault]) {
        let mut chain = Chain::start();
        let faults: Vec<_> = events.iter().filter_map(|event| chain.advance(event).err()).collect();
        assert_eq!(faults, expected);
    }

    #[test]
    fn an_untouched_history_has_no_fault() {
        check(&history(5), &[]);
    }

    #[test]
    fn a_changed_event_is_named() {
        for change in [
            |event: &mut Event| event.account = "somebody".to_owned(),
            |event: &mut Event| event.at = Timestamp::from_unix(0).unwrap(),
            |event: &mut Event| event.case_id = None,
            |event: &mut Event| event.details = r#"{"count":1}"#.to_owned(),
        ] {
            let mut events = history(5);
            change(&mut events[2]);
            check(&events, &[ChainFault::Changed { sequence: 3 }]);
        }
    }

    #[test]
    fn missing_events_are_named() {
        let mut events = history(6);
        events.drain(1..3);
        check(&events, &[ChainFault::Missing { from: 2, to: 3 }]);
    }

    #[test]
    fn an_event_before_the_first_is_named_and_the_chain_goes_on() {
        let mut events = history(3);
        let slipped_in = Event { sequence: 0, ..events[1].clone() };
        events.insert(0, slipped_in);
        check(&events, &[ChainFault::Changed { sequence: 0 }]);
    }

    #[test]
    fn behind_an_event_that_cannot_be_read_the_chain_goes_on() {
        let events = history(5);
        let mut chain = Chain::start();
        assert_eq!(chain.advance(&events[0]), Ok(()));
        assert_eq!(chain.skip(2), ChainFault::Unreadable { sequence: 2 });
        assert_eq!(chain.advance(&events[2]), Ok(()));
        let changed = Event { account: "somebody".to_owned(), ..events[3].clone() };
        assert_eq!(chain.advance(&changed), Err(ChainFault::Changed { sequence: 4 }));
    }

    #[test]
    fn events_that_changed_places_are_named() {
        let mut events = history(5);
        events.swap(1, 2);
        (events[1].sequence, events[2].sequence) = (2, 3);
        let faults = [2, 3, 4].map(|sequence| ChainFault::Changed { sequence });
        check(&events, &faults);
    }
}
