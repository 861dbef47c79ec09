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
    /// The head of the history when it was published.
    pub(crate) history_sequence: i64,
    pub(crate) history_digest: String,
    /// The signature of that head by the status key, in Base64.
    pub(crate) history_signature: String,
}

/// The head of the history that a list carries.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct SignedHeadRow {
    pub(crate) version: i64,
    pub(crate) issued_at: i64,
    /// The start of the list's token, with the certificate of the key that signed.
    pub(crate) token_start: String,
    pub(crate) history_sequence: i64,
    pub(crate) history_digest: String,
    pub(crate) history_signature: String,
}

pub(crate) async fn load_newest_list(db: &mut AnyConnection) -> sqlx::Result<Option<ListRow>> {
    sqlx::query_as("select * from status_list order by version desc limit 1").fetch_optional(db).await
}

/// The version of the newest list, without the list.
pub(crate) async fn load_newest_version(db: &mut AnyConnection) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("select max(version) from status_list").fetch_one(db).await
}

/// The heads that lists carry between two places of the history, in order.
pub(crate) async fn load_signed_heads(
    db: &mut AnyConnection,
    after: i64,
    until: i64,
) -> sqlx::Result<Vec<SignedHeadRow>> {
    sqlx::query_as(
        "select version, issued_at, substr(token, 1, 4096) as token_start, history_sequence, history_digest,
             history_signature from status_list
         where history_sequence > $1 and history_sequence <= $2 order by history_sequence, version",
    )
    .bind(after)
    .bind(until)
    .fetch_all(db)
    .await
}

pub(crate) async fn insert_list(db: &mut AnyConnection, list: &ListRow) -> sqlx::Result<()> {
    sqlx::query(
        "insert into status_list
            (version, issued_at, expires_at, slots, token, history_sequence, history_digest, history_signature)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(list.version)
    .bind(list.issued_at)
    .bind(list.expires_at)
    .bind(list.slots)
    .bind(&list.token)
    .bind(list.history_sequence)
    .bind(&list.history_digest)
    .bind(&list.history_signature)
    .execute(db)
    .await
    .map(drop)
}
