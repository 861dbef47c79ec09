//! The history.

use certificate::Digest;
use sqlx::{AnyConnection, Row as _, any::AnyRow};

use super::statement::Statement;
use crate::history::{Event, Head, SealedAddress};

pub(super) fn read(row: &AnyRow) -> sqlx::Result<Event> {
    let at: i64 = row.try_get("at")?;
    Ok(Event {
        sequence: row.try_get("sequence")?,
        at: certificate::Timestamp::from_unix(at).ok_or_else(|| decode_error("at"))?,
        account: row.try_get("account")?,
        kind: row.try_get::<String, _>("kind")?.parse().map_err(|()| decode_error("kind"))?,
        act: row.try_get("act")?,
        case_id: row.try_get("case_id")?,
        certificate_id: row.try_get("certificate_id")?,
        details: row.try_get("details")?,
        digest: digest(row.try_get("digest")?)?,
    })
}

fn digest(text: String) -> sqlx::Result<Digest> {
    text.parse().map_err(|_| decode_error("digest"))
}

fn decode_error(column: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "not a value of ours".into() }
}

async fn all(query: &mut Statement, db: &mut AnyConnection) -> sqlx::Result<Vec<Event>> {
    query.build().fetch_all(db).await?.iter().map(read).collect()
}

/// The end of the history.
pub(crate) async fn load_head(db: &mut AnyConnection) -> sqlx::Result<Head> {
    let row: Option<(i64, String)> =
        sqlx::query_as("select sequence, digest from event order by sequence desc limit 1")
            .fetch_optional(db)
            .await?;
    row.map_or(Ok(Head::EMPTY), |(sequence, text)| Ok(Head { sequence, digest: digest(text)? }))
}

pub(crate) async fn insert_event(db: &mut AnyConnection, event: &Event) -> sqlx::Result<()> {
    sqlx::query(
        "insert into event (sequence, at, account, kind, act, case_id, certificate_id, details, digest)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(event.sequence)
    .bind(event.at.unix())
    .bind(&event.account)
    .bind(event.kind.code())
    .bind(&event.act)
    .bind(&event.case_id)
    .bind(&event.certificate_id)
    .bind(&event.details)
    .bind(event.digest.to_string())
    .execute(db)
    .await
    .map(drop)
}

/// Keeps a sealed address; one that is known stays as it is.
pub(crate) async fn insert_client_address(
    db: &mut AnyConnection,
    address: &SealedAddress,
) -> sqlx::Result<()> {
    sqlx::query("insert into client_address (id, sealed) values ($1, $2) on conflict (id) do nothing")
        .bind(&address.id)
        .bind(&address.sealed)
        .execute(db)
        .await
        .map(drop)
}

/// The events behind a place that decide the status of any certificate, in order.
pub(crate) async fn load_status_events(db: &mut AnyConnection, after: i64) -> sqlx::Result<Vec<Event>> {
    let kinds = "('superseded', 'withdrawn', 'annulled', 'revoked', 'reinstated')";
    let mut query = Statement::new(format!("select * from event where kind in {kinds} and sequence > "));
    all(query.push_bind(after).push(" order by sequence"), db).await
}

/// Whether the history still goes through this place, which the digest stands for with
/// everything before it.
pub(crate) async fn is_on_chain(db: &mut AnyConnection, head: Head) -> sqlx::Result<bool> {
    let found: Option<String> = sqlx::query_scalar("select digest from event where sequence = $1")
        .bind(head.sequence)
        .fetch_optional(db)
        .await?;
    Ok(found.is_some_and(|found| found == head.digest.to_string()))
}

/// The events of one case, in order.
pub(crate) async fn load_case_events(db: &mut AnyConnection, case_id: &str) -> sqlx::Result<Vec<Event>> {
    let mut query = Statement::new("select * from event where case_id = ");
    query.push_bind(case_id).push(" order by sequence");
    all(&mut query, db).await
}

/// The events of one act, in order.
pub(crate) async fn load_act(db: &mut AnyConnection, act: &str) -> sqlx::Result<Vec<Event>> {
    let mut query = Statement::new("select * from event where act = ");
    query.push_bind(act).push(" order by sequence");
    all(&mut query, db).await
}

/// A place in the history, and what stands there; none where it makes no event.
pub(crate) struct Found {
    pub(crate) sequence: i64,
    pub(crate) event: Option<Event>,
}

/// What stands behind a place, in order.
pub(crate) async fn load_events_after(
    db: &mut AnyConnection,
    sequence: i64,
    limit: i64,
) -> sqlx::Result<Vec<Found>> {
    let mut query = Statement::new("select * from event where sequence > ");
    query.push_bind(sequence).push(" order by sequence limit ").push_bind(limit);
    let rows = query.build().fetch_all(db).await?;
    rows.iter().map(|row| Ok(Found { sequence: row.try_get("sequence")?, event: read(row).ok() })).collect()
}

/// What an auditor asks for; `None` matches everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct EventFilter {
    pub(crate) account: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) case_id: Option<String>,
    /// Seconds since 1970, inclusive.
    pub(crate) from: Option<i64>,
    /// Seconds since 1970, exclusive.
    pub(crate) until: Option<i64>,
    /// A place in the history, exclusive.
    pub(crate) before: Option<i64>,
}

/// A page of events, newest first; those of one second in the order of the history.
pub(crate) async fn search_events(
    db: &mut AnyConnection,
    filter: &EventFilter,
    limit: i64,
) -> sqlx::Result<Vec<Event>> {
    let mut query = Statement::new("select * from event where 1 = 1");
    for (column, value) in
        [("account", &filter.account), ("kind", &filter.kind), ("case_id", &filter.case_id)]
    {
        if let Some(value) = value {
            query.push(format!(" and {column} = ")).push_bind(value.clone());
        }
    }
    for (condition, value) in [("at >= ", filter.from), ("at < ", filter.until)] {
        if let Some(value) = value {
            query.push(" and ").push(condition).push_bind(value);
        }
    }
    match filter.before {
        Some(before) if before > 0 => {
            // A place behind the end stands for the end.
            query.push(" and (at, sequence) < (coalesce((select place.at from event as place where place.sequence = ");
            query.push_bind(before).push("), (select max(newest.at) from event as newest)), ");
            query.push_bind(before).push(")");
        }
        Some(_) => drop(query.push(" and 1 = 0")),
        None => {}
    }
    query.push(" order by at desc, sequence desc limit ").push_bind(limit);
    all(&mut query, db).await
}
