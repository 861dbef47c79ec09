//! 證書下載: the own certificates.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use certificate::api::TeacherCertificate;

use super::{Arrival, Office, id::Id, problem::ProblemResponse};
use crate::{account::Actor, workflow::Download};

/// `GET /api/teacher/certificates`
pub(crate) async fn certificates(
    State(office): State<Office>,
    actor: Actor,
) -> Result<Json<Vec<TeacherCertificate>>, ProblemResponse> {
    match &actor.identity_index {
        Some(index) => Ok(Json(office.unit.teacher_certificates(index).await?)),
        None => Ok(Json(Vec::new())),
    }
}

/// `GET /api/teacher/certificates/{certificate}/file`: the stored bytes, always the
/// same, named by their digest.
pub(crate) async fn file(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Id(certificate): Id,
    headers: HeaderMap,
) -> Result<Response, ProblemResponse> {
    let index = actor.identity_index.as_deref().ok_or_else(ProblemResponse::not_found)?;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    if let Some(tag) = known
        && office.unit.is_released_as(index, &certificate, tag.trim_matches('"')).await?
    {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag.to_owned())]).into_response());
    }
    answer(office.unit.download(index, &certificate, actor.at(now)).await?)
}

fn answer(download: Download) -> Result<Response, ProblemResponse> {
    // The name is Chinese: RFC 8187.
    let name: String = download.file_name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let disposition = format!("attachment; filename=\"certificate.pdf\"; filename*=UTF-8''{name}");
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| ProblemResponse::internal())?;
    let tag = HeaderValue::from_str(&format!("\"{}\"", download.fingerprint))
        .map_err(|_| ProblemResponse::internal())?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, disposition),
        (header::ETAG, tag),
    ];
    Ok((headers, download.bytes).into_response())
}
