//! The query of an address, with every refusal as a problem.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use super::problem::ProblemResponse;

/// The query: exactly the fields of `T`.
pub(crate) struct Filters<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Filters<T> {
    type Rejection = ProblemResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ProblemResponse> {
        let query = Query::from_request_parts(parts, state).await;
        // What serde says may quote the query.
        query.map(|Query(filters)| Self(filters)).map_err(|_| ProblemResponse::invalid())
    }
}
