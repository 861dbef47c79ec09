//! Rosters: templates to fill in, dry runs, imports. What a file is, its content
//! says; the media type only has to be one of a file.

use axum::{
    Json,
    body::Bytes,
    extract::{
        Path, State,
        rejection::{BytesRejection, PathRejection},
    },
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use certificate::api::ImportOutcome;
use serde::Deserialize;

use crate::{
    account::Actor,
    roster::TemplateFile,
    routes::{Arrival, Office, problem::ProblemResponse, query::Filters},
    workflow::Import,
};

const MEDIA_TYPES: [&str; 5] = [
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/zip",
    "application/x-zip-compressed",
    "application/octet-stream",
];

/// What the address says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportQuery {
    #[serde(default)]
    dry_run: bool,
}

/// `POST /api/ministry/imports?dry_run=true`
pub(crate) async fn import(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Filters(ImportQuery { dry_run }): Filters<ImportQuery>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<ImportOutcome>), ProblemResponse> {
    if !is_file(&headers) {
        return Err(ProblemResponse::invalid_field("content-type", "應為 CSV、XLSX 或 ZIP CSV, XLSX or ZIP"));
    }
    let roster = body.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ProblemResponse::too_large(),
        _ => ProblemResponse::invalid(),
    })?;
    let import = Import { roster: roster.into(), photos: None, dry_run };
    let outcome = office.unit.import(import, actor.at(now)).await?;
    let is_refused = !outcome.problems.is_empty();
    Ok((if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, Json(outcome)))
}

fn is_file(headers: &HeaderMap) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    MEDIA_TYPES.iter().any(|known| essence.eq_ignore_ascii_case(known))
}

/// `GET /api/ministry/templates/{file}`
pub(crate) async fn template(file: Result<Path<String>, PathRejection>) -> Result<Response, ProblemResponse> {
    let Path(file) = file.map_err(|_| ProblemResponse::not_found())?;
    let template: TemplateFile = file.parse().map_err(|_| ProblemResponse::not_found())?;
    let headers = [
        (header::CONTENT_TYPE, template.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    Ok((headers, template.content()?).into_response())
}
