//! Batches of certificates that the press issues in the background.

use axum::{Json, extract::State, http::StatusCode};
use certificate::api::{Batch, BatchState, NewBatch};

use crate::{
    account::Actor,
    routes::{Arrival, Office, id::Id, json::JsonBody, problem::ProblemResponse},
};

/// `GET /api/ministry/issues`
pub(crate) async fn list(State(office): State<Office>) -> Result<Json<Vec<Batch>>, ProblemResponse> {
    Ok(Json(office.unit.batches().await?))
}

/// `POST /api/ministry/issues`
pub(crate) async fn start(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    JsonBody(new): JsonBody<NewBatch>,
) -> Result<(StatusCode, Json<Batch>), ProblemResponse> {
    Ok((StatusCode::CREATED, Json(office.unit.start_batch(new, actor.at(now)).await?)))
}

/// `GET /api/ministry/issues/{batch}`
pub(crate) async fn batch(
    State(office): State<Office>,
    Id(batch): Id,
) -> Result<Json<Batch>, ProblemResponse> {
    Ok(Json(office.unit.batch(&batch).await?))
}

/// `PUT /api/ministry/issues/{batch}/state`
pub(crate) async fn set_state(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Id(batch): Id,
    JsonBody(state): JsonBody<BatchState>,
) -> Result<Json<Batch>, ProblemResponse> {
    Ok(Json(office.unit.set_batch_state(&batch, state, actor.at(now)).await?))
}
