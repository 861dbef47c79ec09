//! The history, for the auditor.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use certificate::{
    Date, Timestamp,
    api::{AuditEntry, AuditPage},
};
use serde::Deserialize;

use crate::{
    account::Actor,
    db::EventFilter,
    routes::{Arrival, Office, problem::ProblemResponse, query::Filters},
};

/// How many entries a page has by default.
const PAGE: i64 = 100;
/// An export ends after as many entries; what is older is asked for with `before`.
const LONGEST_EXPORT: usize = 100_000;

/// Filters; days are those of Taiwan.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AuditQuery {
    account: Option<String>,
    action: Option<String>,
    case: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
    before: Option<i64>,
    limit: Option<i64>,
}

impl AuditQuery {
    fn filter(&self) -> EventFilter {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        EventFilter {
            account: given(&self.account),
            kind: given(&self.action),
            case_id: given(&self.case),
            from: self.from.map(|day| Timestamp::start_of(day).unix()),
            until: self.to.map(|day| Timestamp::start_of(day).unix() + 86_400),
            before: self.before,
        }
    }
}

/// `GET /api/ministry/audit`
pub(crate) async fn page(
    State(office): State<Office>,
    Filters(query): Filters<AuditQuery>,
) -> Result<Json<AuditPage>, ProblemResponse> {
    Ok(Json(office.unit.audit(&query.filter(), query.limit.unwrap_or(PAGE)).await?))
}

/// `GET /api/ministry/audit.csv`
pub(crate) async fn export(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Filters(query): Filters<AuditQuery>,
) -> Result<Response, ProblemResponse> {
    let csv = office.unit.export_history(query.filter(), LONGEST_EXPORT, actor.at(now), write_row).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"history.csv\""),
    ];
    Ok((headers, csv).into_response())
}

/// The cells of one row.
fn write_row(entry: &AuditEntry) -> Vec<String> {
    let details: Vec<_> = entry.details.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let number = entry.certificate_number.as_ref().map(ToString::to_string);
    let version = entry.version.map(|version| version.to_string());
    [
        entry.sequence.to_string(),
        entry.at.to_string(),
        entry.account.clone(),
        entry.action.clone(),
        number.unwrap_or_default(),
        version.unwrap_or_default(),
        entry.case_id.clone().unwrap_or_default(),
        details.join("; "),
        entry.digest.to_string(),
    ]
    .to_vec()
}
