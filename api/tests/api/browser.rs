//! Somebody in front of a browser: keeps the cookie, sends the origin, has a clock.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use api::{Arrival, FirstPassword, IssuingUnit, NewAccount, router};
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, HeaderName, Request, StatusCode, header},
};
use certificate::{
    IdentityNumber, Timestamp,
    api::{Problem, ProblemKind, Role, Session},
};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{
    processes,
    support::{TestUnit, now},
};

pub(super) const ORIGIN: &str = "http://127.0.0.1:8080";
pub(super) const PASSWORD: &str = "Sample-1234-word";
/// In Base32, of the second factor of [`officer`].
pub(super) const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Limits on requests that no test meets by accident.
pub(super) const UNHURRIED: &str = "[access]\nsign_ins_per_minute = 10000\nrequests_per_minute = 100000\n";

/// Where the requests go.
#[derive(Clone)]
enum Server {
    Here(Router),
    /// `api serve`
    Process(SocketAddr),
}

/// Whoever sits there.
#[derive(Clone)]
pub(super) struct Browser {
    server: Server,
    /// Name and value.
    pub(super) cookie: Option<String>,
    pub(super) at: Timestamp,
    pub(super) address: SocketAddr,
    pub(super) origin: Option<String>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub(super) fn json<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{}", self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The kind of the problem, if it is one.
    pub(super) fn problem(&self) -> Option<ProblemKind> {
        let is_problem =
            self.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
        is_problem.then(|| serde_json::from_slice::<Problem>(&self.body).unwrap().kind)
    }

    /// The fields that a problem names.
    pub(super) fn fields(&self) -> Vec<String> {
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        problem.fields.into_iter().map(|field| field.field).collect()
    }

    pub(super) fn text(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}

impl Browser {
    /// At a server of its own process.
    pub(super) async fn new(test: &TestUnit) -> Self {
        let server = Server::Here(router(Arc::new(test.second_process().await), None));
        let address = "192.0.2.1:50000".parse().unwrap();
        Self { server, cookie: None, at: now(), address, origin: Some(ORIGIN.to_owned()) }
    }

    /// At a server that is a process; it has a clock of its own.
    pub(super) fn at_process(process: SocketAddr) -> Self {
        let (at, address) = (processes::wall_clock(), process);
        let origin = Some(ORIGIN.to_owned());
        Self { server: Server::Process(process), cookie: None, at, address, origin }
    }

    /// The same person at another such server.
    pub(super) fn moved_to(&self, process: SocketAddr) -> Self {
        Self { server: Server::Process(process), ..self.clone() }
    }

    /// The same person at another server.
    pub(super) fn at_server(&self, unit: Arc<IssuingUnit>) -> Self {
        Self { server: Server::Here(router(unit, None)), ..self.clone() }
    }

    /// Somebody else at the same server.
    pub(super) fn other(&self) -> Self {
        Self { cookie: None, ..self.clone() }
    }

    pub(super) fn wait(&mut self, seconds: u64) {
        self.at = self.at.after(Duration::from_secs(seconds));
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, Body::empty(), &[]).await
    }

    pub(super) async fn delete(&mut self, path: &str) -> Answer {
        self.send("DELETE", path, Body::empty(), &[]).await
    }

    pub(super) async fn put(&mut self, path: &str, body: &Value) -> Answer {
        self.json("PUT", path, body).await
    }

    pub(super) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.json("POST", path, body).await
    }

    pub(super) async fn json(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, body.to_string().into(), &[(header::CONTENT_TYPE, "application/json")]).await
    }

    pub(super) async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: Body,
        headers: &[(HeaderName, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8080");
        request = request.extension(Arrival(self.at)).extension(ConnectInfo(self.address));
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(origin) = self.origin.as_ref().filter(|_| method != "GET" && method != "HEAD") {
            request = request.header(header::ORIGIN, origin);
        }
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let request = request.body(body).unwrap();
        let answer = match &self.server {
            Server::Here(router) => {
                let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
                let body = body.collect().await.unwrap().to_bytes().to_vec();
                Answer { status: parts.status, headers: parts.headers, body }
            }
            Server::Process(address) => processes::exchange(*address, request).await,
        };
        self.keep_cookie(&answer.headers);
        answer
    }

    fn keep_cookie(&mut self, headers: &HeaderMap) {
        if let Some(line) = headers.get(header::SET_COOKIE).map(|line| line.to_str().unwrap()) {
            let (pair, attributes) = line.split_once(';').unwrap();
            self.cookie = (!attributes.contains("Max-Age=0")).then(|| pair.to_owned());
        }
    }

    /// The first step.
    pub(super) async fn give_password(&mut self, account: &str, password: &str) -> Answer {
        self.post("/api/session", &json!({ "account": account, "password": password })).await
    }

    /// The second factor of this instant.
    pub(super) async fn give_code(&mut self, secret: &str) -> Answer {
        let code = code(secret, self.at);
        self.put("/api/session/second-factor", &json!({ "code": code })).await
    }

    pub(super) async fn change_password(&mut self, current: &str, new: &str) -> Answer {
        self.put("/api/session/password", &json!({ "current": current, "new": new })).await
    }

    /// Every step of an account made by [`account`] or [`officer`].
    pub(super) async fn sign_in(&mut self, account: &str) -> Session {
        let mut session: Session = self.give_password(account, PASSWORD).await.json();
        if session.next_step.is_some() {
            session = self.give_code(SECRET).await.json();
        }
        assert_eq!(session.next_step, None, "{account} has signed in");
        session
    }

    /// Whether there is a session.
    pub(super) async fn has_session(&mut self) -> bool {
        self.get("/api/session").await.json::<Option<Session>>().is_some()
    }
}

/// What an authenticator shows.
pub(super) fn code(secret: &str, at: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(at.unix().try_into().unwrap()).to_string()
}

pub(super) fn school(code: &str) -> Role {
    Role::School { code: code.to_owned() }
}

fn new_account(name: &str, roles: &[Role]) -> NewAccount {
    let is_teacher = roles.contains(&Role::Teacher);
    NewAccount {
        name: name.to_owned(),
        roles: roles.to_vec(),
        identity_number: is_teacher.then(|| "F120000011".parse::<IdentityNumber>().unwrap()),
        password: FirstPassword::Kept(PASSWORD.to_owned()),
        totp_secret: None,
    }
}

/// An account that signs in with [`PASSWORD`].
pub(super) async fn account(test: &TestUnit, name: &str, roles: &[Role]) {
    account_since(test, name, roles, now()).await;
}

/// The same, made at some instant.
pub(super) async fn account_since(test: &TestUnit, name: &str, roles: &[Role], since: Timestamp) {
    test.unit.add_account(new_account(name, roles), since).await.unwrap();
}

/// An account that signs in with [`PASSWORD`] and a code of [`SECRET`].
pub(super) async fn officer(test: &TestUnit, name: &str, roles: &[Role]) {
    officer_since(test, name, roles, now()).await;
}

/// The same, made at some instant.
pub(super) async fn officer_since(test: &TestUnit, name: &str, roles: &[Role], since: Timestamp) {
    let new = NewAccount { totp_secret: Some(SECRET.to_owned()), ..new_account(name, roles) };
    test.unit.add_account(new, since).await.unwrap();
}

/// An account as an administrator makes it; returns the first password.
pub(super) async fn fresh(test: &TestUnit, name: &str, roles: &[Role]) -> String {
    let new = NewAccount { password: FirstPassword::Random, ..new_account(name, roles) };
    test.unit.add_account(new, now()).await.unwrap().unwrap()
}
