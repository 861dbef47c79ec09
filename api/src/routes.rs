//! What browsers and programs reach. Every route is in [`routes`], and who may
//! call it in [`ACCESS`]; no public one takes or gives anything about a single
//! certificate.

mod access;
mod announcements;
mod arrival;
mod client;
mod cookie;
mod headers;
mod health;
mod json;
mod problem;
mod rate;
mod session;
mod site;
mod status;

use std::{path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    http::{Method, StatusCode},
    middleware,
};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer, trace::TraceLayer};

pub use access::{ACCESS, Access, Who};
pub use arrival::Arrival;

use crate::{origin::PublicOrigin, unit::IssuingUnit};
use access::Routes;

const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What handlers share.
#[derive(Clone)]
pub(crate) struct Office {
    unit: Arc<IssuingUnit>,
    status: Arc<status::Served>,
    rates: Arc<rate::Rates>,
}

impl Office {
    fn origin(&self) -> &PublicOrigin {
        &self.unit.settings.origin
    }
}

/// Every route, each with a row in the access table.
fn routes() -> Routes {
    Routes::new()
        .get("/status/1", status::status_list)
        .get("/anchors", status::anchors)
        .get("/announcements", announcements::announcements)
        .get("/healthz", health::healthz)
        .get("/readyz", health::readyz)
        .get("/api/openapi.json", health::openapi)
        .post("/api/session", session::sign_in)
        .get("/api/session", session::session)
        .delete("/api/session", session::sign_out)
        .post("/api/session/second-factor", session::offer_second_factor)
        .put("/api/session/second-factor", session::give_second_factor)
        .put("/api/session/password", session::change_password)
}

/// The routes there are, to be compared with [`ACCESS`].
pub fn served_routes() -> Vec<(Method, &'static str)> {
    routes().served().to_vec()
}

/// The whole service. `site` is the folder of the built pages.
pub fn router(unit: Arc<IssuingUnit>, site: Option<&Path>) -> Router {
    let rates = Arc::new(rate::Rates::new(&unit.settings.access));
    let office = Office { unit, status: Arc::default(), rates };
    let routes = routes()
        .guarded(office.clone())
        .method_not_allowed_fallback(problem::method_not_allowed)
        .with_state(office);
    let routes = match site {
        Some(folder) => routes.fallback_service(site::service(folder)),
        None => routes.fallback(problem::not_found),
    };
    let limits = ServiceBuilder::new()
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT));
    routes
        .layer(limits)
        .layer(middleware::map_response(problem::uniform))
        .layer(middleware::from_fn(headers::protect))
        .layer(TraceLayer::new_for_http())
}
