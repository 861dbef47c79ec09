//! The instant of a request: everything in it happens then.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, Request},
    http::request::Parts,
};
use certificate::Timestamp;

use crate::clock;

/// When a request arrived. Who calls the router in the same process may put one
/// into the extensions of the request, as tests do; over the network nobody can.
#[derive(Clone, Copy, Debug)]
pub struct Arrival(pub Timestamp);

impl Arrival {
    /// Fixes the instant of a request.
    pub(crate) fn of(request: &mut Request) -> Timestamp {
        request.extensions_mut().get_or_insert_with(|| Self(clock::now())).0
    }
}

impl<S: Sync> FromRequestParts<S> for Arrival {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(*parts.extensions.get_or_insert_with(|| Self(clock::now())))
    }
}
