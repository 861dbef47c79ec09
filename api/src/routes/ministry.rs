//! 發證作業, one file a resource.

pub(crate) mod annulments;
pub(crate) mod audit;
pub(crate) mod cases;
pub(crate) mod exports;
pub(crate) mod imports;
pub(crate) mod issues;
pub(crate) mod notes;
pub(crate) mod reference;

use axum::{Json, extract::State};
use certificate::api::Summary;

use super::{Office, problem::ProblemResponse};

/// `GET /api/ministry/summary`
pub(crate) async fn summary(State(office): State<Office>) -> Result<Json<Summary>, ProblemResponse> {
    Ok(Json(office.unit.summary().await?))
}
