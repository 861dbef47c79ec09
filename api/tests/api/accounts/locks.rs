//! Refused attempts: one answer for all of them, and a lock after five.

use axum::http::StatusCode;
use certificate::api::{ProblemKind, Role};
use serde_json::json;

use super::{
    super::browser::{Browser, PASSWORD, SECRET, UNHURRIED, account, code, officer},
    TestUnit, check_problem, check_step, with_school,
};

const WRONG: &str = "Wrong-1234-word";
const QUARTER: u64 = 15 * 60;

async fn fail(browser: &mut Browser, account: &str, times: usize) {
    for _ in 0..times {
        check_problem(&browser.give_password(account, WRONG).await, ProblemKind::SignInRefused);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_failures_lock_an_account_for_fifteen_minutes() {
    let (_test, mut browser) = with_school().await;
    fail(&mut browser, "school", 5).await;
    check_problem(&browser.give_password("school", PASSWORD).await, ProblemKind::SignInRefused);
    browser.wait(QUARTER - 1);
    check_problem(&browser.give_password("school", PASSWORD).await, ProblemKind::SignInRefused);
    browser.wait(1);
    check_step(&browser.give_password("school", PASSWORD).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn four_failures_are_forgotten_by_a_sign_in() {
    let (_test, mut browser) = with_school().await;
    for _ in 0..3 {
        fail(&mut browser, "school", 4).await;
        browser.sign_in("school").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_at_a_locked_account_do_not_prolong_the_lock() {
    let (_test, mut browser) = with_school().await;
    fail(&mut browser, "school", 5).await;
    browser.wait(QUARTER - 1);
    fail(&mut browser, "school", 20).await;
    browser.wait(1);
    check_step(&browser.give_password("school", PASSWORD).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_lock_there_are_five_new_attempts() {
    let (_test, mut browser) = with_school().await;
    fail(&mut browser, "school", 5).await;
    browser.wait(QUARTER);
    fail(&mut browser, "school", 4).await;
    check_step(&browser.give_password("school", PASSWORD).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_concerns_one_account_and_no_open_session() {
    let (test, mut browser) = with_school().await;
    account(&test, "teacher", &[Role::Teacher]).await;
    browser.sign_in("school").await;
    let mut stranger = browser.other();
    fail(&mut stranger, "school", 5).await;
    assert!(browser.has_session().await, "a stranger cannot throw somebody out");
    stranger.sign_in("teacher").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_the_same_time_count_like_one_after_the_other() {
    let (_test, browser) = with_school().await;
    let guesses = (0..12).map(|_| {
        let mut guesser = browser.other();
        tokio::spawn(async move { guesser.give_password("school", WRONG).await.status })
    });
    for guess in guesses.collect::<Vec<_>>() {
        assert_eq!(guess.await.unwrap(), StatusCode::UNAUTHORIZED);
    }
    check_problem(&browser.other().give_password("school", PASSWORD).await, ProblemKind::SignInRefused);
}

/// Accounts of which each is refused for another reason.
async fn with_everybody_refused() -> (TestUnit, Browser, [(&'static str, &'static str); 4]) {
    let (test, mut browser) = with_school().await;
    for name in ["locked", "disabled"] {
        account(&test, name, &[Role::Teacher]).await;
    }
    test.unit.disable_account("disabled", browser.at).await.unwrap();
    fail(&mut browser, "locked", 5).await;
    let attempts = [("school", WRONG), ("unknown", PASSWORD), ("locked", PASSWORD), ("disabled", PASSWORD)];
    (test, browser, attempts)
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_unknown_locked_and_disabled_look_the_same() {
    let (_test, mut browser, attempts) = with_everybody_refused().await;
    let mut answers = Vec::new();
    for (account, password) in attempts {
        let answer = browser.give_password(account, password).await;
        check_problem(&answer, ProblemKind::SignInRefused);
        answers.push((answer.status, answer.headers, answer.body));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_attempt_costs_one_hash_whether_the_account_exists_or_not() {
    let (test, browser, attempts) = with_everybody_refused().await;
    let unit = std::sync::Arc::new(test.second_process().await);
    let mut browser = browser.at_server(std::sync::Arc::clone(&unit));
    for (account, password) in attempts.into_iter().chain([("school", PASSWORD)]) {
        let before = unit.password_hashes_computed();
        browser.give_password(account, password).await;
        assert_eq!(unit.password_hashes_computed() - before, 1, "{account}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_cannot_be_guessed_with_the_password_at_hand() {
    let test = TestUnit::configured(UNHURRIED).await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    let mut browser = Browser::new(&test).await;
    let right = code(SECRET, browser.at);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        // A right password in between does not forgive wrong codes.
        browser.give_password("issuer", PASSWORD).await.json::<certificate::api::Session>();
        let answer = browser.put("/api/session/second-factor", &json!({ "code": wrong })).await;
        check_problem(&answer, ProblemKind::SignInRefused);
    }
    check_problem(&browser.give_code(SECRET).await, ProblemKind::SignInRequired);
    check_problem(&browser.give_password("issuer", PASSWORD).await, ProblemKind::SignInRefused);
    browser.wait(QUARTER);
    browser.sign_in("issuer").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_code_is_refused_while_the_account_is_locked() {
    let test = TestUnit::configured(UNHURRIED).await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    let mut browser = Browser::new(&test).await;
    browser.give_password("issuer", PASSWORD).await.json::<certificate::api::Session>();
    fail(&mut browser.other(), "issuer", 5).await;
    check_problem(&browser.give_code(SECRET).await, ProblemKind::SignInRefused);
    assert_ne!(browser.get("/api/school/cases").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_took_over_a_session_cannot_guess_the_password_in_it() {
    let (_test, mut browser) = with_school().await;
    browser.sign_in("school").await;
    for _ in 0..5 {
        let answer = browser.change_password(WRONG, "Another-1234-word").await;
        check_problem(&answer, ProblemKind::Invalid);
        assert_eq!(answer.fields(), ["current"]);
    }
    check_problem(&browser.change_password(PASSWORD, "Another-1234-word").await, ProblemKind::SignInRequired);
    check_problem(&browser.give_password("school", PASSWORD).await, ProblemKind::SignInRefused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_account_tells_nothing_about_its_password_in_a_session() {
    let (_test, mut browser) = with_school().await;
    browser.sign_in("school").await;
    fail(&mut browser.other(), "school", 5).await;
    for current in [WRONG, PASSWORD] {
        let answer = browser.change_password(current, "Another-1234-word").await;
        check_problem(&answer, ProblemKind::SignInRefused);
    }
}
