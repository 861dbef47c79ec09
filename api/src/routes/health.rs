//! For the operator's probes and for programs.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{Office, problem::ProblemResponse};
use crate::clock;

const OPENAPI: &str = include_str!("../../openapi.json");

/// The process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The service can do its job: the database answers and the newest status list
/// may still be judged by.
pub(crate) async fn readyz(State(office): State<Office>) -> Response {
    match office.unit.newest_list().await {
        Ok(Some(list)) if list.expires_at > clock::now().unix() => {
            (StatusCode::OK, "ready\n").into_response()
        }
        Ok(_) => {
            ProblemResponse::unavailable(&anyhow::anyhow!("there is no fresh status list")).into_response()
        }
        Err(error) => ProblemResponse::unavailable(&error).into_response(),
    }
}

/// The interface of this server.
pub(crate) async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI)
}
