//! What tells whether the storage keys at hand are the ones of this database.

use sqlx::AnyConnection;

/// The sealed text and its blind index, if the database has been used.
pub(crate) async fn load_storage_check(db: &mut AnyConnection) -> sqlx::Result<Option<(String, String)>> {
    sqlx::query_as("select sealed, text_index from storage_check").fetch_optional(db).await
}

pub(crate) async fn insert_storage_check(
    db: &mut AnyConnection,
    sealed: &str,
    text_index: &str,
) -> sqlx::Result<()> {
    sqlx::query("insert into storage_check (id, sealed, text_index) values (1, $1, $2)")
        .bind(sealed)
        .bind(text_index)
        .execute(db)
        .await
        .map(drop)
}
