//! 證書確認作業: the cases of the officer's own school.

use axum::{Json, extract::State, http::StatusCode, response::Response};
use certificate::api::{Confirmation, Confirmations, NewNote, Note, SchoolCases, Unconfirmation};
use serde::Deserialize;

use super::{Arrival, Office, id::Id, json::JsonBody, preview, problem::ProblemResponse, query::Filters};
use crate::{account::Actor, workflow::Scope};

#[derive(Deserialize)]
pub(crate) struct CasesQuery {
    document_number: String,
}

/// Only the cases of the actor's school.
fn scope(actor: &Actor) -> Result<Scope<'_>, ProblemResponse> {
    actor.school().map(Scope::School).ok_or_else(ProblemResponse::forbidden)
}

/// `GET /api/school/cases?document_number=`
pub(crate) async fn cases(
    State(office): State<Office>,
    actor: Actor,
    Filters(query): Filters<CasesQuery>,
) -> Result<Json<SchoolCases>, ProblemResponse> {
    let school = actor.school().ok_or_else(ProblemResponse::forbidden)?;
    Ok(Json(office.unit.school_cases(school, query.document_number.trim()).await?))
}

/// `GET /api/school/cases/{case}/preview`
pub(crate) async fn case_preview(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Id(case): Id,
) -> Result<Response, ProblemResponse> {
    preview::answer(&office, scope(&actor)?, &case, now).await
}

/// `PUT /api/school/confirmations`
pub(crate) async fn confirm(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    JsonBody(confirmation): JsonBody<Confirmation>,
) -> Result<Json<Confirmations>, ProblemResponse> {
    Ok(Json(office.unit.confirm(scope(&actor)?, &confirmation, actor.at(now)).await?))
}

/// `DELETE /api/school/confirmations/{case}`
pub(crate) async fn unconfirm(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Id(case): Id,
) -> Result<Json<Unconfirmation>, ProblemResponse> {
    Ok(Json(office.unit.unconfirm(scope(&actor)?, &case, actor.at(now)).await?))
}

/// `POST /api/school/cases/{case}/notes`
pub(crate) async fn write_note(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Id(case): Id,
    JsonBody(note): JsonBody<NewNote>,
) -> Result<(StatusCode, Json<Note>), ProblemResponse> {
    let note = office.unit.write_note(scope(&actor)?, &case, &note.text, actor.at(now)).await?;
    Ok((StatusCode::CREATED, Json(note)))
}
