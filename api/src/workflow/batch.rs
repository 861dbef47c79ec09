//! Batches: which cases are issued in the background, how far they are, pausing
//! and resuming.

use anyhow::{Context as _, Result};
use certificate::{
    Timestamp,
    api::{Batch, BatchState, NewBatch},
};
use sqlx::AnyConnection;

use super::{Refusal, record::project};
use crate::{
    db::{self, BatchRow},
    history::{self, Details, EventKind, NewEvent, Occasion},
    ids::new_id,
    unit::IssuingUnit,
};

/// How many batches a list shows.
const LISTED: i64 = 100;

impl IssuingUnit {
    /// Starts a batch of every approved case that is in none, or of those of one
    /// 核定公文文號.
    pub async fn start_batch(&self, new: NewBatch, occasion: Occasion<'_>) -> Result<Batch> {
        let mut tx = self.db.write().await?;
        let row = BatchRow {
            id: new_id(),
            at: occasion.now.unix(),
            account: occasion.account.to_owned(),
            document_number: new.document_number,
            state: BatchState::Running.code().to_owned(),
            total: 0,
            issued: 0,
            failed: 0,
        };
        db::insert_batch(&mut tx, &row).await?;
        let document_number = row.document_number.as_deref().unwrap_or_default();
        let total = db::mark_batch(&mut tx, &row.id, document_number).await?;
        if total == 0 {
            return Err(Refusal::NothingToIssue.into());
        }
        db::mark_total(&mut tx, &row.id, total.try_into()?).await?;
        let details =
            Details { count: Some(total), document_number: row.document_number, ..Default::default() };
        note(&mut tx, EventKind::BatchStarted, &row.id, &details, occasion).await?;
        let batch = load(&mut tx, &row.id).await?;
        tx.commit().await?;
        Ok(batch)
    }

    /// Pauses a batch after the certificates that are being made, or resumes it;
    /// what failed is tried again then.
    pub async fn set_batch_state(
        &self,
        id: &str,
        state: BatchState,
        occasion: Occasion<'_>,
    ) -> Result<Batch> {
        let mut tx = self.db.write().await?;
        let found = load(&mut tx, id).await?;
        let kind = match (found.state, state) {
            (BatchState::Running, BatchState::Paused) => EventKind::BatchPaused,
            (BatchState::Paused | BatchState::Done, BatchState::Running) => EventKind::BatchResumed,
            _ => return Err(Refusal::BatchState.into()),
        };
        db::mark_batch_state(&mut tx, id, found.state.code(), state.code()).await?;
        if state == BatchState::Running {
            retry_failures(&mut tx, Some(id)).await?;
        }
        note(&mut tx, kind, id, &Details::default(), occasion).await?;
        let batch = load(&mut tx, id).await?;
        tx.commit().await?;
        Ok(batch)
    }

    /// Lets every certificate that failed be tried again.
    pub async fn retry_all(&self) -> Result<()> {
        let mut tx = self.db.write().await?;
        retry_failures(&mut tx, None).await?;
        Ok(tx.commit().await?)
    }

    /// A batch with its progress.
    pub async fn batch(&self, id: &str) -> Result<Batch> {
        load(&mut *self.db.read().await?, id).await
    }

    /// The newest batches, newest first.
    pub async fn batches(&self) -> Result<Vec<Batch>> {
        let rows = db::load_batches(&mut *self.db.read().await?, LISTED).await?;
        rows.into_iter().map(batch).collect()
    }
}

async fn retry_failures(db: &mut AnyConnection, batch_id: Option<&str>) -> Result<()> {
    for case in db::clear_failures(db, batch_id).await? {
        project(db, &case).await?;
    }
    Ok(())
}

async fn load(db: &mut AnyConnection, id: &str) -> Result<Batch> {
    batch(db::load_batch(db, id).await?.ok_or(Refusal::NotFound)?)
}

fn batch(row: BatchRow) -> Result<Batch> {
    Ok(Batch {
        at: Timestamp::from_unix(row.at).context("a stored instant is out of range")?,
        officer: row.account,
        document_number: row.document_number,
        state: BatchState::from_code(&row.state).context("a stored batch is in no state")?,
        total: row.total.try_into()?,
        issued: row.issued.try_into()?,
        failed: row.failed.try_into()?,
        id: row.id,
    })
}

async fn note(
    db: &mut AnyConnection,
    kind: EventKind,
    batch_id: &str,
    details: &Details,
    occasion: Occasion<'_>,
) -> Result<()> {
    let event = NewEvent { kind, act: batch_id, case_id: None, certificate_id: None, details };
    Ok(history::append(db, occasion, &[event]).await?)
}
