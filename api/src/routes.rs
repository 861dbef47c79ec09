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
mod id;
mod json;
mod ministry;
mod preview;
mod problem;
mod query;
mod rate;
mod refusal;
mod school;
mod session;
mod shared;
mod site;
mod status;
mod teacher;

use std::{path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    http::{Method, StatusCode},
    middleware,
};
use tokio::sync::{OnceCell, Semaphore};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer, trace::TraceLayer};

pub use access::{ACCESS, Access, Who};
pub use arrival::Arrival;

use crate::{issuance::Composer, origin::PublicOrigin, unit::IssuingUnit};
use access::Routes;
use ministry::{annulments, audit, cases, exports, imports, issues, notes, reference};

/// The longest that any request may take; most have less, by their row in [`ACCESS`].
const LONGEST_TIMEOUT: Duration = Duration::from_secs(300);

/// What handlers share.
#[derive(Clone)]
pub(crate) struct Office {
    unit: Arc<IssuingUnit>,
    status: Arc<status::Served>,
    rates: Arc<rate::Rates>,
    files: Arc<health::Probe>,
    composer: Arc<OnceCell<Arc<Composer>>>,
    /// Of those who draw previews: more at once than there are cores would only make
    /// everybody wait.
    drawing: Arc<Semaphore>,
}

impl Office {
    /// Draws previews. Its fonts are read when the first one is asked for.
    async fn composer(&self) -> anyhow::Result<&Arc<Composer>> {
        let open = || {
            let settings = self.unit.settings.clone();
            async move {
                let composer = tokio::task::spawn_blocking(move || {
                    Composer::new(&settings.fonts, settings.templates.as_deref())
                });
                Ok(Arc::new(composer.await??))
            }
        };
        self.composer.get_or_try_init(open).await
    }

    fn origin(&self) -> &PublicOrigin {
        &self.unit.settings.origin
    }
}

fn drawing() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)))
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
        .get("/api/school/cases", school::cases)
        .get("/api/school/cases/{case}/preview", school::case_preview)
        .put("/api/school/confirmations", school::confirm)
        .delete("/api/school/confirmations/{case}", school::unconfirm)
        .post("/api/school/cases/{case}/notes", school::write_note)
        .get("/api/teacher/certificates", teacher::certificates)
        .get("/api/teacher/certificates/{certificate}/file", teacher::file)
        .get("/api/ministry/summary", ministry::summary)
        .get("/api/ministry/reference", reference::reference)
        .get("/api/ministry/templates/{file}", imports::template)
        .post("/api/ministry/imports", imports::import)
        .get("/api/ministry/cases", cases::list)
        .post("/api/ministry/cases/search", cases::search)
        .get("/api/ministry/cases.csv", exports::cases)
        .get("/api/ministry/cases/{case}", cases::detail)
        .patch("/api/ministry/cases/{case}", cases::correct)
        .get("/api/ministry/cases/{case}/preview", cases::case_preview)
        .get("/api/ministry/issues", issues::list)
        .post("/api/ministry/issues", issues::start)
        .get("/api/ministry/issues/{batch}", issues::batch)
        .put("/api/ministry/issues/{batch}/state", issues::set_state)
        .post("/api/ministry/replacements", cases::replace)
        .put("/api/ministry/confirmations", cases::confirm)
        .delete("/api/ministry/confirmations/{case}", cases::unconfirm)
        .post("/api/ministry/annulments/preview", annulments::preview)
        .get("/api/ministry/annulments", annulments::list)
        .post("/api/ministry/annulments", annulments::propose)
        .put("/api/ministry/annulments/{act}/approval", annulments::approve)
        .delete("/api/ministry/annulments/{act}/approval", annulments::reject)
        .post("/api/ministry/annulments/{act}/reinstatement", annulments::reinstate)
        .get("/api/ministry/notes", notes::list)
        .put("/api/ministry/notes/{note}/settlement", notes::settle)
        .get("/api/ministry/audit", audit::page)
        .get("/api/ministry/audit.csv", audit::export)
}

/// The routes there are, to be compared with [`ACCESS`].
pub fn served_routes() -> Vec<(Method, &'static str)> {
    routes().served().to_vec()
}

/// The whole service. `site` is the folder of the built pages.
pub fn router(unit: Arc<IssuingUnit>, site: Option<&Path>) -> Router {
    let rates = Arc::new(rate::Rates::new(&unit.settings.access));
    let (composer, files, drawing) = (Arc::default(), Arc::default(), drawing());
    let office = Office { unit, status: Arc::default(), rates, files, composer, drawing };
    let routes = routes()
        .guarded(office.clone())
        .method_not_allowed_fallback(problem::method_not_allowed)
        .with_state(office);
    let routes = match site {
        Some(folder) => {
            let pages = site::service(folder);
            let at_announcements = middleware::from_fn_with_state(pages.clone(), site::page_for_browsers);
            routes.layer(at_announcements).fallback_service(pages)
        }
        None => routes.fallback(problem::not_found),
    };
    let limits = ServiceBuilder::new()
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_TIMEOUT));
    routes
        .layer(limits)
        .layer(middleware::map_response(problem::uniform))
        .layer(middleware::from_fn(headers::protect))
        .layer(TraceLayer::new_for_http())
}
