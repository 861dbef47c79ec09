//! 發證作業

use certificate::api::{
    Annulment, AnnulmentPreview, AuditPage, Batch, BatchState, CaseDetail, CasePage, CaseQuery, Confirmation,
    Confirmations, Correction, ImportOutcome, NewAnnulment, NewBatch, NewReinstatement, NewReplacement, Note,
    ReferenceData, Summary, Unconfirmation,
};
use wasm_bindgen::JsValue;

use super::http::{Body, Call, Client, Leaving, escaped};
use crate::trouble::Trouble;

/// The picture of a case, for an `<img>`.
pub fn case_preview(case: &str) -> String {
    format!("/api/ministry/cases/{case}/preview")
}

/// A template of a roster.
pub fn template(name: &str) -> String {
    format!("/api/ministry/templates/{name}")
}

/// The list of cases as a file. It takes no name and no identity number: an
/// address may not name a person.
pub fn case_export(query: &CaseQuery) -> String {
    let code = |value: Option<String>| value.unwrap_or_default();
    with_query(
        "/api/ministry/cases.csv",
        &[
            ("document_number", code(query.document_number.clone())),
            ("certificate_number", code(query.certificate_number.clone())),
            ("school_code", code(query.school_code.clone())),
            ("kind", code(query.kind.map(|kind| kind.code().to_owned()))),
            ("rank", code(query.rank.map(|rank| rank.code().to_owned()))),
            ("stage", code(query.stage.map(|stage| stage.code().to_owned()))),
            ("status", code(query.status.map(|status| status.code().to_owned()))),
        ],
    )
}

/// What part of the history is wanted; empty fields match everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// The officer.
    pub account: String,
    /// What was done.
    pub action: String,
    /// The case.
    pub case: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

impl AuditQuery {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("account", self.account.clone()),
            ("action", self.action.clone()),
            ("case", self.case.clone()),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
        ]
    }
}

/// The history as a file.
pub fn audit_export(query: &AuditQuery) -> String {
    with_query("/api/ministry/audit.csv", &query.pairs())
}

/// Leaves out what is empty.
fn with_query(path: &str, pairs: &[(&str, String)]) -> String {
    let query: Vec<_> = pairs
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| format!("{name}={}", escaped(value.trim())))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

impl Client {
    /// What waits.
    pub async fn summary(self, leaving: Leaving) -> Result<Summary, Trouble> {
        self.get("/api/ministry/summary".to_owned(), leaving).await
    }

    /// The lists that forms offer.
    pub async fn reference(self, leaving: Leaving) -> Result<ReferenceData, Trouble> {
        self.get("/api/ministry/reference".to_owned(), leaving).await
    }

    /// Reads a roster, without storing it if `dry_run`. A refused roster is an
    /// outcome, too.
    pub async fn import(self, file: JsValue, dry_run: bool) -> Result<ImportOutcome, Trouble> {
        let address = format!("/api/ministry/imports?dry_run={dry_run}");
        let call = Call { method: "POST", address, body: Body::File(file), leaving: None };
        let answer = self.exchange(call).await?;
        serde_json::from_str(&answer.text).map_err(|_| self.trouble(&answer.text))
    }

    /// A page of cases.
    pub async fn search(self, query: CaseQuery) -> Result<CasePage, Trouble> {
        self.send("POST", "/api/ministry/cases/search".to_owned(), &query).await
    }

    /// All about a case.
    pub async fn case(self, case: String, leaving: Leaving) -> Result<CaseDetail, Trouble> {
        self.get(format!("/api/ministry/cases/{case}"), leaving).await
    }

    /// Corrects a case before its confirmation.
    pub async fn correct(self, case: String, correction: Correction) -> Result<CaseDetail, Trouble> {
        self.send("PATCH", format!("/api/ministry/cases/{case}"), &correction).await
    }

    /// 補發, 換發
    pub async fn replace(self, replacement: NewReplacement) -> Result<CaseDetail, Trouble> {
        self.send("POST", "/api/ministry/replacements".to_owned(), &replacement).await
    }

    /// Confirms for a school.
    pub async fn confirm_for_school(self, confirmation: Confirmation) -> Result<Confirmations, Trouble> {
        self.send("PUT", "/api/ministry/confirmations".to_owned(), &confirmation).await
    }

    /// Takes a confirmation back.
    pub async fn unconfirm_for_school(self, case: String) -> Result<Unconfirmation, Trouble> {
        self.act("DELETE", format!("/api/ministry/confirmations/{case}")).await
    }

    /// The batches.
    pub async fn batches(self, leaving: Leaving) -> Result<Vec<Batch>, Trouble> {
        self.get("/api/ministry/issues".to_owned(), leaving).await
    }

    /// Issues what was approved.
    pub async fn issue(self, batch: NewBatch) -> Result<Batch, Trouble> {
        self.send("POST", "/api/ministry/issues".to_owned(), &batch).await
    }

    /// Pauses or resumes.
    pub async fn steer_batch(self, batch: String, state: BatchState) -> Result<Batch, Trouble> {
        self.send("PUT", format!("/api/ministry/issues/{batch}/state"), &state).await
    }

    /// What an annulment would hit.
    pub async fn preview_annulment(self, annulment: NewAnnulment) -> Result<AnnulmentPreview, Trouble> {
        self.send("POST", "/api/ministry/annulments/preview".to_owned(), &annulment).await
    }

    /// 撤銷, 廢止
    pub async fn annul(self, annulment: NewAnnulment) -> Result<Annulment, Trouble> {
        self.send("POST", "/api/ministry/annulments".to_owned(), &annulment).await
    }

    /// The annulments.
    pub async fn annulments(self, leaving: Leaving) -> Result<Vec<Annulment>, Trouble> {
        self.get("/api/ministry/annulments".to_owned(), leaving).await
    }

    /// Approves what another officer proposed.
    pub async fn approve(self, act: String) -> Result<Annulment, Trouble> {
        self.act("PUT", format!("/api/ministry/annulments/{act}/approval")).await
    }

    /// Rejects it.
    pub async fn reject(self, act: String) -> Result<Annulment, Trouble> {
        self.act("DELETE", format!("/api/ministry/annulments/{act}/approval")).await
    }

    /// 效力復原
    pub async fn reinstate(self, act: String, reinstatement: NewReinstatement) -> Result<Annulment, Trouble> {
        self.send("POST", format!("/api/ministry/annulments/{act}/reinstatement"), &reinstatement).await
    }

    /// The open notes of the schools.
    pub async fn open_notes(self, leaving: Leaving) -> Result<Vec<Note>, Trouble> {
        self.get("/api/ministry/notes".to_owned(), leaving).await
    }

    /// Settles a note.
    pub async fn settle(self, note: String) -> Result<Note, Trouble> {
        self.act("PUT", format!("/api/ministry/notes/{note}/settlement")).await
    }

    /// A page of the history; `before` is [`AuditPage::next`] of the page before.
    pub async fn audit(
        self,
        query: AuditQuery,
        before: Option<i64>,
        leaving: Leaving,
    ) -> Result<AuditPage, Trouble> {
        let mut pairs = query.pairs();
        pairs.push(("before", before.map(|before| before.to_string()).unwrap_or_default()));
        self.get(with_query("/api/ministry/audit", &pairs), leaving).await
    }
}
