//! What the history says of accounts: which account, never a person.

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
    occasion: Occasion<'_>,
) -> sqlx::Result<()> {
    note_act(db, kind, Details::NONE, occasion).await
}

/// Adds what an administrator did.
pub(super) async fn note_act(
    db: &mut AnyConnection,
    kind: EventKind,
    details: &Details,
    occasion: Occasion<'_>,
) -> sqlx::Result<()> {
    let event = NewEvent { kind, act: &ids::new_id(), case_id: None, certificate_id: None, details };
    history::append(db, occasion, &[event]).await
}

/// Which account an administrator acted on, and what else of it changed.
pub(super) fn about(account: &str, fields: &[&str]) -> Details {
    let fields = fields.iter().map(|field| (*field).to_owned()).collect();
    Details { account: Some(account.to_owned()), fields, ..Details::default() }
}
