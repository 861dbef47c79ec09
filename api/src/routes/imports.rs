//! Rosters: templates to fill in, dry runs, imports. What a file is, its content
//! says; the media type only keeps forms of other sites out.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;

use super::{Arrival, Office, problem::ProblemResponse, query::Filters};
use crate::{account::Actor, roster::TemplateFile, workflow::Import};

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
    body: Bytes,
) -> Result<Response, ProblemResponse> {
    if !is_roster(&headers) {
        return Err(ProblemResponse::invalid_field(
            "body",
            "名冊應為 CSV、XLSX 或 ZIP A roster is CSV, XLSX or ZIP",
        ));
    }
    let import = Import { roster: body.into(), photos: None, dry_run };
    let outcome = office.unit.import(import, actor.at(now)).await?;
    let status = if outcome.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Json(outcome)).into_response())
}

fn is_roster(headers: &HeaderMap) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    MEDIA_TYPES.iter().any(|known| essence.eq_ignore_ascii_case(known))
}

/// `GET /api/ministry/templates/{file}`
pub(crate) async fn template(Path(file): Path<String>) -> Response {
    let Ok(template) = file.parse::<TemplateFile>() else {
        return super::problem::not_found().await.into_response();
    };
    let disposition = format!("attachment; filename=\"{file}\"");
    match template.content() {
        Ok(content) => (
            [(header::CONTENT_TYPE, template.media_type()), (header::CONTENT_DISPOSITION, &disposition)],
            content,
        )
            .into_response(),
        Err(error) => ProblemResponse::unavailable(&error).into_response(),
    }
}
