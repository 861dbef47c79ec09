//! Certificates.

use sqlx::{AnyConnection, AssertSqlSafe, Row as _, any::AnyRow};

/// A certificate: one version of one case.
#[derive(Clone, Debug)]
pub(crate) struct CertificateRow {
    pub(crate) id: String,
    pub(crate) case_id: String,
    pub(crate) version: i64,
    pub(crate) slot: i64,
    /// The claims, sealed.
    pub(crate) sealed: String,
    pub(crate) file: Option<String>,
    pub(crate) failure: Option<String>,
    // A projection of the history.
    pub(crate) confirmed: bool,
    pub(crate) status: String,
    pub(crate) downloads: i64,
}

impl CertificateRow {
    fn read(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            case_id: row.try_get("case_id")?,
            version: row.try_get("version")?,
            slot: row.try_get("slot")?,
            sealed: row.try_get("sealed")?,
            file: row.try_get("file")?,
            failure: row.try_get("failure")?,
            confirmed: row.try_get::<i64, _>("confirmed")? != 0,
            status: row.try_get("status")?,
            downloads: row.try_get("downloads")?,
        })
    }
}

pub(crate) async fn insert_certificate(
    db: &mut AnyConnection,
    certificate: &CertificateRow,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into certificate (id, case_id, version, slot, ordinal, sealed, confirmed, status, downloads)
         values ($1, $2, $3, $4, (select coalesce(max(ordinal), 0) + 1 from certificate), $5, 0, $6, 0)",
    )
    .bind(&certificate.id)
    .bind(&certificate.case_id)
    .bind(certificate.version)
    .bind(certificate.slot)
    .bind(&certificate.sealed)
    .bind(&certificate.status)
    .execute(db)
    .await
    .map(drop)
}

/// Names the stored and checked file of a pending certificate. False when
/// another process was faster, or the certificate was withdrawn or annulled
/// meanwhile.
pub(crate) async fn mark_stored(db: &mut AnyConnection, id: &str, file: &str) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "update certificate set file = $2, failure = null
         where id = $1 and file is null and status = 'current'",
    )
    .bind(id)
    .bind(file)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes why a pending certificate could not be issued. False as in [`mark_stored`].
pub(crate) async fn mark_failed(db: &mut AnyConnection, id: &str, failure: &str) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "update certificate set failure = $2
         where id = $1 and file is null and status = 'current'",
    )
    .bind(id)
    .bind(failure)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets the certificates that failed be tried again: of one batch, or of all.
/// Gives their cases.
pub(crate) async fn clear_failures(
    db: &mut AnyConnection,
    batch_id: Option<&str>,
) -> sqlx::Result<Vec<String>> {
    let of_batch = "failure is not null and status = 'current'
        and ($1 = '' or case_id in (select id from approved_case where batch_id = $1))";
    let batch_id = batch_id.unwrap_or_default();
    let cases =
        sqlx::query_scalar(AssertSqlSafe(format!("select case_id from certificate where {of_batch}")))
            .bind(batch_id)
            .fetch_all(&mut *db)
            .await?;
    sqlx::query(AssertSqlSafe(format!("update certificate set failure = null where {of_batch}")))
        .bind(batch_id)
        .execute(db)
        .await?;
    Ok(cases)
}

/// The projection of the history on a certificate.
pub(crate) async fn mark_state(
    db: &mut AnyConnection,
    id: &str,
    confirmed: bool,
    status: &str,
    downloads: i64,
) -> sqlx::Result<()> {
    sqlx::query("update certificate set confirmed = $2, status = $3, downloads = $4 where id = $1")
        .bind(id)
        .bind(i64::from(confirmed))
        .bind(status)
        .bind(downloads)
        .execute(db)
        .await
        .map(drop)
}

/// Certificates that wait to be issued: neither failed nor withdrawn nor annulled,
/// and not in a batch that is paused.
pub(crate) async fn load_pending_certificates(
    db: &mut AnyConnection,
    limit: i64,
) -> sqlx::Result<Vec<CertificateRow>> {
    let rows = sqlx::query(
        "select certificate.* from certificate
         where file is null and failure is null and status = 'current'
            and not exists (
                select 1 from approved_case join batch on batch.id = approved_case.batch_id
                where approved_case.id = certificate.case_id and batch.state = 'paused'
            )
         order by id limit $1",
    )
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

/// Counts one download of the newest version.
pub(crate) async fn mark_downloaded(
    db: &mut AnyConnection,
    certificate: &CertificateRow,
) -> sqlx::Result<()> {
    sqlx::query("update certificate set downloads = downloads + 1 where id = $1")
        .bind(&certificate.id)
        .execute(&mut *db)
        .await?;
    sqlx::query("update approved_case set downloaded = 1 where id = $1 and version = $2")
        .bind(&certificate.case_id)
        .bind(certificate.version)
        .execute(db)
        .await
        .map(drop)
}

/// The certificates that were released to a holder, by case and version.
pub(crate) async fn load_released_certificates(
    db: &mut AnyConnection,
    identity_index: &str,
) -> sqlx::Result<Vec<CertificateRow>> {
    let rows = sqlx::query(
        "select certificate.* from certificate
         join approved_case on approved_case.id = certificate.case_id
         join holder on holder.id = approved_case.holder_id
         where holder.identity_index = $1 and certificate.confirmed = 1
         order by approved_case.certificate_number, certificate.version",
    )
    .bind(identity_index)
    .fetch_all(db)
    .await?;
    rows.iter().map(CertificateRow::read).collect()
}

/// Case number, kind, version, status and file of every certificate.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct ListedRow {
    pub(crate) certificate_number: String,
    pub(crate) kind: String,
    pub(crate) version: i64,
    pub(crate) status: String,
    pub(crate) file: Option<String>,
}

/// Every certificate, by number and version.
pub(crate) async fn load_listed(db: &mut AnyConnection) -> sqlx::Result<Vec<ListedRow>> {
    sqlx::query_as(
        "select certificate_number, kind, certificate.version, certificate.status, file
         from certificate join approved_case on approved_case.id = certificate.case_id
         order by certificate_number, certificate.version",
    )
    .fetch_all(db)
    .await
}

/// How many certificates there are; the last one has that number.
pub(crate) async fn count_certificates(db: &mut AnyConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("select coalesce(max(ordinal), 0) from certificate").fetch_one(db).await
}

pub(crate) async fn is_slot_taken(db: &mut AnyConnection, slot: i64) -> sqlx::Result<bool> {
    let taken: Option<i64> = sqlx::query_scalar("select slot from certificate where slot = $1")
        .bind(slot)
        .fetch_optional(db)
        .await?;
    Ok(taken.is_some())
}

/// The names of all files of certificates.
pub(crate) async fn load_stored_files(db: &mut AnyConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("select file from certificate where file is not null order by id").fetch_all(db).await
}
