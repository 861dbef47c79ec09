//! Cookies, tokens, and when a session ends.

use api::Arrival;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use certificate::api::{ProblemKind, Role, Session};
use tower::ServiceExt as _;

use super::{
    super::{
        browser::{Browser, PASSWORD, UNHURRIED, account, officer},
        support::now,
    },
    TestUnit, check_problem, with_school,
};

/// `Set-Cookie` of a sign-in at a server with this origin.
async fn cookie_line(origin: &str) -> String {
    let test = TestUnit::configured(&format!("origin = \"{origin}\"\n")).await;
    account(&test, "teacher", &[Role::Teacher]).await;
    let mut browser = Browser::new(&test).await;
    browser.origin = Some(origin.to_owned());
    let answer = browser.give_password("teacher", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(browser.has_session().await);
    answer.headers[header::SET_COOKIE].to_str().unwrap().to_owned()
}

#[track_caller]
fn check_line(line: &str, name: &str, attributes: &[&str]) {
    let mut parts = line.split("; ");
    let (key, token) = parts.next().unwrap().split_once('=').unwrap();
    assert_eq!(key, name);
    assert_eq!(token.len(), 64, "256 bits");
    let mut found: Vec<_> = parts.collect();
    found.sort_unstable();
    assert_eq!(found, attributes);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_tls_the_cookie_is_bound_to_the_host() {
    let line = cookie_line("https://dcert.example").await;
    check_line(&line, "__Host-dcert-session", &["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demonstration_without_tls_has_a_plain_cookie() {
    let line = cookie_line("http://127.0.0.1:8080").await;
    check_line(&line, "dcert-session", &["HttpOnly", "Path=/", "SameSite=Strict"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_tls_the_plain_cookie_does_not_count() {
    let test = TestUnit::configured("origin = \"https://dcert.example\"\n").await;
    account(&test, "teacher", &[Role::Teacher]).await;
    let mut browser = Browser::new(&test).await;
    browser.origin = Some("https://dcert.example".to_owned());
    browser.give_password("teacher", PASSWORD).await;
    browser.cookie = browser.cookie.map(|cookie| cookie.replace("__Host-", ""));
    assert!(!browser.has_session().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_found_among_others() {
    let (_test, mut browser) = with_school().await;
    browser.sign_in("school").await;
    browser.cookie = browser.cookie.map(|cookie| format!("a=b; xdcert-session=no; {cookie}; c"));
    assert!(browser.has_session().await);
    browser.cookie = Some("dcert-session=; dcert-session".to_owned());
    assert_eq!(browser.get("/api/session").await.json::<Option<Session>>(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_fifteen_minutes_without_a_request() {
    let (_test, mut browser) = with_school().await;
    browser.sign_in("school").await;
    browser.wait(15 * 60 - 1);
    assert!(browser.has_session().await);
    browser.wait(1);
    assert_eq!(browser.get("/api/session").await.json::<Option<Session>>(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_prolong_a_session_and_a_look_at_it_does_not() {
    let (_test, mut browser) = with_school().await;
    let first = browser.sign_in("school").await;
    browser.wait(600);
    let looked: Session = browser.get("/api/session").await.json();
    assert_eq!(looked.idle_until, first.idle_until);
    // Any other request of the session, whatever comes of it.
    browser.post("/api/session/second-factor", &serde_json::json!({})).await;
    let used: Session = browser.get("/api/session").await.json();
    assert_eq!(used.idle_until.unix(), browser.at.unix() + 900);
    browser.wait(600);
    assert!(browser.has_session().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_does_not_prolong_a_session() {
    let (_test, mut browser) = with_school().await;
    let first = browser.sign_in("school").await;
    browser.wait(600);
    let mut foreign = browser.clone();
    foreign.origin = Some("https://evil.example".to_owned());
    let answer = foreign.post("/api/session/second-factor", &serde_json::json!({})).await;
    check_problem(&answer, ProblemKind::ForeignOrigin);
    let looked: Session = browser.get("/api/session").await.json();
    assert_eq!(looked.idle_until, first.idle_until);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_eight_hours_whatever_happens_in_it() {
    let (_test, mut browser) = with_school().await;
    let session = browser.sign_in("school").await;
    for _ in 0..47 {
        browser.wait(600);
        browser.post("/api/session/second-factor", &serde_json::json!({})).await;
    }
    browser.wait(599);
    let last: Session = browser.get("/api/session").await.json();
    assert_eq!(last.ends_at, session.ends_at);
    assert_eq!(last.idle_until, session.ends_at, "the idle time ends with the session");
    browser.wait(1);
    assert!(!browser.has_session().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_idle_time_is_a_setting() {
    let test = TestUnit::configured("[access]\nidle_minutes = 5\n").await;
    account(&test, "teacher", &[Role::Teacher]).await;
    let mut browser = Browser::new(&test).await;
    browser.sign_in("teacher").await;
    browser.wait(5 * 60 - 1);
    assert!(browser.has_session().await);
    browser.wait(1);
    assert!(!browser.has_session().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_outlives_the_process_that_opened_it() {
    let (test, mut browser) = with_school().await;
    browser.sign_in("school").await;
    let mut at_another = Browser::new(&test).await;
    at_another.cookie.clone_from(&browser.cookie);
    assert!(at_another.has_session().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_gives_a_new_token_and_ends_the_old_one() {
    let test = TestUnit::configured(UNHURRIED).await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    let mut browser = Browser::new(&test).await;
    browser.cookie = Some(format!("dcert-session={}", "0".repeat(64)));
    browser.give_password("issuer", PASSWORD).await;
    let half = browser.clone();
    assert_ne!(half.cookie, Some(format!("dcert-session={}", "0".repeat(64))), "no token from outside");
    browser.give_code(super::super::browser::SECRET).await;
    let mut with_code = browser.clone();
    assert_ne!(half.cookie, browser.cookie);
    assert!(!half.clone().has_session().await);
    browser.change_password(PASSWORD, "Second-1234-word").await;
    assert_ne!(with_code.cookie, browser.cookie);
    assert!(!with_code.has_session().await);
    assert!(browser.has_session().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_and_takes_the_cookie() {
    let (_test, mut browser) = with_school().await;
    browser.sign_in("school").await;
    let mut thief = browser.clone();
    assert_eq!(browser.delete("/api/session").await.status, StatusCode::NO_CONTENT);
    assert_eq!(browser.cookie, None);
    assert!(!thief.has_session().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_anew_ends_the_session_that_the_browser_had() {
    let (test, mut browser) = with_school().await;
    account(&test, "teacher", &[Role::Teacher]).await;
    browser.sign_in("school").await;
    let mut before = browser.clone();
    browser.sign_in("teacher").await;
    assert!(!before.has_session().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn ended_sessions_do_not_stay_in_the_database() {
    use sqlx::Row as _;
    let (test, mut browser) = with_school().await;
    for _ in 0..3 {
        browser.other().sign_in("school").await;
    }
    browser.wait(16 * 60);
    browser.sign_in("school").await;
    let row = sqlx::query("select count(*) from session").fetch_one(&mut test.connect().await).await.unwrap();
    assert_eq!(row.get::<i64, _>(0), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_2_the_host_is_in_the_address() {
    let test = TestUnit::configured(UNHURRIED).await;
    account(&test, "teacher", &[Role::Teacher]).await;
    let router = api::router(std::sync::Arc::new(test.second_process().await), None);
    let body = serde_json::json!({ "account": "teacher", "password": PASSWORD }).to_string();
    for (origin, expected) in
        [("http://localhost:9", StatusCode::OK), ("http://localhost:10", StatusCode::FORBIDDEN)]
    {
        let request = Request::post("http://localhost:9/api/session")
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, "application/json")
            .extension(Arrival(now()))
            .body(Body::from(body.clone()))
            .unwrap();
        assert_eq!(router.clone().oneshot(request).await.unwrap().status(), expected, "{origin}");
    }
}
