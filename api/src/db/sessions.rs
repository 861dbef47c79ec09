//! Sessions on the server, by the digest of their token.

use certificate::api::Role;
use sqlx::{AnyConnection, FromRow as _};

use super::accounts::{AccountRow, read_role};

/// A session.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct SessionRow {
    /// SHA-256 of the token.
    pub(crate) digest: String,
    pub(crate) account_id: String,
    /// 1: the second factor was given in it.
    pub(crate) second_factor: i64,
    pub(crate) used_at: i64,
    pub(crate) ends_at: i64,
}

/// A session, its account as it is now, and what the account may do, in a fixed
/// order. One query, because every request makes it.
pub(crate) async fn load_session(
    db: &mut AnyConnection,
    digest: &str,
) -> sqlx::Result<Option<(SessionRow, AccountRow, Vec<Role>)>> {
    let rows = sqlx::query(
        "select session.*, account.*, role, school_code from session
         join account on account.id = session.account_id
         join account_role on account_role.account_id = account.id
         where digest = $1",
    )
    .bind(digest)
    .fetch_all(db)
    .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let mut roles = rows.iter().map(read_role).collect::<sqlx::Result<Vec<_>>>()?;
    roles.sort();
    Ok(Some((SessionRow::from_row(first)?, AccountRow::from_row(first)?, roles)))
}

pub(crate) async fn insert_session(db: &mut AnyConnection, session: &SessionRow) -> sqlx::Result<()> {
    sqlx::query(
        "insert into session (digest, account_id, second_factor, used_at, ends_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(&session.digest)
    .bind(&session.account_id)
    .bind(session.second_factor)
    .bind(session.used_at)
    .bind(session.ends_at)
    .execute(db)
    .await
    .map(drop)
}

pub(crate) async fn mark_session_used(db: &mut AnyConnection, digest: &str, at: i64) -> sqlx::Result<()> {
    sqlx::query("update session set used_at = $2 where digest = $1 and used_at < $2")
        .bind(digest)
        .bind(at)
        .execute(db)
        .await
        .map(drop)
}

/// Whether there was one to delete.
pub(crate) async fn delete_session(db: &mut AnyConnection, digest: &str) -> sqlx::Result<bool> {
    let done = sqlx::query("delete from session where digest = $1").bind(digest).execute(db).await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn delete_sessions_of(db: &mut AnyConnection, account_id: &str) -> sqlx::Result<()> {
    sqlx::query("delete from session where account_id = $1").bind(account_id).execute(db).await.map(drop)
}

/// Sessions in which the second factor was not given.
pub(crate) async fn delete_half_sessions_of(db: &mut AnyConnection, account_id: &str) -> sqlx::Result<()> {
    sqlx::query("delete from session where account_id = $1 and second_factor = 0")
        .bind(account_id)
        .execute(db)
        .await
        .map(drop)
}

/// Sessions that ended before `now`, or were last used before `idle_since`.
pub(crate) async fn delete_ended_sessions(
    db: &mut AnyConnection,
    now: i64,
    idle_since: i64,
) -> sqlx::Result<()> {
    sqlx::query("delete from session where ends_at <= $1 or used_at <= $2")
        .bind(now)
        .bind(idle_since)
        .execute(db)
        .await
        .map(drop)
}
