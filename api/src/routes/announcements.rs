//! Annulled K-12 certificates, which the rules order to publish (核發辦法 Art. 16,
//! 作業要點 §九): number and date, no name.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};

use super::{Office, problem::ProblemResponse};

pub(crate) async fn announcements(State(office): State<Office>) -> Response {
    match office.unit.announcements().await {
        Ok(announcements) => Json(announcements).into_response(),
        Err(error) => ProblemResponse::unavailable(&error).into_response(),
    }
}
