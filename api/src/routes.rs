//! What the public reaches. Every route is in [`router`]; none takes or gives
//! anything about a single certificate.

mod announcements;
mod headers;
mod health;
mod problem;
mod site;
mod status;

use std::{path::Path, sync::Arc, time::Duration};

use axum::{Router, http::StatusCode, middleware, routing::get};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer, trace::TraceLayer,
};

use crate::unit::IssuingUnit;

/// No public request has a body worth mentioning.
const MAX_BODY_BYTES: usize = 64 << 10;
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What handlers share.
#[derive(Clone)]
pub(crate) struct Office {
    unit: Arc<IssuingUnit>,
    status: Arc<status::Served>,
}

/// The whole service. `site` is the folder of the built pages.
pub fn router(unit: Arc<IssuingUnit>, site: Option<&Path>) -> Router {
    let office = Office { unit, status: Arc::default() };
    let routes = Router::new()
        .route("/status/1", get(status::status_list))
        .route("/anchors", get(status::anchors))
        .route("/announcements", get(announcements::announcements))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/api/openapi.json", get(health::openapi))
        .method_not_allowed_fallback(problem::method_not_allowed)
        .with_state(office);
    let routes = match site {
        Some(folder) => routes.fallback_service(site::service(folder)),
        None => routes.fallback(problem::not_found),
    };
    let limits = ServiceBuilder::new()
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT));
    routes
        .layer(limits)
        .layer(middleware::map_response(problem::uniform))
        .layer(middleware::from_fn(headers::protect))
        .layer(TraceLayer::new_for_http())
}
