//! What the history says of accounts: which account, never a person.

use certificate::Timestamp;
use sqlx::AnyConnection;

use crate::{
    history::{self, Details, EventKind, NewEvent, Occasion},
    ids,
};

/// Who attempted to sign in when there is no such account: a name that was typed
/// is not written down, it may be a password.
pub(super) const NOBODY: &str = "-";

/// Adds what somebody did at the own account to the history.
pub(super) async fn note(
    db: &mut AnyConnection,
    kind: EventKind,
    account: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    append(db, kind, Occasion { account, now }, Details::NONE).await
}

/// Adds what an administrator did to an account.
pub(super) async fn note_about(
    db: &mut AnyConnection,
    kind: EventKind,
    account: &str,
    occasion: Occasion<'_>,
) -> sqlx::Result<()> {
    let details = Details { account: Some(account.to_owned()), ..Details::default() };
    append(db, kind, occasion, &details).await
}

async fn append(
    db: &mut AnyConnection,
    kind: EventKind,
    occasion: Occasion<'_>,
    details: &Details,
) -> sqlx::Result<()> {
    let event = NewEvent { kind, act: &ids::new_id(), case_id: None, certificate_id: None, details };
    history::append(db, occasion, &[event]).await
}
