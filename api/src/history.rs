//! What happened: one append-only table for the acts that decide the status of
//! certificates and for the audit trail.
//!
//! [`fold`] gives the state of cases, [`chain`] links every event to the one
//! before it, so that a changed, missing or moved one is found. Events name
//! accounts and cases, never a holder.

mod chain;
mod fold;

use std::{fmt, str::FromStr};

use certificate::{Date, Digest, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

pub use chain::{Chain, ChainFault, Head};
pub use fold::{CaseState, State, fold};

use crate::db;

/// Who acts, and when.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// Account of the officer.
    pub account: &'a str,
    /// The instant.
    pub now: Timestamp,
    /// Where the act came from; an act on the command line came from nowhere else.
    pub address: Option<&'a SealedAddress>,
}

/// The network address of a client, sealed, under its blind index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedAddress {
    pub(crate) id: String,
    pub(crate) sealed: String,
}

/// One fact. Facts are only ever added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Place in the history, counted from 1.
    pub sequence: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Account of the officer.
    pub account: String,
    /// What happened.
    pub kind: EventKind,
    /// The act it is part of: an annulment hits several cases at once.
    pub act: String,
    /// Which case, where it is about one.
    pub case_id: Option<String>,
    /// Which certificate, where it is about one.
    pub certificate_id: Option<String>,
    /// [`Details`] as JSON, `{}` where there are none.
    pub details: String,
    /// SHA-256 over this event and the digest of the one before.
    pub digest: Digest,
}

/// A fact to be added.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewEvent<'a> {
    pub(crate) kind: EventKind,
    pub(crate) act: &'a str,
    pub(crate) case_id: Option<&'a str>,
    pub(crate) certificate_id: Option<&'a str>,
    pub(crate) details: &'a Details,
}

macro_rules! event_kinds {
    ($($(#[$doc:meta])+ $kind:ident = $code:literal,)+) => {
        /// What can happen.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EventKind { $($(#[$doc])+ $kind,)+ }

        impl EventKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The code in the database and in exports; never changes.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => $code,)+ }
            }
        }
    };
}

event_kinds! {
    /// A case was imported.
    Imported = "imported",
    /// The data of a case were corrected before its confirmation.
    Corrected = "corrected",
    /// A certificate was signed, stored and checked.
    Issued = "issued",
    /// An unreleased certificate with wrong data was taken back.
    Withdrawn = "withdrawn",
    /// A new version was ordered (補發, 換發).
    Replaced = "replaced",
    /// A certificate was released for download.
    Confirmed = "confirmed",
    /// The release was taken back; a downloaded copy stays valid.
    Unconfirmed = "unconfirmed",
    /// The holder downloaded the file.
    Downloaded = "downloaded",
    /// A newer version took the place of a certificate (換發).
    Superseded = "superseded",
    /// An annulment or revocation waits for a second officer.
    AnnulmentProposed = "annulment-proposed",
    /// The second officer did not approve.
    AnnulmentRejected = "annulment-rejected",
    /// A case was annulled (撤銷).
    Annulled = "annulled",
    /// A case was revoked (廢止).
    Revoked = "revoked",
    /// The annulment or revocation named in the details was undone (救濟成功).
    Reinstated = "reinstated",
    /// A school wrote a note to the issuing unit.
    NoteWritten = "note-written",
    /// The issuing unit settled a note.
    NoteSettled = "note-settled",
    /// Issuing a batch began.
    BatchStarted = "batch-started",
    /// A batch was paused.
    BatchPaused = "batch-paused",
    /// A batch was resumed.
    BatchResumed = "batch-resumed",
    /// Reference data were loaded.
    ReferenceImported = "reference-imported",
    /// A list of cases or the history was exported.
    Exported = "exported",
    /// Somebody signed in.
    SignedIn = "signed-in",
    /// Signing in to an account was refused.
    SignInRefused = "sign-in-refused",
    /// An account was locked after too many failures.
    AccountLocked = "account-locked",
    /// Somebody signed out.
    SignedOut = "signed-out",
    /// A password was changed by its holder.
    PasswordChanged = "password-changed",
    /// A second factor was set up.
    SecondFactorEnrolled = "second-factor-enrolled",
    /// An account was added.
    AccountAdded = "account-added",
    /// An account was disabled.
    AccountDisabled = "account-disabled",
    /// A disabled account was enabled.
    AccountEnabled = "account-enabled",
    /// An account got a new first password.
    AccountReset = "account-reset",
    /// An account may do other things than before.
    AccountRolesChanged = "account-roles-changed",
    /// A backup was written.
    BackedUp = "backed-up",
    /// The system was restored from a backup.
    Restored = "restored",
    /// The key of the encryption at rest was rotated or retired.
    StorageKeyChanged = "storage-key-changed",
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for EventKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|kind| kind.code() == text).ok_or(())
    }
}

/// What an event says besides its subject. No personal data: a name, an identity
/// number or a free text has no field here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Details {
    /// 法令依據
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The day of the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_date: Option<Date>,
    /// Number of an official letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// Code of the ground of an annulment or a replacement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// The act that a reinstatement undoes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
    /// Names of the fields that a correction changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// How many rows, cases or files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// SHA-256 of a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Digest>,
    /// The account that was acted on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Id of a key or a batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Blind index of the address that the act came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Details {
    /// Nothing to say.
    pub const NONE: &Self = &Self {
        legal_basis: None,
        decision_date: None,
        document_number: None,
        ground: None,
        undoes: None,
        fields: Vec::new(),
        count: None,
        fingerprint: None,
        account: None,
        subject: None,
        place: None,
    };

    /// The text kept with an event.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("details hold only strings and numbers")
    }

    /// Reads the text kept with an event.
    pub fn parse(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }
}

/// Adds events in their order, each linked to the one before.
pub(crate) async fn append(
    db: &mut AnyConnection,
    occasion: Occasion<'_>,
    events: &[NewEvent<'_>],
) -> sqlx::Result<()> {
    if let Some(address) = occasion.address {
        db::insert_client_address(db, address).await?;
    }
    let mut head = db::load_head(db).await?;
    for event in chained(&mut head, occasion, events) {
        db::insert_event(db, &event).await?;
    }
    Ok(())
}

/// New events with their places and digests, behind a head, which moves on.
pub(crate) fn chained(head: &mut Head, occasion: Occasion<'_>, events: &[NewEvent<'_>]) -> Vec<Event> {
    let place = occasion.address.map(|address| &address.id);
    let chain = |new: &NewEvent<'_>| {
        let event = Event {
            sequence: head.sequence + 1,
            at: occasion.now,
            account: occasion.account.to_owned(),
            kind: new.kind,
            act: new.act.to_owned(),
            case_id: new.case_id.map(str::to_owned),
            certificate_id: new.certificate_id.map(str::to_owned),
            details: Details { place: place.cloned(), ..new.details.clone() }.to_json(),
            digest: Digest([0; 32]),
        };
        *head = Head { sequence: event.sequence, digest: chain::link(head.digest, &event) };
        Event { digest: head.digest, ..event }
    };
    events.iter().map(chain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_events_read_back_and_differ() {
        for kind in EventKind::ALL {
            assert_eq!(kind.code().parse(), Ok(*kind));
        }
    }
}
