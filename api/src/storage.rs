//! What is kept at rest as a whole: the check that all of it opens, and its keys.

mod check;
mod rotation;

use anyhow::Result;
use sqlx::AnyConnection;

use crate::{
    db::Db,
    history::{self, Details, EventKind, NewEvent, Occasion},
    ids::new_id,
};
pub use check::{StorageCheck, StorageFault};
pub use rotation::{KeyUse, Resealed, RotationRefusal};

/// Records an act that is about no case.
pub(crate) async fn record(
    db: &Db,
    occasion: Occasion<'_>,
    kind: EventKind,
    details: &Details,
) -> Result<()> {
    let mut tx = db.write().await?;
    record_within(&mut tx, occasion, kind, details).await?;
    Ok(tx.commit().await?)
}

async fn record_within(
    db: &mut AnyConnection,
    occasion: Occasion<'_>,
    kind: EventKind,
    details: &Details,
) -> sqlx::Result<()> {
    let event = NewEvent { kind, act: &new_id(), case_id: None, certificate_id: None, details };
    history::append(db, occasion, &[event]).await
}
