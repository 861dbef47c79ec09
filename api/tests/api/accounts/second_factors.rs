//! Time-based codes: who needs one, how it is set up, and that it counts once.

use api::FirstPassword;
use certificate::api::{Enrolment, ProblemKind, Role, SignInStep};
use serde_json::json;

use super::{
    super::browser::{Browser, PASSWORD, SECRET, UNHURRIED, account, code, fresh, officer, school},
    TestUnit, check_problem, check_step,
};

const FACTOR: &str = "/api/session/second-factor";

async fn server() -> (TestUnit, Browser) {
    let test = TestUnit::configured(UNHURRIED).await;
    let browser = Browser::new(&test).await;
    (test, browser)
}

async fn offered(browser: &mut Browser) -> Enrolment {
    browser.post(FACTOR, &json!({})).await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn issuer_and_auditor_need_a_second_factor_and_others_do_not() {
    let (test, mut browser) = server().await;
    for (name, roles, step) in [
        ("teacher", vec![Role::Teacher], None),
        ("school", vec![school("9901")], None),
        ("issuer", vec![Role::Issuer], Some(SignInStep::SecondFactorEnrolment)),
        ("auditor", vec![Role::Auditor], Some(SignInStep::SecondFactorEnrolment)),
        ("both", vec![Role::Teacher, Role::Auditor], Some(SignInStep::SecondFactorEnrolment)),
    ] {
        account(&test, name, &roles).await;
        check_step(&browser.give_password(name, PASSWORD).await, step);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_sets_the_factor_up_and_changes_the_password_at_the_first_sign_in() {
    let (test, mut browser) = server().await;
    let first = fresh(&test, "issuer", &[Role::Issuer]).await;
    let step = Some(SignInStep::SecondFactorEnrolment);
    check_step(&browser.give_password("issuer", &first).await, step);
    check_problem(&browser.change_password(&first, PASSWORD).await, ProblemKind::StepRequired);
    let enrolment = offered(&mut browser).await;
    check_step(&browser.give_code(&enrolment.secret).await, Some(SignInStep::PasswordChange));
    check_step(&browser.change_password(&first, PASSWORD).await, None);

    let mut later = browser.other();
    later.wait(60);
    check_step(&later.give_password("issuer", PASSWORD).await, Some(SignInStep::SecondFactor));
    check_step(&later.give_code(&enrolment.secret).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_offer_is_what_an_authenticator_reads() {
    let (test, mut browser) = server().await;
    account(&test, "issuer", &[Role::Issuer]).await;
    browser.give_password("issuer", PASSWORD).await;
    let enrolment = offered(&mut browser).await;
    let secret = &enrolment.secret;
    assert_eq!(secret.len(), 32, "160 bits in Base32");
    let uri =
        format!("otpauth://totp/dcert:issuer?secret={secret}&issuer=dcert&algorithm=SHA1&digits=6&period=30");
    assert_eq!(enrolment.uri, uri);
    assert!(enrolment.qr_code.contains("<svg") && enrolment.qr_code.ends_with("</svg>"));
    assert_ne!(&offered(&mut browser).await.secret, secret, "a secret is told once");
    check_problem(&browser.give_code(secret).await, ProblemKind::Invalid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_first_code_sets_nothing_up() {
    let (test, mut browser) = server().await;
    account(&test, "issuer", &[Role::Issuer]).await;
    browser.give_password("issuer", PASSWORD).await;
    check_problem(&browser.give_code(SECRET).await, ProblemKind::Conflict);
    let secret = offered(&mut browser).await.secret;
    for wrong in ["", "12345", "abcdef", "１２３４５６"] {
        let answer = browser.put(FACTOR, &json!({ "code": wrong })).await;
        check_problem(&answer, ProblemKind::Invalid);
        assert_eq!(answer.fields(), ["code"]);
    }
    let step = Some(SignInStep::SecondFactorEnrolment);
    check_step(&browser.give_password("issuer", PASSWORD).await, step);
    check_step(&browser.give_code(&secret).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_counts_once() {
    let (test, mut browser) = server().await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    browser.sign_in("issuer").await;
    let mut thief = browser.other();
    thief.give_password("issuer", PASSWORD).await;
    check_problem(&thief.give_code(SECRET).await, ProblemKind::SignInRefused);
    thief.wait(30);
    check_step(&thief.give_code(SECRET).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_that_set_the_factor_up_does_not_sign_in_again() {
    let (test, mut browser) = server().await;
    account(&test, "issuer", &[Role::Issuer]).await;
    browser.give_password("issuer", PASSWORD).await;
    let secret = offered(&mut browser).await.secret;
    check_step(&browser.give_code(&secret).await, None);
    check_step(&browser.give_password("issuer", PASSWORD).await, Some(SignInStep::SecondFactor));
    check_problem(&browser.give_code(&secret).await, ProblemKind::SignInRefused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_older_than_one_that_was_used_is_refused() {
    let (test, mut browser) = server().await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    let older = code(SECRET, browser.at);
    browser.wait(30);
    browser.sign_in("issuer").await;
    browser.give_password("issuer", PASSWORD).await;
    check_problem(&browser.put(FACTOR, &json!({ "code": older })).await, ProblemKind::SignInRefused);
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_may_differ_by_half_a_minute() {
    let (test, mut browser) = server().await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    let (mut early, mut late, mut lost) = (browser.clone(), browser.clone(), browser.clone());
    early.wait(0);
    late.wait(30);
    lost.wait(60);
    let behind = code(SECRET, browser.at);
    browser.wait(30);
    browser.give_password("issuer", PASSWORD).await;
    check_step(&browser.put(FACTOR, &json!({ "code": behind })).await, None);
    browser.give_password("issuer", PASSWORD).await;
    check_step(&browser.put(FACTOR, &json!({ "code": code(SECRET, lost.at) })).await, None);
    browser.wait(60);
    browser.give_password("issuer", PASSWORD).await;
    let two_ahead = {
        let mut clock = browser.clone();
        clock.wait(60);
        code(SECRET, clock.at)
    };
    check_problem(&browser.put(FACTOR, &json!({ "code": two_ahead })).await, ProblemKind::SignInRefused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_factor_that_is_set_up_cannot_be_replaced_in_a_session() {
    let (test, mut browser) = server().await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    browser.give_password("issuer", PASSWORD).await;
    check_problem(&browser.post(FACTOR, &json!({})).await, ProblemKind::Conflict);
    check_step(&browser.give_code(SECRET).await, None);
    check_problem(&browser.post(FACTOR, &json!({})).await, ProblemKind::Conflict);
    browser.wait(30);
    check_problem(&browser.give_code(SECRET).await, ProblemKind::Conflict);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_may_have_one_too_and_is_asked_from_then_on() {
    let (test, mut browser) = server().await;
    account(&test, "teacher", &[Role::Teacher]).await;
    browser.sign_in("teacher").await;
    let mut elsewhere = browser.other();
    elsewhere.sign_in("teacher").await;
    let secret = offered(&mut browser).await.secret;
    assert!(elsewhere.has_session().await);
    check_step(&browser.give_code(&secret).await, None);
    check_step(&elsewhere.get("/api/session").await, Some(SignInStep::SecondFactor));
    check_step(&browser.give_password("teacher", PASSWORD).await, Some(SignInStep::SecondFactor));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_factor_is_forgotten_by_an_administrator_only() {
    let (test, mut browser) = server().await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    let given = || FirstPassword::Given("Given-1234-word".to_owned());
    test.unit.reset_account("issuer", given(), false, browser.at).await.unwrap();
    check_step(&browser.give_password("issuer", "Given-1234-word").await, Some(SignInStep::SecondFactor));
    test.unit.reset_account("issuer", given(), true, browser.at).await.unwrap();
    let step = Some(SignInStep::SecondFactorEnrolment);
    check_step(&browser.give_password("issuer", "Given-1234-word").await, step);
}
