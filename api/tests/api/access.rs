//! The table of all routes, walked as everybody.

use api::{ACCESS, Access, Who, served_routes};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use certificate::api::{ProblemKind, Role};
use serde_json::json;

use super::{
    browser::{Browser, PASSWORD, UNHURRIED, account, officer, school},
    support::TestUnit,
};

/// Who stands before a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Visitor {
    Nobody,
    /// Gave the password of an account with every role, and no code.
    HalfWay,
    Teacher,
    School,
    Issuer,
    Auditor,
    Everything,
}

impl Visitor {
    const ALL: [Self; 7] = [
        Self::Nobody,
        Self::HalfWay,
        Self::Teacher,
        Self::School,
        Self::Issuer,
        Self::Auditor,
        Self::Everything,
    ];

    const fn account(self) -> &'static str {
        match self {
            Self::Nobody => "",
            Self::HalfWay | Self::Everything => "everything",
            Self::Teacher => "teacher",
            Self::School => "school",
            Self::Issuer => "issuer",
            Self::Auditor => "auditor",
        }
    }

    async fn arrive(self, browser: &mut Browser) {
        // A code counts once, and the next one comes after half a minute.
        browser.wait(30);
        match self {
            Self::Nobody => browser.cookie = None,
            Self::HalfWay => {
                let half = browser.give_password(self.account(), PASSWORD).await;
                assert_eq!(half.status, StatusCode::OK);
            }
            _ => drop(browser.sign_in(self.account()).await),
        }
    }
}

/// The whole rule, written a second time: what a visitor of a route is told.
fn expected(who: Who, visitor: Visitor) -> Option<ProblemKind> {
    use Visitor::{Auditor, Everything, HalfWay, Issuer, Nobody, School, Teacher};
    match (visitor, who) {
        (_, Who::Public | Who::Anybody) => None,
        (Nobody, _) => Some(ProblemKind::SignInRequired),
        (_, Who::AnySession) => None,
        (HalfWay, _) => Some(ProblemKind::StepRequired),
        (_, Who::SignedIn) | (Everything, _) => None,
        (Teacher, Who::Teacher) | (School, Who::School) => None,
        (Issuer, Who::Issuer | Who::IssuerOrAuditor) => None,
        (Auditor, Who::Auditor | Who::IssuerOrAuditor) => None,
        (Teacher | School | Issuer | Auditor, _) => Some(ProblemKind::Forbidden),
    }
}

fn line(method: &Method, path: &str) -> String {
    format!("{method} {path}")
}

/// The path with something in every place.
fn concrete(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "0123".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

async fn with_everybody() -> (TestUnit, Browser) {
    let test = TestUnit::configured(UNHURRIED).await;
    account(&test, "teacher", &[Role::Teacher]).await;
    account(&test, "school", &[school("9901")]).await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    officer(&test, "auditor", &[Role::Auditor]).await;
    let everything = [Role::Teacher, school("9901"), Role::Issuer, Role::Auditor];
    officer(&test, "everything", &everything).await;
    let browser = Browser::new(&test).await;
    (test, browser)
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let mut rows: Vec<_> = ACCESS.iter().map(|row| line(&row.method, row.path)).collect();
    let mut routes: Vec<_> = served_routes().iter().map(|(method, path)| line(method, path)).collect();
    rows.sort();
    routes.sort();
    assert_eq!(routes, rows);
    let mut distinct = rows.clone();
    distinct.dedup();
    assert_eq!(distinct, rows, "every row is there once");
}

#[test]
fn only_what_names_no_person_is_public() {
    let public: Vec<_> = ACCESS.iter().filter(|row| row.who == Who::Public).map(|row| row.path).collect();
    let expected = [
        "/status/1",
        "/anchors",
        "/announcements",
        "/healthz",
        "/readyz",
        "/api/openapi.json",
        "/api/session",
    ];
    assert_eq!(public, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_whom_the_table_names_and_nobody_else() {
    let (_test, mut browser) = with_everybody().await;
    for visitor in Visitor::ALL {
        visitor.arrive(&mut browser).await;
        for access in &ACCESS {
            let told = visit(&mut browser, access).await;
            assert_eq!(
                told,
                expected(access.who, visitor),
                "{} as {visitor:?}",
                line(&access.method, access.path)
            );
            if access.method == Method::DELETE && access.path == "/api/session" {
                visitor.arrive(&mut browser).await;
            }
        }
    }
}

/// What keeps the visitor out, if anything does.
async fn visit(browser: &mut Browser, access: &Access) -> Option<ProblemKind> {
    let answer = browser.json(access.method.as_str(), &concrete(access.path), &json!({})).await;
    let keeps_out = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    if access.who != Who::Public {
        assert_eq!(answer.headers["cache-control"], "no-store", "{}", line(&access.method, access.path));
    }
    keeps_out.then(|| answer.problem().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_that_changes_something_answers_another_site() {
    let (_test, mut browser) = with_everybody().await;
    Visitor::Everything.arrive(&mut browser).await;
    let changing = |row: &&Access| row.method != Method::GET;
    let foreign = ["https://evil.example", "null", "http://evil.example:8080", "https://127.0.0.1:8080"];
    for origin in foreign.map(|origin| Some(origin.to_owned())).into_iter().chain([None]) {
        browser.origin.clone_from(&origin);
        for access in ACCESS.iter().filter(changing) {
            let told = visit(&mut browser, access).await;
            let place = line(&access.method, access.path);
            assert_eq!(told, Some(ProblemKind::ForeignOrigin), "{place} from {origin:?}");
        }
    }
    assert!(browser.has_session().await, "reading needs no origin, and nothing was changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn head_is_guarded_like_get() {
    let (_test, mut browser) = with_everybody().await;
    let answer = browser.send("HEAD", "/api/teacher/certificates", Body::empty(), &[]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    Visitor::Teacher.arrive(&mut browser).await;
    let answer = browser.send("HEAD", "/api/teacher/certificates", Body::empty(), &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_as_large_as_its_row_allows() {
    let (_test, mut browser) = with_everybody().await;
    let large = json!({ "account": "a".repeat(70_000), "password": "" });
    let answer = browser.post("/api/session", &large).await;
    assert_eq!(answer.problem(), Some(ProblemKind::TooLarge));

    browser.sign_in("issuer").await;
    let answer = browser.post("/api/ministry/imports?dry_run=true", &large).await;
    assert_ne!(answer.problem(), Some(ProblemKind::TooLarge), "{}", answer.text());
    let larger = [(header::CONTENT_LENGTH, "67108865")];
    let answer = browser.send("POST", "/api/ministry/imports", Body::empty(), &larger).await;
    assert_eq!(answer.problem(), Some(ProblemKind::TooLarge));
    let others = ACCESS.iter().filter(|row| row.path != "/api/ministry/imports");
    assert!(others.map(|row| row.max_body).all(|bytes| bytes == 64 << 10));
}
