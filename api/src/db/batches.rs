//! Batches of certificates that are issued in the background.

use sqlx::{AnyConnection, AssertSqlSafe};

/// A batch with its progress.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct BatchRow {
    pub(crate) id: String,
    pub(crate) at: i64,
    pub(crate) account: String,
    pub(crate) document_number: Option<String>,
    pub(crate) state: String,
    pub(crate) total: i64,
    /// Cases of it that have a certificate.
    pub(crate) issued: i64,
    /// Cases of it whose certificate could not be issued.
    pub(crate) failed: i64,
}

const SELECT: &str = "select batch.id, at, account, batch.document_number, state, total,
    (select count(*) from approved_case
     where batch_id = batch.id and stage in ('unconfirmed', 'confirmed')) as issued,
    (select count(*) from approved_case where batch_id = batch.id and stage = 'failed') as failed
    from batch";

pub(crate) async fn insert_batch(db: &mut AnyConnection, batch: &BatchRow) -> sqlx::Result<()> {
    sqlx::query(
        "insert into batch (id, at, account, document_number, state, total) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&batch.id)
    .bind(batch.at)
    .bind(&batch.account)
    .bind(&batch.document_number)
    .bind(&batch.state)
    .bind(batch.total)
    .execute(db)
    .await
    .map(drop)
}

/// How many cases a batch is for, known once they were marked.
pub(crate) async fn mark_total(db: &mut AnyConnection, id: &str, total: i64) -> sqlx::Result<()> {
    sqlx::query("update batch set total = $2 where id = $1").bind(id).bind(total).execute(db).await.map(drop)
}

/// Changes the state of a batch that is in another one.
pub(crate) async fn mark_batch_state(
    db: &mut AnyConnection,
    id: &str,
    from: &str,
    to: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query("update batch set state = $3 where id = $1 and state = $2")
        .bind(id)
        .bind(from)
        .bind(to)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn load_batch(db: &mut AnyConnection, id: &str) -> sqlx::Result<Option<BatchRow>> {
    sqlx::query_as(AssertSqlSafe(format!("{SELECT} where batch.id = $1"))).bind(id).fetch_optional(db).await
}

/// The newest batches, newest first.
pub(crate) async fn load_batches(db: &mut AnyConnection, limit: i64) -> sqlx::Result<Vec<BatchRow>> {
    sqlx::query_as(AssertSqlSafe(format!("{SELECT} order by at desc, batch.id limit $1")))
        .bind(limit)
        .fetch_all(db)
        .await
}

/// Ids of the batches that are running, oldest first.
pub(crate) async fn load_running_batches(db: &mut AnyConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("select id from batch where state = 'running' order by at, id").fetch_all(db).await
}
