//! Notes of schools.

use axum::{Json, extract::State};
use certificate::api::Note;

use crate::{
    account::Actor,
    routes::{Arrival, Office, id::Id, problem::ProblemResponse},
};

/// `GET /api/ministry/notes`
pub(crate) async fn list(State(office): State<Office>) -> Result<Json<Vec<Note>>, ProblemResponse> {
    Ok(Json(office.unit.open_notes().await?))
}

/// `PUT /api/ministry/notes/{note}/settlement`
pub(crate) async fn settle(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Id(note): Id,
) -> Result<Json<Note>, ProblemResponse> {
    Ok(Json(office.unit.settle_note(&note, actor.at(now)).await?))
}
