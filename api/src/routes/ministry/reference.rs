//! 參考資料: what forms of the ministry offer.

use axum::{Json, extract::State};
use certificate::api::ReferenceData;

use crate::routes::{Office, problem::ProblemResponse};

/// `GET /api/ministry/reference`
pub(crate) async fn reference(State(office): State<Office>) -> Result<Json<ReferenceData>, ProblemResponse> {
    Ok(Json(office.unit.reference().await?))
}
