//! What the public reaches. Every route is in [`router`]; none takes or gives
//! anything about a single certificate.

mod announcements;
mod headers;
mod health;
mod imports;
mod problem;
mod reference;
mod site;
mod status;

use std::{path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    routing::{get, post},
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer, trace::TraceLayer,
};

use crate::{roster, unit::IssuingUnit};

/// No public request has a body worth mentioning.
const MAX_BODY_BYTES: usize = 64 << 10;
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// A roster with its photos takes its time on the way.
const IMPORT_TIMEOUT: Duration = Duration::from_secs(300);

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
        .route("/api/ministry/reference", get(reference::reference))
        .route("/api/ministry/templates/{file}", get(imports::template))
        .method_not_allowed_fallback(problem::method_not_allowed)
        .with_state(office.clone());
    let routes = match site {
        Some(folder) => routes.fallback_service(site::service(folder)),
        None => routes.fallback(problem::not_found),
    };
    // The only request with a body of any size.
    let imports = Router::new()
        .route("/api/ministry/imports", post(imports::import).layer(DefaultBodyLimit::disable()))
        .method_not_allowed_fallback(problem::method_not_allowed)
        .with_state(office);
    limited(routes, MAX_BODY_BYTES, REQUEST_TIMEOUT)
        .merge(limited(imports, roster::MAX_FILE_BYTES, IMPORT_TIMEOUT))
        .layer(middleware::map_response(problem::uniform))
        .layer(middleware::from_fn(headers::protect))
        .layer(TraceLayer::new_for_http())
}

fn limited(routes: Router, body: usize, timeout: Duration) -> Router {
    routes.layer(
        ServiceBuilder::new()
            .layer(CatchPanicLayer::custom(problem::panicked))
            .layer(RequestBodyLimitLayer::new(body))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, timeout)),
    )
}
