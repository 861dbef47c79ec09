//! 參考資料: what forms of the ministry offer.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};

use super::{Office, problem::ProblemResponse};

/// `GET /api/ministry/reference`
pub(crate) async fn reference(State(office): State<Office>) -> Response {
    match office.unit.reference().await {
        Ok(reference) => Json(reference).into_response(),
        Err(error) => ProblemResponse::unavailable(&error).into_response(),
    }
}
