//! The rows of some letters, written in one transaction, many to a statement.

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    db::{self, AnnulmentRow, CaseRow, CertificateRow, Db},
    history::Event,
};

#[derive(Default)]
pub(super) struct Rows {
    /// Id, index, sealed particulars.
    pub(super) holders: Vec<(String, String, String)>,
    pub(super) cases: Vec<CaseRow>,
    pub(super) certificates: Vec<CertificateRow>,
    pub(super) events: Vec<Event>,
    pub(super) annulments: Vec<AnnulmentRow>,
}

impl Rows {
    pub(super) async fn insert(self, db: &Db, before: i64) -> Result<()> {
        let mut tx = db.write().await?;
        db::insert_rows(
            &mut tx,
            "holder",
            &["id", "identity_index", "sealed"],
            self.holders.into_iter().map(|(id, index, sealed)| vec![id.into(), index.into(), sealed.into()]),
        )
        .await?;
        db::insert_rows(&mut tx, "approved_case", &CASE, self.cases.iter().map(case)).await?;
        db::insert_rows(&mut tx, "case_revision", &REVISION, self.cases.iter().map(revision)).await?;
        db::insert_rows(
            &mut tx,
            "certificate",
            &CERTIFICATE,
            (before + 1..).zip(self.certificates).map(certificate),
        )
        .await?;
        db::insert_rows(&mut tx, "event", &EVENT, self.events.into_iter().map(event)).await?;
        for annulment in &self.annulments {
            db::insert_annulment(&mut tx, annulment).await?;
        }
        Ok(tx.commit().await?)
    }
}

const CASE: [&str; 15] = [
    "id",
    "holder_id",
    "kind",
    "document_number",
    "certificate_number",
    "school_code",
    "rank",
    "name_index",
    "imported_at",
    "revision",
    "version",
    "stage",
    "status",
    "downloaded",
    "open_notes",
];

fn case(case: &CaseRow) -> Vec<Value> {
    let shown = &case.projection;
    vec![
        json!(case.id),
        json!(case.holder_id),
        json!(case.kind),
        json!(case.document_number),
        json!(case.certificate_number),
        json!(case.school_code),
        json!(case.rank),
        json!(case.name_index),
        json!(case.imported_at),
        json!(case.revision),
        json!(shown.version),
        json!(shown.stage),
        json!(shown.status),
        json!(i64::from(shown.downloaded)),
        json!(shown.open_notes),
    ]
}

const REVISION: [&str; 4] = ["case_id", "revision", "at", "sealed"];

fn revision(case: &CaseRow) -> Vec<Value> {
    vec![json!(case.id), json!(case.revision), json!(case.imported_at), json!(case.sealed)]
}

const CERTIFICATE: [&str; 10] =
    ["id", "ordinal", "case_id", "version", "slot", "sealed", "file", "confirmed", "status", "downloads"];

fn certificate((ordinal, row): (i64, CertificateRow)) -> Vec<Value> {
    vec![
        row.id.into(),
        ordinal.into(),
        row.case_id.into(),
        row.version.into(),
        row.slot.into(),
        row.sealed.into(),
        row.file.into(),
        i64::from(row.confirmed).into(),
        row.status.into(),
        row.downloads.into(),
    ]
}

const EVENT: [&str; 9] =
    ["sequence", "at", "account", "kind", "act", "case_id", "certificate_id", "details", "digest"];

fn event(event: Event) -> Vec<Value> {
    vec![
        event.sequence.into(),
        event.at.unix().into(),
        event.account.into(),
        event.kind.code().into(),
        event.act.into(),
        event.case_id.into(),
        event.certificate_id.into(),
        event.details.into(),
        event.digest.to_string().into(),
    ]
}
