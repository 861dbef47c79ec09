//! The history.

use sqlx::{AnyConnection, Row as _, any::AnyRow};

use crate::history::Event;

fn read(row: &AnyRow) -> sqlx::Result<Event> {
    let kind: String = row.try_get("kind")?;
    let at: i64 = row.try_get("at")?;
    Ok(Event {
        sequence: row.try_get("sequence")?,
        at: certificate::Timestamp::from_unix(at).ok_or_else(|| decode_error("at"))?,
        officer: row.try_get("officer")?,
        kind: kind.parse().map_err(|()| decode_error("kind"))?,
        act: row.try_get("act")?,
        certificate_id: row.try_get("certificate_id")?,
        details: row.try_get("details")?,
    })
}

fn decode_error(column: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "not a value of ours".into() }
}

/// Appends an event; its sequence number is the next one, whatever it carries.
pub(crate) async fn append_event(db: &mut AnyConnection, event: &Event) -> sqlx::Result<()> {
    sqlx::query(
        "insert into event (sequence, at, officer, kind, act, certificate_id, details)
         select coalesce(max(sequence), 0) + 1, $1, $2, $3, $4, $5, $6 from event",
    )
    .bind(event.at.unix())
    .bind(&event.officer)
    .bind(event.kind.code())
    .bind(&event.act)
    .bind(&event.certificate_id)
    .bind(&event.details)
    .execute(db)
    .await
    .map(drop)
}

/// The events that decide the status of any certificate, in order.
pub(crate) async fn load_status_events(db: &mut AnyConnection) -> sqlx::Result<Vec<Event>> {
    let rows = sqlx::query(
        "select * from event where kind in ('superseded', 'annulled', 'reinstated') order by sequence",
    )
    .fetch_all(db)
    .await?;
    rows.iter().map(read).collect()
}

/// The events of one certificate, in order.
pub(crate) async fn load_certificate_events(
    db: &mut AnyConnection,
    certificate_id: &str,
) -> sqlx::Result<Vec<Event>> {
    let rows = sqlx::query("select * from event where certificate_id = $1 order by sequence")
        .bind(certificate_id)
        .fetch_all(db)
        .await?;
    rows.iter().map(read).collect()
}

/// The events of one act, in order.
pub(crate) async fn load_act(db: &mut AnyConnection, act: &str) -> sqlx::Result<Vec<Event>> {
    let rows =
        sqlx::query("select * from event where act = $1 order by sequence").bind(act).fetch_all(db).await?;
    rows.iter().map(read).collect()
}

/// Everything.
pub(crate) async fn load_events(db: &mut AnyConnection) -> sqlx::Result<Vec<Event>> {
    let rows = sqlx::query("select * from event order by sequence").fetch_all(db).await?;
    rows.iter().map(read).collect()
}
