//! Annulments (撤銷) and revocations (廢止), from proposal to reinstatement.

use sqlx::AnyConnection;

/// An annulment or revocation.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct AnnulmentRow {
    pub(crate) id: String,
    pub(crate) case_id: String,
    /// Where it begins; null for K-12.
    pub(crate) rank: Option<String>,
    pub(crate) reach: String,
    pub(crate) ground: String,
    pub(crate) legal_basis: String,
    pub(crate) decision_date: String,
    pub(crate) document_number: String,
    pub(crate) state: String,
    pub(crate) proposed_by: String,
    pub(crate) proposed_at: i64,
    pub(crate) decided_by: Option<String>,
}

pub(crate) async fn insert_annulment(db: &mut AnyConnection, annulment: &AnnulmentRow) -> sqlx::Result<()> {
    sqlx::query(
        "insert into annulment (id, case_id, rank, reach, ground, legal_basis, decision_date, document_number,
            state, proposed_by, proposed_at, decided_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&annulment.id)
    .bind(&annulment.case_id)
    .bind(&annulment.rank)
    .bind(&annulment.reach)
    .bind(&annulment.ground)
    .bind(&annulment.legal_basis)
    .bind(&annulment.decision_date)
    .bind(&annulment.document_number)
    .bind(&annulment.state)
    .bind(&annulment.proposed_by)
    .bind(annulment.proposed_at)
    .bind(&annulment.decided_by)
    .execute(db)
    .await
    .map(drop)
}

/// Changes the state; the second officer is kept where there is one.
pub(crate) async fn mark_annulment(
    db: &mut AnyConnection,
    id: &str,
    state: &str,
    decided_by: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query("update annulment set state = $2, decided_by = coalesce($3, decided_by) where id = $1")
        .bind(id)
        .bind(state)
        .bind(decided_by)
        .execute(db)
        .await
        .map(drop)
}

pub(crate) async fn load_annulment(db: &mut AnyConnection, id: &str) -> sqlx::Result<Option<AnnulmentRow>> {
    sqlx::query_as("select * from annulment where id = $1").bind(id).fetch_optional(db).await
}

/// Proposed ones first, then the newest.
pub(crate) async fn load_annulments(db: &mut AnyConnection, limit: i64) -> sqlx::Result<Vec<AnnulmentRow>> {
    sqlx::query_as(
        "select * from annulment
         order by case state when 'proposed' then 0 else 1 end, proposed_at desc, id limit $1",
    )
    .bind(limit)
    .fetch_all(db)
    .await
}

/// Those of one holder, oldest first.
pub(crate) async fn load_holder_annulments(
    db: &mut AnyConnection,
    holder_id: &str,
) -> sqlx::Result<Vec<AnnulmentRow>> {
    sqlx::query_as(
        "select annulment.* from annulment join approved_case on approved_case.id = annulment.case_id
         where holder_id = $1 order by proposed_at, annulment.id",
    )
    .bind(holder_id)
    .fetch_all(db)
    .await
}

/// Number and decision date of the K-12 certificates with an annulment in force.
pub(crate) async fn load_k12_annulments(db: &mut AnyConnection) -> sqlx::Result<Vec<(String, String)>> {
    sqlx::query_as(
        // From the few annulments to their cases, not from the many cases: SQLite keeps
        // the order of a cross join.
        "select certificate_number, max(decision_date) from annulment cross join approved_case
         where approved_case.id = annulment.case_id and kind = 'k12' and state = 'in-force'
         group by certificate_number order by 2 desc, 1",
    )
    .fetch_all(db)
    .await
}

pub(crate) async fn count_proposed(db: &mut AnyConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("select count(*) from annulment where state = 'proposed'").fetch_one(db).await
}
