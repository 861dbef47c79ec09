//! Holders, approved cases and the revisions of their data.

use sqlx::{AnyConnection, Row as _, any::AnyRow};

use super::statement::Statement;

/// An approved case with the revision of its data in force.
#[derive(Clone, Debug)]
pub(crate) struct CaseRow {
    pub(crate) id: String,
    pub(crate) holder_id: String,
    pub(crate) kind: String,
    pub(crate) document_number: String,
    pub(crate) certificate_number: String,
    pub(crate) school_code: Option<String>,
    pub(crate) rank: Option<String>,
    pub(crate) name_index: String,
    pub(crate) imported_at: i64,
    pub(crate) revision: i64,
    /// The data, sealed.
    pub(crate) sealed: String,
    pub(crate) projection: Projection,
}

/// What lists show of a case: a projection of its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Projection {
    pub(crate) version: i64,
    pub(crate) stage: String,
    pub(crate) status: String,
    pub(crate) downloaded: bool,
    pub(crate) open_notes: i64,
}

/// Every query that gives whole rows begins with this.
pub(super) const SELECT: &str = "select approved_case.*, case_revision.sealed as sealed from approved_case
     join case_revision on case_revision.case_id = approved_case.id
        and case_revision.revision = approved_case.revision ";

impl CaseRow {
    pub(super) fn read(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            holder_id: row.try_get("holder_id")?,
            kind: row.try_get("kind")?,
            document_number: row.try_get("document_number")?,
            certificate_number: row.try_get("certificate_number")?,
            school_code: row.try_get("school_code")?,
            rank: row.try_get("rank")?,
            name_index: row.try_get("name_index")?,
            imported_at: row.try_get("imported_at")?,
            revision: row.try_get("revision")?,
            sealed: row.try_get("sealed")?,
            projection: Projection {
                version: row.try_get("version")?,
                stage: row.try_get("stage")?,
                status: row.try_get("status")?,
                downloaded: row.try_get::<i64, _>("downloaded")? != 0,
                open_notes: row.try_get("open_notes")?,
            },
        })
    }
}

/// Id and sealed particulars of the holder with an identity number.
pub(crate) async fn load_holder(
    db: &mut AnyConnection,
    identity_index: &str,
) -> sqlx::Result<Option<(String, String)>> {
    sqlx::query_as("select id, sealed from holder where identity_index = $1")
        .bind(identity_index)
        .fetch_optional(db)
        .await
}

/// The index of a holder's identity number.
pub(crate) async fn load_identity_index(db: &mut AnyConnection, holder_id: &str) -> sqlx::Result<String> {
    sqlx::query_scalar("select identity_index from holder where id = $1").bind(holder_id).fetch_one(db).await
}

pub(crate) async fn insert_holder(
    db: &mut AnyConnection,
    id: &str,
    identity_index: &str,
    sealed: &str,
) -> sqlx::Result<()> {
    sqlx::query("insert into holder (id, identity_index, sealed) values ($1, $2, $3)")
        .bind(id)
        .bind(identity_index)
        .bind(sealed)
        .execute(db)
        .await
        .map(drop)
}

/// A holder got other particulars (a resident number becomes a national ID).
pub(crate) async fn mark_particulars(
    db: &mut AnyConnection,
    holder_id: &str,
    identity_index: &str,
    sealed: &str,
) -> sqlx::Result<()> {
    sqlx::query("update holder set identity_index = $2, sealed = $3 where id = $1")
        .bind(holder_id)
        .bind(identity_index)
        .bind(sealed)
        .execute(db)
        .await
        .map(drop)
}

/// A case and the first revision of its data.
pub(crate) async fn insert_case(db: &mut AnyConnection, case: &CaseRow) -> sqlx::Result<()> {
    sqlx::query(
        "insert into approved_case
            (id, holder_id, kind, document_number, certificate_number, school_code, rank, name_index,
             imported_at, revision, version, stage, status, downloaded, open_notes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0)",
    )
    .bind(&case.id)
    .bind(&case.holder_id)
    .bind(&case.kind)
    .bind(&case.document_number)
    .bind(&case.certificate_number)
    .bind(&case.school_code)
    .bind(&case.rank)
    .bind(&case.name_index)
    .bind(case.imported_at)
    .bind(case.revision)
    .bind(case.projection.version)
    .bind(&case.projection.stage)
    .bind(&case.projection.status)
    .execute(&mut *db)
    .await?;
    insert_revision(db, case, case.imported_at).await
}

/// The data of a revision.
async fn insert_revision(db: &mut AnyConnection, case: &CaseRow, at: i64) -> sqlx::Result<()> {
    sqlx::query("insert into case_revision (case_id, revision, at, sealed) values ($1, $2, $3, $4)")
        .bind(&case.id)
        .bind(case.revision)
        .bind(at)
        .bind(&case.sealed)
        .execute(db)
        .await
        .map(drop)
}

/// Adds a revision and puts it in force.
pub(crate) async fn append_revision(db: &mut AnyConnection, case: &CaseRow, at: i64) -> sqlx::Result<()> {
    insert_revision(db, case, at).await?;
    sqlx::query(
        "update approved_case set revision = $2, school_code = $3, rank = $4, name_index = $5 where id = $1",
    )
    .bind(&case.id)
    .bind(case.revision)
    .bind(&case.school_code)
    .bind(&case.rank)
    .bind(&case.name_index)
    .execute(db)
    .await
    .map(drop)
}

pub(crate) async fn mark_projection(
    db: &mut AnyConnection,
    case_id: &str,
    projection: &Projection,
) -> sqlx::Result<()> {
    sqlx::query(
        "update approved_case set version = $2, stage = $3, status = $4, downloaded = $5, open_notes = $6
         where id = $1",
    )
    .bind(case_id)
    .bind(projection.version)
    .bind(&projection.stage)
    .bind(&projection.status)
    .bind(i64::from(projection.downloaded))
    .bind(projection.open_notes)
    .execute(db)
    .await
    .map(drop)
}

pub(crate) async fn load_case(db: &mut AnyConnection, id: &str) -> sqlx::Result<Option<CaseRow>> {
    first(Statement::new(SELECT).push("where approved_case.id = ").push_bind(id), db).await
}

/// A case with an earlier revision of its data.
pub(crate) async fn load_revision(
    db: &mut AnyConnection,
    id: &str,
    revision: i64,
) -> sqlx::Result<Option<CaseRow>> {
    let Some(case) = load_case(db, id).await? else { return Ok(None) };
    let sealed: Option<String> =
        sqlx::query_scalar("select sealed from case_revision where case_id = $1 and revision = $2")
            .bind(id)
            .bind(revision)
            .fetch_optional(db)
            .await?;
    Ok(sealed.map(|sealed| CaseRow { revision, sealed, ..case }))
}

pub(crate) async fn load_case_by_number(
    db: &mut AnyConnection,
    number: &str,
) -> sqlx::Result<Option<CaseRow>> {
    first(Statement::new(SELECT).push("where certificate_number = ").push_bind(number), db).await
}

/// Every case of a holder, by certificate number.
pub(crate) async fn load_holder_cases(db: &mut AnyConnection, holder_id: &str) -> sqlx::Result<Vec<CaseRow>> {
    let mut query = Statement::new(SELECT);
    query.push("where holder_id = ").push_bind(holder_id).push(" order by certificate_number");
    all(&mut query, db).await
}

/// The cases of one 核定公文文號 that a school submitted, by certificate number.
pub(crate) async fn load_school_cases(
    db: &mut AnyConnection,
    school_code: &str,
    document_number: &str,
) -> sqlx::Result<Vec<CaseRow>> {
    let mut query = Statement::new(SELECT);
    query.push("where document_number = ").push_bind(document_number);
    query.push(" and school_code = ").push_bind(school_code).push(" order by certificate_number");
    all(&mut query, db).await
}

/// Cases of a batch that have no certificate yet, oldest import first. What was
/// annulled meanwhile is left out.
pub(crate) async fn load_unissued_cases(
    db: &mut AnyConnection,
    batch_id: &str,
    limit: i64,
) -> sqlx::Result<Vec<CaseRow>> {
    let mut query = Statement::new(SELECT);
    query.push("where batch_id = ").push_bind(batch_id);
    query
        .push(" and stage = 'approved' and status = 'current' order by imported_at, approved_case.id limit ");
    query.push_bind(limit);
    all(&mut query, db).await
}

/// Puts every approved case that is in no batch into one; says how many. A batch
/// that is done let go what was annulled then, and may have been reinstated.
pub(crate) async fn mark_batch(
    db: &mut AnyConnection,
    batch_id: &str,
    document_number: &str,
) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "update approved_case set batch_id = $1
         where stage = 'approved' and status = 'current'
            and (batch_id is null or batch_id in (select id from batch where state = 'done'))
            and ($2 = '' or document_number = $2)",
    )
    .bind(batch_id)
    .bind(document_number)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// What a search asks for; `None` matches everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct CaseFilter {
    pub(crate) document_number: Option<String>,
    pub(crate) certificate_number: Option<String>,
    pub(crate) name_index: Option<String>,
    pub(crate) identity_index: Option<String>,
    pub(crate) school_code: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) rank: Option<String>,
    pub(crate) stage: Option<String>,
    pub(crate) status: Option<String>,
    /// Import and id of the last case of the page before.
    pub(crate) after: Option<(i64, String)>,
}

/// A page of cases, newest import first.
pub(crate) async fn search_cases(
    db: &mut AnyConnection,
    filter: &CaseFilter,
    limit: i64,
) -> sqlx::Result<Vec<CaseRow>> {
    let mut query = Statement::new(SELECT);
    query.push("where 1 = 1");
    for (column, value) in [
        ("document_number", &filter.document_number),
        ("certificate_number", &filter.certificate_number),
        ("name_index", &filter.name_index),
        ("school_code", &filter.school_code),
        ("kind", &filter.kind),
        ("rank", &filter.rank),
        ("stage", &filter.stage),
        ("status", &filter.status),
    ] {
        if let Some(value) = value {
            query.push(format!(" and approved_case.{column} = ")).push_bind(value.clone());
        }
    }
    if let Some(index) = &filter.identity_index {
        query.push(" and holder_id in (select id from holder where identity_index = ");
        query.push_bind(index.clone()).push(")");
    }
    if let Some((imported_at, id)) = &filter.after {
        // Compared as one, so that an index leads to the place: pages far behind
        // cost what the first one costs.
        query.push(" and (imported_at, approved_case.id) < (").push_bind(*imported_at);
        query.push(", ").push_bind(id.clone()).push(")");
    }
    query.push(" order by imported_at desc, approved_case.id desc limit ").push_bind(limit);
    all(&mut query, db).await
}

/// Ids of all cases, in the order of their import.
pub(crate) async fn load_case_ids(db: &mut AnyConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("select id from approved_case order by imported_at, id").fetch_all(db).await
}

/// How many cases are at each stage that waits for something. The condition is that
/// of the index, which is short beside the table.
pub(crate) async fn count_stages(db: &mut AnyConnection) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "select stage, count(*) from approved_case
         where stage <> 'confirmed' and status = 'current' group by stage",
    )
    .fetch_all(db)
    .await
}

async fn first(query: &mut Statement, db: &mut AnyConnection) -> sqlx::Result<Option<CaseRow>> {
    query.build().fetch_optional(db).await?.as_ref().map(CaseRow::read).transpose()
}

async fn all(query: &mut Statement, db: &mut AnyConnection) -> sqlx::Result<Vec<CaseRow>> {
    query.build().fetch_all(db).await?.iter().map(CaseRow::read).collect()
}
