//! Notes of schools to the issuing unit.

use sqlx::AnyConnection;

/// A note.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct NoteRow {
    pub(crate) id: String,
    pub(crate) case_id: String,
    pub(crate) account: String,
    pub(crate) at: i64,
    /// The text, sealed.
    pub(crate) sealed: String,
    pub(crate) settled_at: Option<i64>,
}

pub(crate) async fn insert_note(db: &mut AnyConnection, note: &NoteRow) -> sqlx::Result<()> {
    sqlx::query("insert into note (id, case_id, account, at, sealed) values ($1, $2, $3, $4, $5)")
        .bind(&note.id)
        .bind(&note.case_id)
        .bind(&note.account)
        .bind(note.at)
        .bind(&note.sealed)
        .execute(db)
        .await
        .map(drop)
}

/// False when it was settled before.
pub(crate) async fn mark_settled(db: &mut AnyConnection, id: &str, at: i64) -> sqlx::Result<bool> {
    let done = sqlx::query("update note set settled_at = $2 where id = $1 and settled_at is null")
        .bind(id)
        .bind(at)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn load_note(db: &mut AnyConnection, id: &str) -> sqlx::Result<Option<NoteRow>> {
    sqlx::query_as("select * from note where id = $1").bind(id).fetch_optional(db).await
}

/// Notes of a case, oldest first.
pub(crate) async fn load_case_notes(db: &mut AnyConnection, case_id: &str) -> sqlx::Result<Vec<NoteRow>> {
    sqlx::query_as("select * from note where case_id = $1 order by at, id").bind(case_id).fetch_all(db).await
}

/// Open notes, oldest first.
pub(crate) async fn load_open_notes(db: &mut AnyConnection, limit: i64) -> sqlx::Result<Vec<NoteRow>> {
    sqlx::query_as("select * from note where settled_at is null order by at, id limit $1")
        .bind(limit)
        .fetch_all(db)
        .await
}

pub(crate) async fn count_open_notes(db: &mut AnyConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("select count(*) from note where settled_at is null").fetch_one(db).await
}
