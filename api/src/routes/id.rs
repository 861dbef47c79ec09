//! Ids in addresses: what cannot be one is not there.

use std::collections::HashMap;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::problem::ProblemResponse;

/// The one id of an address: 32 lower-case hexadecimal digits.
pub(crate) struct Id(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = ProblemResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ProblemResponse> {
        let path = Path::<HashMap<String, String>>::from_request_parts(parts, state).await;
        let Path(names) = path.map_err(|_| ProblemResponse::not_found())?;
        let is_id =
            |id: &String| id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        names.into_values().find(is_id).map(Self).ok_or_else(ProblemResponse::not_found)
    }
}
