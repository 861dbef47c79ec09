//! Cases: search, detail, correction, replacement, confirmation.

use axum::{Json, extract::State, http::StatusCode, response::Response};
use certificate::api::{
    CaseDetail, CasePage, CaseQuery, Confirmation, Confirmations, Correction, NewReplacement, Role,
    Unconfirmation,
};

use crate::{
    account::Actor,
    routes::{Arrival, Office, id::Id, json::JsonBody, preview, problem::ProblemResponse, query::Filters},
    workflow::Scope,
};

/// `GET /api/ministry/cases`: what names nobody; for the rest there is the search.
pub(crate) async fn list(
    State(office): State<Office>,
    Filters(query): Filters<CaseQuery>,
) -> Result<Json<CasePage>, ProblemResponse> {
    if query.name.is_some() || query.identity_number.is_some() {
        return Err(ProblemResponse::invalid());
    }
    Ok(Json(office.unit.search(query).await?))
}

/// `POST /api/ministry/cases/search`
pub(crate) async fn search(
    State(office): State<Office>,
    JsonBody(query): JsonBody<CaseQuery>,
) -> Result<Json<CasePage>, ProblemResponse> {
    Ok(Json(office.unit.search(query).await?))
}

/// `GET /api/ministry/cases/{case}`: whole identity numbers to those who correct
/// them only.
pub(crate) async fn detail(
    State(office): State<Office>,
    actor: Actor,
    Id(case): Id,
) -> Result<Json<CaseDetail>, ProblemResponse> {
    let mut detail = office.unit.case_detail(&case).await?;
    if !actor.roles.contains(&Role::Issuer) {
        detail.data.identity_number = Some(detail.summary.identity_number.clone());
    }
    Ok(Json(detail))
}

/// `GET /api/ministry/cases/{case}/preview`
pub(crate) async fn case_preview(
    State(office): State<Office>,
    Arrival(now): Arrival,
    Id(case): Id,
) -> Result<Response, ProblemResponse> {
    preview::answer(&office, Scope::Ministry, &case, now).await
}

/// `PATCH /api/ministry/cases/{case}`
pub(crate) async fn correct(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Id(case): Id,
    JsonBody(correction): JsonBody<Correction>,
) -> Result<Json<CaseDetail>, ProblemResponse> {
    office.unit.correct(&case, &correction, actor.at(now)).await?;
    Ok(Json(office.unit.case_detail(&case).await?))
}

/// `POST /api/ministry/replacements`
pub(crate) async fn replace(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    JsonBody(replacement): JsonBody<NewReplacement>,
) -> Result<(StatusCode, Json<CaseDetail>), ProblemResponse> {
    office.unit.replace(&replacement, actor.at(now)).await?;
    Ok((StatusCode::CREATED, Json(office.unit.case_detail(&replacement.case_id).await?)))
}

/// `PUT /api/ministry/confirmations`
pub(crate) async fn confirm(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    JsonBody(confirmation): JsonBody<Confirmation>,
) -> Result<Json<Confirmations>, ProblemResponse> {
    Ok(Json(office.unit.confirm(Scope::Ministry, &confirmation, actor.at(now)).await?))
}

/// `DELETE /api/ministry/confirmations/{case}`
pub(crate) async fn unconfirm(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Id(case): Id,
) -> Result<Json<Unconfirmation>, ProblemResponse> {
    Ok(Json(office.unit.unconfirm(Scope::Ministry, &case, actor.at(now)).await?))
}
