//! Every route, and who may call it: the one table, and the guard that holds every
//! request against it.
//!
//! A route gets into the router through [`Routes`] only, which refuses one that
//! has no row; a row without a route fails a test.

mod routes;

use std::time::Duration;

use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use certificate::{Timestamp, api::Role};

pub(crate) use routes::Routes;

use super::{Arrival, Office, client, cookie, problem::ProblemResponse};
use crate::account::{Actor, OpenSession, Token};

/// No ordinary request has a body worth mentioning.
const SMALL: usize = 64 << 10;
/// A roster with its photos.
const ROSTER: usize = crate::roster::MAX_FILE_BYTES;

const ORDINARY: Duration = Duration::from_secs(30);
/// A roster with its photos takes its time on the way.
const PATIENT: Duration = Duration::from_secs(300);

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Public,
    /// Anybody, who learns about the own session if there is one.
    Anybody,
    /// Who has given a password, also while a step of the sign-in is open.
    AnySession,
    /// Who has signed in.
    SignedIn,
    /// 教師
    Teacher,
    /// 學校人事單位
    School,
    /// 發證單位
    Issuer,
    /// 稽核
    Auditor,
    /// 發證單位 and 稽核
    IssuerOrAuditor,
}

impl Who {
    /// Whether a complete session with these roles is among them.
    pub fn admits(self, roles: &[Role]) -> bool {
        roles.iter().any(|role| match role {
            Role::Teacher => self == Self::Teacher,
            Role::School { .. } => self == Self::School,
            Role::Issuer => matches!(self, Self::Issuer | Self::IssuerOrAuditor),
            Role::Auditor => matches!(self, Self::Auditor | Self::IssuerOrAuditor),
        }) || matches!(self, Self::Public | Self::Anybody | Self::AnySession | Self::SignedIn)
    }
}

/// One route.
#[derive(Debug)]
pub struct Access {
    /// GET also stands for HEAD.
    pub method: Method,
    /// As the router has it.
    pub path: &'static str,
    /// Who may call it.
    pub who: Who,
    /// The largest body it takes.
    pub max_body: usize,
}

impl Access {
    /// How long it may take, its body included.
    pub(super) const fn timeout(&self) -> Duration {
        if self.max_body > SMALL { PATIENT } else { ORDINARY }
    }
}

const fn row(method: Method, path: &'static str, who: Who, max_body: usize) -> Access {
    Access { method, path, who, max_body }
}

const fn get(path: &'static str, who: Who) -> Access {
    row(Method::GET, path, who, SMALL)
}

const fn post(path: &'static str, who: Who) -> Access {
    row(Method::POST, path, who, SMALL)
}

const fn put(path: &'static str, who: Who) -> Access {
    row(Method::PUT, path, who, SMALL)
}

const fn patch(path: &'static str, who: Who) -> Access {
    row(Method::PATCH, path, who, SMALL)
}

const fn delete(path: &'static str, who: Who) -> Access {
    row(Method::DELETE, path, who, SMALL)
}

/// Every route.
pub static ACCESS: [Access; 46] = [
    get("/status/1", Who::Public),
    get("/anchors", Who::Public),
    get("/announcements", Who::Public),
    get("/healthz", Who::Public),
    get("/readyz", Who::Public),
    get("/api/openapi.json", Who::Public),
    post("/api/session", Who::Public),
    get("/api/session", Who::Anybody),
    delete("/api/session", Who::AnySession),
    post("/api/session/second-factor", Who::AnySession),
    put("/api/session/second-factor", Who::AnySession),
    put("/api/session/password", Who::AnySession),
    get("/api/school/cases", Who::School),
    get("/api/school/cases/{case}/preview", Who::School),
    put("/api/school/confirmations", Who::School),
    delete("/api/school/confirmations/{case}", Who::School),
    post("/api/school/cases/{case}/notes", Who::School),
    get("/api/teacher/certificates", Who::Teacher),
    get("/api/teacher/certificates/{certificate}/file", Who::Teacher),
    get("/api/ministry/summary", Who::Issuer),
    get("/api/ministry/reference", Who::Issuer),
    get("/api/ministry/templates/{file}", Who::Issuer),
    row(Method::POST, "/api/ministry/imports", Who::Issuer, ROSTER),
    get("/api/ministry/cases", Who::IssuerOrAuditor),
    post("/api/ministry/cases/search", Who::IssuerOrAuditor),
    get("/api/ministry/cases.csv", Who::Issuer),
    get("/api/ministry/cases/{case}", Who::IssuerOrAuditor),
    patch("/api/ministry/cases/{case}", Who::Issuer),
    get("/api/ministry/cases/{case}/preview", Who::Issuer),
    get("/api/ministry/issues", Who::Issuer),
    post("/api/ministry/issues", Who::Issuer),
    get("/api/ministry/issues/{batch}", Who::Issuer),
    put("/api/ministry/issues/{batch}/state", Who::Issuer),
    post("/api/ministry/replacements", Who::Issuer),
    put("/api/ministry/confirmations", Who::Issuer),
    delete("/api/ministry/confirmations/{case}", Who::Issuer),
    post("/api/ministry/annulments/preview", Who::Issuer),
    get("/api/ministry/annulments", Who::IssuerOrAuditor),
    post("/api/ministry/annulments", Who::Issuer),
    put("/api/ministry/annulments/{act}/approval", Who::Issuer),
    delete("/api/ministry/annulments/{act}/approval", Who::Issuer),
    post("/api/ministry/annulments/{act}/reinstatement", Who::Issuer),
    get("/api/ministry/notes", Who::Issuer),
    put("/api/ministry/notes/{note}/settlement", Who::Issuer),
    get("/api/ministry/audit", Who::Auditor),
    get("/api/ministry/audit.csv", Who::Auditor),
];

fn find(method: &Method, path: &str) -> Option<&'static Access> {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    ACCESS.iter().find(|access| access.method == *method && access.path == path)
}

/// Lets a request pass or answers in place of the route.
pub(crate) async fn guard(State(office): State<Office>, mut request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let Some(access) = path.and_then(|path| find(request.method(), path)) else {
        tracing::error!("a route that is not in the access table was called");
        return ProblemResponse::internal().into_response();
    };
    let mut response = match admit(&office, access, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    if access.who != Who::Public {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

async fn admit(office: &Office, access: &Access, request: &mut Request) -> Result<(), ProblemResponse> {
    let now = Arrival::of(request);
    check_origin(office, request)?;
    if access.who == Who::Public {
        return Ok(());
    }
    let token = cookie::read(office.origin(), request.headers());
    let session = match open_session(office, token, now).await? {
        Some(session) => session,
        None if access.who == Who::Anybody => return Ok(()),
        None => return Err(ProblemResponse::sign_in_required()),
    };
    office.rates.requests.check(&session.key().to_owned())?;
    let session = session.used_from(client::sealed_address(office, request.extensions(), request.headers()));
    match session.actor() {
        Some(actor) if access.who.admits(&actor.roles) => drop(request.extensions_mut().insert(actor)),
        None if matches!(access.who, Who::Anybody | Who::AnySession) => {}
        Some(_) => return Err(ProblemResponse::forbidden()),
        None => return Err(ProblemResponse::step_required()),
    }
    if !is_look(access) {
        office.unit.mark_used(&session, now).await.map_err(|error| ProblemResponse::unavailable(&error))?;
    }
    request.extensions_mut().insert(session);
    Ok(())
}

async fn open_session(
    office: &Office,
    token: Option<Token>,
    now: Timestamp,
) -> Result<Option<OpenSession>, ProblemResponse> {
    let Some(token) = token else { return Ok(None) };
    office.unit.session(&token, now).await.map_err(|error| ProblemResponse::unavailable(&error))
}

/// A page that looks how long its session lasts does not make it last.
fn is_look(access: &Access) -> bool {
    access.method == Method::GET && access.path == "/api/session"
}

/// A request that may change something has to come from a page of ours. Browsers
/// say where it comes from, and no page can make them say otherwise.
fn check_origin(office: &Office, request: &Request) -> Result<(), ProblemResponse> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(());
    }
    let text = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    // HTTP/2 names the host in the address.
    let host = request.uri().authority().map(|authority| authority.as_str()).or_else(|| text(header::HOST));
    let is_ours = text(header::ORIGIN).is_some_and(|origin| office.origin().admits(origin, host));
    if is_ours { Ok(()) } else { Err(ProblemResponse::foreign_origin()) }
}

impl<S: Sync> FromRequestParts<S> for Actor {
    type Rejection = ProblemResponse;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ProblemResponse> {
        parts.extensions.get().cloned().ok_or_else(ProblemResponse::sign_in_required)
    }
}
