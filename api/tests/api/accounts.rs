//! Signing in: passwords, locks, sessions, the second factor, limits.

mod locks;
mod passwords;
mod second_factors;
mod secrets;
mod sessions;
mod trail;

use axum::http::{StatusCode, header};
use certificate::api::{ProblemKind, Role, SignInStep};

use super::{
    browser::{Answer, Browser, PASSWORD, UNHURRIED, account},
    support::TestUnit,
};

/// A server that nobody asks too often, with one account of a school.
async fn with_school() -> (TestUnit, Browser) {
    let test = TestUnit::configured(UNHURRIED).await;
    account(&test, "school", &[super::browser::school("9901")]).await;
    let browser = Browser::new(&test).await;
    (test, browser)
}

#[track_caller]
fn check_problem(answer: &Answer, expected: ProblemKind) {
    assert_eq!(answer.problem(), Some(expected), "{}", answer.text());
}

#[track_caller]
fn check_step(answer: &Answer, expected: Option<SignInStep>) {
    let session: certificate::api::Session = answer.json();
    assert_eq!(session.next_step, expected);
    assert_eq!(session.roles.is_empty(), expected.is_some(), "roles are told at the end");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_learns_the_roles_and_the_end_of_the_session() {
    let (_test, mut browser) = with_school().await;
    let session = browser.sign_in("school").await;
    assert_eq!(session.account, "school");
    assert_eq!(session.roles, [super::browser::school("9901")]);
    assert_eq!(session.idle_until.unix() - browser.at.unix(), 15 * 60);
    assert_eq!(session.ends_at.unix() - browser.at.unix(), 8 * 3600);
    let again: certificate::api::Session = browser.get("/api/session").await.json();
    assert_eq!(again, session);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_of_an_account_may_be_typed_in_capitals() {
    let (_test, mut browser) = with_school().await;
    check_step(&browser.give_password(" School ", PASSWORD).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_a_sign_in_is_a_problem_that_quotes_nothing() {
    let (_test, mut browser) = with_school().await;
    for body in [
        serde_json::json!({ "account": "school" }),
        serde_json::json!({ "account": "school", "password": "secret-word", "more": 1 }),
        serde_json::json!("secret-word"),
    ] {
        let answer = browser.post("/api/session", &body).await;
        check_problem(&answer, ProblemKind::Invalid);
        assert!(!answer.text().contains("secret-word"));
    }
    let form = [(header::CONTENT_TYPE, "application/x-www-form-urlencoded")];
    let answer = browser.send("POST", "/api/session", "account=school".into(), &form).await;
    check_problem(&answer, ProblemKind::Invalid);
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_from_one_address_are_limited_and_others_are_not_concerned() {
    let test = TestUnit::configured("[access]\nsign_ins_per_minute = 3\n").await;
    account(&test, "teacher", &[Role::Teacher]).await;
    let mut browser = Browser::new(&test).await;
    for _ in 0..3 {
        check_problem(&browser.give_password("nobody", PASSWORD).await, ProblemKind::SignInRefused);
    }
    let answer = browser.give_password("teacher", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    check_problem(&answer, ProblemKind::TooManyRequests);
    let seconds: u64 = answer.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=21).contains(&seconds), "one more sign-in in a third of a minute: {seconds}");
    let mut other = browser.other();
    other.address = "192.0.2.2:50000".parse().unwrap();
    check_step(&other.give_password("teacher", PASSWORD).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_of_one_session_are_limited_and_others_are_not_concerned() {
    let test = TestUnit::configured("[access]\nrequests_per_minute = 3\n").await;
    account(&test, "teacher", &[Role::Teacher]).await;
    let mut browser = Browser::new(&test).await;
    let mut other = browser.other();
    browser.sign_in("teacher").await;
    other.sign_in("teacher").await;
    for _ in 0..3 {
        assert!(browser.has_session().await);
    }
    let answer = browser.get("/api/session").await;
    check_problem(&answer, ProblemKind::TooManyRequests);
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
    assert!(other.has_session().await);
}
