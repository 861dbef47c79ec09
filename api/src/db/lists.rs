//! Published status lists.

use sqlx::AnyConnection;

/// A published list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct ListRow {
    pub(crate) version: i64,
    pub(crate) issued_at: i64,
    pub(crate) expires_at: i64,
    /// How many slots it has.
    pub(crate) slots: i64,
    pub(crate) token: String,
}

pub(crate) async fn load_newest_list(db: &mut AnyConnection) -> sqlx::Result<Option<ListRow>> {
    sqlx::query_as(
        "select version, issued_at, expires_at, slots, token from status_list order by version desc limit 1",
    )
    .fetch_optional(db)
    .await
}

pub(crate) async fn insert_list(db: &mut AnyConnection, list: &ListRow) -> sqlx::Result<()> {
    sqlx::query(
        "insert into status_list (version, issued_at, expires_at, slots, token) values ($1, $2, $3, $4, $5)",
    )
    .bind(list.version)
    .bind(list.issued_at)
    .bind(list.expires_at)
    .bind(list.slots)
    .bind(&list.token)
    .execute(db)
    .await
    .map(drop)
}
