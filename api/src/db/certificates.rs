//! Certificates.

use sqlx::{AnyConnection, Row as _, any::AnyRow};

use super::CaseRow;

/// A certificate: one version of one case.
#[derive(Clone, Debug)]
pub(crate) struct CertificateRow {
    pub(crate) id: String,
    pub(crate) case_id: String,
    pub(crate) version: i64,
    pub(crate) rank: Option<String>,
    pub(crate) slot: i64,
    pub(crate) claims: String,
    pub(crate) file: Option<String>,
}

impl CertificateRow {
    fn read(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            case_id: row.try_get("case_id")?,
            version: row.try_get("version")?,
            rank: row.try_get("rank")?,
            slot: row.try_get("slot")?,
            claims: row.try_get("claims")?,
            file: row.try_get("file")?,
        })
    }
}

pub(crate) async fn insert_certificate(
    db: &mut AnyConnection,
    certificate: &CertificateRow,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into certificate (id, case_id, version, rank, slot, claims, file)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&certificate.id)
    .bind(&certificate.case_id)
    .bind(certificate.version)
    .bind(&certificate.rank)
    .bind(certificate.slot)
    .bind(&certificate.claims)
    .bind(&certificate.file)
    .execute(db)
    .await
    .map(drop)
}

/// Names the stored and checked file of a pending certificate. False when
/// another process was faster.
pub(crate) async fn mark_stored(db: &mut AnyConnection, id: &str, file: &str) -> sqlx::Result<bool> {
    let done = sqlx::query("update certificate set file = $2 where id = $1 and file is null")
        .bind(id)
        .bind(file)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn load_certificate(db: &mut AnyConnection, id: &str) -> sqlx::Result<CertificateRow> {
    let row = sqlx::query("select * from certificate where id = $1").bind(id).fetch_one(db).await?;
    CertificateRow::read(&row)
}

/// Certificates whose file is not stored and checked yet.
pub(crate) async fn load_pending_certificates(
    db: &mut AnyConnection,
    limit: i64,
) -> sqlx::Result<Vec<CertificateRow>> {
    let rows = sqlx::query("select * from certificate where file is null order by id limit $1")
        .bind(limit)
        .fetch_all(db)
        .await?;
    rows.iter().map(CertificateRow::read).collect()
}

/// Every version of a case, oldest first.
pub(crate) async fn load_certificates(
    db: &mut AnyConnection,
    case_id: &str,
) -> sqlx::Result<Vec<CertificateRow>> {
    let rows = sqlx::query("select * from certificate where case_id = $1 order by version")
        .bind(case_id)
        .fetch_all(db)
        .await?;
    rows.iter().map(CertificateRow::read).collect()
}

/// Every certificate of a holder, of every case.
pub(crate) async fn load_holder_certificates(
    db: &mut AnyConnection,
    holder_id: &str,
) -> sqlx::Result<Vec<CertificateRow>> {
    let rows = sqlx::query(
        "select certificate.* from certificate
         join approved_case on approved_case.id = certificate.case_id
         where approved_case.holder_id = $1
         order by approved_case.certificate_number, certificate.version",
    )
    .bind(holder_id)
    .fetch_all(db)
    .await?;
    rows.iter().map(CertificateRow::read).collect()
}

/// Every certificate with its case, by number and version.
pub(crate) async fn load_all_certificates(
    db: &mut AnyConnection,
) -> sqlx::Result<Vec<(CaseRow, CertificateRow)>> {
    let rows = sqlx::query(
        "select approved_case.holder_id, kind, document_number, certificate_number, details, imported_at,
            certificate.id, case_id, version, rank, slot, claims, file
         from certificate join approved_case on approved_case.id = certificate.case_id
         order by certificate_number, version",
    )
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| Ok((CaseRow::read_joined(row)?, CertificateRow::read(row)?))).collect()
}

pub(crate) async fn count_certificates(db: &mut AnyConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("select count(*) from certificate").fetch_one(db).await
}

pub(crate) async fn is_slot_taken(db: &mut AnyConnection, slot: i64) -> sqlx::Result<bool> {
    let count: i64 = sqlx::query_scalar("select count(*) from certificate where slot = $1")
        .bind(slot)
        .fetch_one(db)
        .await?;
    Ok(count > 0)
}

/// Id and slot of certificates that have events which change the status.
pub(crate) async fn load_slots(db: &mut AnyConnection) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "select id, slot from certificate
         where id in (select certificate_id from event where kind in ('superseded', 'annulled', 'reinstated'))",
    )
    .fetch_all(db)
    .await
}
