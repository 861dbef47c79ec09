//! Cases as CSV: the columns of a roster, and how far each is. Streamed, with
//! identity numbers masked.

use std::sync::Arc;

use anyhow::Result;
use axum::{
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use certificate::api::CaseQuery;
use futures_util::stream::try_unfold;

use crate::{
    account::Actor,
    case::CaseDetails,
    db::CaseFilter,
    roster::Column,
    routes::{Arrival, Office, problem::ProblemResponse, query::Filters},
    spreadsheet,
    unit::IssuingUnit,
    workflow::ExportRow,
};

const COLUMNS: [Column; 16] = [
    Column::Kind,
    Column::DocumentNumber,
    Column::Name,
    Column::IdentityNumber,
    Column::BirthDate,
    Column::Sex,
    Column::Rank,
    Column::ReviewCategory,
    Column::SchoolCode,
    Column::SubmittingSchool,
    Column::SeniorityStart,
    Column::CertificateNumber,
    Column::Qualification,
    Column::LegalBasis,
    Column::IssuingAuthority,
    Column::Nationality,
];
/// What a roster does not say: version, stage, status, fingerprint.
const MORE_COLUMNS: [&str; 4] = ["版本", "進度", "證書狀態", "數位指紋"];

/// `GET /api/ministry/cases.csv`: the filters of the list, without its pages.
pub(crate) async fn cases(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Filters(query): Filters<CaseQuery>,
) -> Result<Response, ProblemResponse> {
    let names_somebody = query.name.is_some() || query.identity_number.is_some();
    if names_somebody || query.after.is_some() || query.limit.is_some() {
        return Err(ProblemResponse::invalid());
    }
    let filter = office.unit.begin_export(query, actor.at(now)).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"cases.csv\""),
    ];
    Ok((headers, body(Arc::clone(&office.unit), filter)).into_response())
}

/// A page at a time. An error in the middle cuts the connection, so that nobody
/// takes half an export for a whole one.
fn body(unit: Arc<IssuingUnit>, filter: CaseFilter) -> Body {
    let begin = (Some(filter), true);
    let pages = try_unfold(begin, move |(filter, is_first)| {
        let unit = Arc::clone(&unit);
        async move {
            let Some(filter) = filter else { return Ok(None) };
            let page = unit.export_rows(&filter).await.inspect_err(|error| {
                tracing::error!(error = format!("{error:#}"), "an export was cut off");
            })?;
            anyhow::Ok(Some((lines(&page.rows, is_first)?, (page.next, false))))
        }
    });
    Body::from_stream(pages)
}

/// The lines of some rows; the first have the header.
fn lines(rows: &[ExportRow], with_header: bool) -> Result<Vec<u8>> {
    let mut writer = spreadsheet::writer(with_header);
    if with_header {
        writer.write_record(COLUMNS.into_iter().map(Column::name).chain(MORE_COLUMNS))?;
    }
    for row in rows {
        let case = &row.case;
        let version = case.projection.version.to_string();
        let fingerprint = row.fingerprint.clone().unwrap_or_default();
        let more = [version, case.projection.stage.clone(), case.projection.status.clone(), fingerprint];
        let cells = COLUMNS.into_iter().map(|column| cell(row, column)).chain(more);
        writer.write_record(cells.map(spreadsheet::plain))?;
    }
    Ok(writer.into_inner()?)
}

/// A cell; days and months in ISO 8601, which no spreadsheet takes for another
/// century.
fn cell(row: &ExportRow, column: Column) -> String {
    match (column, &row.details) {
        (Column::DocumentNumber, _) => row.case.document_number.clone(),
        (Column::Kind, details) => details.kind().code().to_owned(),
        (Column::Name, details) => details.name().to_string(),
        (Column::IdentityNumber, details) => details.identity_number().masked().to_owned(),
        (Column::BirthDate, details) => details.birth_date().to_string(),
        (Column::CertificateNumber, details) => details.certificate_number().to_string(),
        (Column::Sex, CaseDetails::University(case)) => case.sex.clone().unwrap_or_default(),
        (Column::Rank, CaseDetails::University(case)) => case.rank.zh().to_owned(),
        (Column::ReviewCategory, CaseDetails::University(case)) => {
            case.review_category.clone().unwrap_or_default()
        }
        (Column::SchoolCode, CaseDetails::University(case)) => case.school_code.clone(),
        (Column::SubmittingSchool, CaseDetails::University(case)) => case.submitting_school.to_string(),
        (Column::SeniorityStart, CaseDetails::University(case)) => case.seniority_start.to_string(),
        (Column::Qualification, CaseDetails::K12(case)) => case.qualification.to_string(),
        (Column::LegalBasis, CaseDetails::K12(case)) => case.legal_basis.to_string(),
        (Column::IssuingAuthority, CaseDetails::K12(case)) => case.issuing_authority.to_string(),
        (Column::Nationality, CaseDetails::K12(case)) => {
            case.nationality.as_ref().map(ToString::to_string).unwrap_or_default()
        }
        _ => String::new(),
    }
}
