//! Reference data: schools, review categories, grounds.

use anyhow::{Context as _, Result};
use certificate::api::{Ground, Reach, ReferenceEntry};
use sqlx::{AnyConnection, Row as _, any::AnyRow};

/// A list of codes and names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ReferenceList {
    School,
    ReviewCategory,
}

impl ReferenceList {
    const fn code(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::ReviewCategory => "review-category",
        }
    }
}

/// A list in the order of its file.
pub(crate) async fn load_reference_entries(
    db: &mut AnyConnection,
    list: ReferenceList,
) -> sqlx::Result<Vec<ReferenceEntry>> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("select code, name from reference_entry where list = $1 order by place")
            .bind(list.code())
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|(code, name)| ReferenceEntry { code, name }).collect())
}

pub(crate) async fn clear_reference_entries(db: &mut AnyConnection, list: ReferenceList) -> sqlx::Result<()> {
    sqlx::query("delete from reference_entry where list = $1").bind(list.code()).execute(db).await.map(drop)
}

pub(crate) async fn insert_reference_entry(
    db: &mut AnyConnection,
    list: ReferenceList,
    place: i64,
    entry: &ReferenceEntry,
) -> sqlx::Result<()> {
    sqlx::query("insert into reference_entry (list, code, name, place) values ($1, $2, $3, $4)")
        .bind(list.code())
        .bind(&entry.code)
        .bind(&entry.name)
        .bind(place)
        .execute(db)
        .await
        .map(drop)
}

/// Every ground in the order of its file.
pub(crate) async fn load_grounds(db: &mut AnyConnection) -> Result<Vec<Ground>> {
    let rows = sqlx::query("select * from ground order by place").fetch_all(db).await?;
    rows.iter().map(read_ground).collect()
}

pub(crate) async fn clear_grounds(db: &mut AnyConnection) -> sqlx::Result<()> {
    sqlx::query("delete from ground").execute(db).await.map(drop)
}

pub(crate) async fn insert_ground(db: &mut AnyConnection, place: i64, ground: &Ground) -> sqlx::Result<()> {
    sqlx::query(
        "insert into ground (code, name, legal_basis, reach, kind, place) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&ground.code)
    .bind(&ground.name)
    .bind(&ground.legal_basis)
    .bind(ground.reach.code())
    .bind(ground.kind.code())
    .bind(place)
    .execute(db)
    .await
    .map(drop)
}

fn read_ground(row: &AnyRow) -> Result<Ground> {
    let reach: String = row.try_get("reach")?;
    let kind: String = row.try_get("kind")?;
    Ok(Ground {
        code: row.try_get("code")?,
        name: row.try_get("name")?,
        legal_basis: row.try_get("legal_basis")?,
        reach: Reach::from_code(&reach).context("an unknown reach is stored")?,
        kind: kind.parse().ok().context("an unknown kind is stored")?,
    })
}
