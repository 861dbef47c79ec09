//! Holders and approved cases.

use sqlx::{AnyConnection, Row as _, any::AnyRow};

/// An approved case.
#[derive(Clone, Debug)]
pub(crate) struct CaseRow {
    pub(crate) id: String,
    pub(crate) holder_id: String,
    pub(crate) kind: String,
    pub(crate) document_number: String,
    pub(crate) certificate_number: String,
    pub(crate) details: String,
    pub(crate) imported_at: i64,
}

impl CaseRow {
    fn read(row: &AnyRow) -> sqlx::Result<Self> {
        Self::read_with_id(row, "id")
    }

    /// From a row joined with `certificate`, which names the case.
    pub(super) fn read_joined(row: &AnyRow) -> sqlx::Result<Self> {
        Self::read_with_id(row, "case_id")
    }

    fn read_with_id(row: &AnyRow, id: &str) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get(id)?,
            holder_id: row.try_get("holder_id")?,
            kind: row.try_get("kind")?,
            document_number: row.try_get("document_number")?,
            certificate_number: row.try_get("certificate_number")?,
            details: row.try_get("details")?,
            imported_at: row.try_get("imported_at")?,
        })
    }
}

/// Id and birth date of the holder with an identity number.
pub(crate) async fn load_holder(
    db: &mut AnyConnection,
    identity_number: &str,
) -> sqlx::Result<Option<(String, String)>> {
    sqlx::query_as("select id, birth_date from holder where identity_number = $1")
        .bind(identity_number)
        .fetch_optional(db)
        .await
}

pub(crate) async fn insert_holder(
    db: &mut AnyConnection,
    id: &str,
    identity_number: &str,
    birth_date: &str,
) -> sqlx::Result<()> {
    sqlx::query("insert into holder (id, identity_number, birth_date) values ($1, $2, $3)")
        .bind(id)
        .bind(identity_number)
        .bind(birth_date)
        .execute(db)
        .await
        .map(drop)
}

/// A holder got another identity number (a resident number became a national ID).
pub(crate) async fn mark_identity_number(
    db: &mut AnyConnection,
    holder_id: &str,
    identity_number: &str,
) -> sqlx::Result<()> {
    sqlx::query("update holder set identity_number = $2 where id = $1")
        .bind(holder_id)
        .bind(identity_number)
        .execute(db)
        .await
        .map(drop)
}

pub(crate) async fn insert_case(db: &mut AnyConnection, case: &CaseRow) -> sqlx::Result<()> {
    sqlx::query(
        "insert into approved_case
            (id, holder_id, kind, document_number, certificate_number, details, imported_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&case.id)
    .bind(&case.holder_id)
    .bind(&case.kind)
    .bind(&case.document_number)
    .bind(&case.certificate_number)
    .bind(&case.details)
    .bind(case.imported_at)
    .execute(db)
    .await
    .map(drop)
}

pub(crate) async fn load_case(db: &mut AnyConnection, id: &str) -> sqlx::Result<CaseRow> {
    let row = sqlx::query("select * from approved_case where id = $1").bind(id).fetch_one(db).await?;
    CaseRow::read(&row)
}

pub(crate) async fn load_case_by_number(
    db: &mut AnyConnection,
    number: &str,
) -> sqlx::Result<Option<CaseRow>> {
    let row = sqlx::query("select * from approved_case where certificate_number = $1")
        .bind(number)
        .fetch_optional(db)
        .await?;
    row.as_ref().map(CaseRow::read).transpose()
}

/// Cases without any certificate, oldest import first.
pub(crate) async fn load_unissued_cases(
    db: &mut AnyConnection,
    document_number: Option<&str>,
    limit: i64,
) -> sqlx::Result<Vec<CaseRow>> {
    let rows = sqlx::query(
        "select approved_case.* from approved_case
         left join certificate on certificate.case_id = approved_case.id
         where certificate.id is null and ($1 = '' or document_number = $1)
         order by imported_at, approved_case.id
         limit $2",
    )
    .bind(document_number.unwrap_or_default())
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.iter().map(CaseRow::read).collect()
}
