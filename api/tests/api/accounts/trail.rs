//! What the history says of accounts.

use api::FirstPassword;
use certificate::api::{Role, Session, SignInStep};
use serde_json::json;
use sqlx::Row as _;

use super::{
    super::browser::{Browser, PASSWORD, SECRET, UNHURRIED, account, officer},
    TestUnit, with_school,
};

/// Kind, account and details of what happened since the last call.
async fn happened(test: &TestUnit, seen: &mut usize) -> Vec<[String; 3]> {
    let statement = "select kind, account, details from event order by sequence";
    let rows = sqlx::query(statement).fetch_all(&mut test.connect().await).await.unwrap();
    let new = rows[*seen..].iter().map(|row| [row.get(0), row.get(1), without_place(row.get(2))]).collect();
    *seen = rows.len();
    new
}

/// Details without the keyed digest of the address, which is the last of them.
fn without_place(details: String) -> String {
    match details.split_once(r#""place":"#) {
        Some((before, place)) => {
            assert_eq!(place.len(), 64 + 3, "{place}");
            before.trim_end_matches(',').to_owned() + "}"
        }
        None => details,
    }
}

#[track_caller]
fn check(happened: &[[String; 3]], expected: &[[&str; 3]]) {
    assert_eq!(happened, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out_and_a_new_password_are_in_the_history() {
    let (test, mut browser) = with_school().await;
    let mut seen = 0;
    check(&happened(&test, &mut seen).await, &[["account-added", "command-line", r#"{"account":"school"}"#]]);
    browser.sign_in("school").await;
    browser.change_password(PASSWORD, "Second-1234-word").await;
    browser.delete("/api/session").await;
    let expected =
        [["signed-in", "school", "{}"], ["password-changed", "school", "{}"], ["signed-out", "school", "{}"]];
    check(&happened(&test, &mut seen).await, &expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sign_in_names_the_account_if_there_is_one() {
    let (test, mut browser) = with_school().await;
    let mut seen = 1;
    browser.give_password("my-secret-typed-as-a-name", PASSWORD).await;
    check(&happened(&test, &mut seen).await, &[["sign-in-refused", "-", "{}"]]);
    for _ in 0..5 {
        browser.give_password("school", "Wrong-1234-word").await;
    }
    let refused = ["sign-in-refused", "school", "{}"];
    let locked = ["account-locked", "school", "{}"];
    check(&happened(&test, &mut seen).await, &[refused, refused, refused, refused, refused, locked]);
    browser.give_password("school", PASSWORD).await;
    check(&happened(&test, &mut seen).await, &[refused]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_in_the_history_when_its_last_step_is_done() {
    let test = TestUnit::configured(UNHURRIED).await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    account(&test, "auditor", &[Role::Auditor]).await;
    let mut browser = Browser::new(&test).await;
    let mut seen = 2;
    browser.give_password("issuer", PASSWORD).await;
    browser.put("/api/session/second-factor", &json!({ "code": "1" })).await;
    check(&happened(&test, &mut seen).await, &[["sign-in-refused", "issuer", "{}"]]);
    browser.give_code(SECRET).await;
    check(&happened(&test, &mut seen).await, &[["signed-in", "issuer", "{}"]]);
    browser.give_password("auditor", PASSWORD).await;
    let offer = browser.post("/api/session/second-factor", &json!({})).await;
    browser.give_code(&offer.json::<certificate::api::Enrolment>().secret).await;
    let expected = [["second-factor-enrolled", "auditor", "{}"], ["signed-in", "auditor", "{}"]];
    check(&happened(&test, &mut seen).await, &expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_of_an_administrator_are_in_the_history() {
    let (test, browser) = with_school().await;
    let mut seen = 1;
    test.unit.disable_account("school", browser.at).await.unwrap();
    test.unit.enable_account("school", browser.at).await.unwrap();
    for forget_second_factor in [false, true] {
        let password = FirstPassword::Random;
        test.unit.reset_account("school", password, forget_second_factor, browser.at).await.unwrap();
    }
    let about = r#"{"account":"school"}"#;
    let expected = [
        ["account-disabled", "command-line", about],
        ["account-enabled", "command-line", about],
        ["account-reset", "command-line", about],
        ["account-reset", "command-line", r#"{"fields":["second-factor"],"account":"school"}"#],
    ];
    check(&happened(&test, &mut seen).await, &expected);
}

/// A list of schools that knows 9901 and 9902.
async fn load_schools(test: &TestUnit) {
    let schools = b"list,code,name\nschool,9901,A\nschool,9902,B\n";
    test.unit.import_reference(schools, super::super::support::officer()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn other_roles_end_every_session_and_are_in_the_history() {
    let (test, mut browser) = with_school().await;
    load_schools(&test).await;
    browser.sign_in("school").await;
    let mut seen = 0;
    happened(&test, &mut seen).await;
    let roles = [Role::School { code: "9902".to_owned() }];
    test.unit.set_roles("school", &roles, None, browser.at).await.unwrap();
    assert!(!browser.has_session().await);
    let details = r#"{"fields":["school:9902"],"account":"school"}"#;
    check(&happened(&test, &mut seen).await, &[["account-roles-changed", "command-line", details]]);
    assert_eq!(browser.sign_in("school").await.roles, roles);

    // Who becomes an officer needs a second factor from now on.
    let roles = [Role::Issuer, Role::School { code: "9901".to_owned() }];
    test.unit.set_roles("school", &roles, None, browser.at).await.unwrap();
    let session: Session = browser.give_password("school", PASSWORD).await.json();
    assert_eq!((session.next_step, session.roles), (Some(SignInStep::SecondFactorEnrolment), vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_that_do_not_fit_change_nothing() {
    let (test, mut browser) = with_school().await;
    load_schools(&test).await;
    browser.sign_in("school").await;
    let school = |code: &str| Role::School { code: code.to_owned() };
    for roles in [vec![], vec![school("7777")], vec![school("9901"), school("9902")], vec![Role::Teacher]] {
        let refused = test.unit.set_roles("school", &roles, None, browser.at).await;
        assert!(refused.is_err(), "{roles:?}");
    }
    assert!(test.unit.set_roles("nobody", &[Role::Issuer], None, browser.at).await.is_err());
    assert!(browser.has_session().await, "nothing changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_teacher_any_more_sees_no_certificates_until_the_number_is_given_again() {
    let test = TestUnit::configured(UNHURRIED).await;
    account(&test, "teacher", &[Role::Teacher]).await;
    let at = super::super::support::now();
    let both = [Role::Teacher, Role::School { code: "9901".to_owned() }];
    test.unit.set_roles("teacher", &both, None, at).await.unwrap();
    test.unit.set_roles("teacher", &both[1..], None, at).await.unwrap();
    assert!(test.unit.set_roles("teacher", &both, None, at).await.is_err(), "the number is forgotten");
    let number = "F120000011".parse().unwrap();
    test.unit.set_roles("teacher", &both, Some(&number), at).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_of_a_school_that_is_not_there_is_not_made() {
    let test = TestUnit::configured(UNHURRIED).await;
    load_schools(&test).await;
    let new = |code: &str| api::NewAccount {
        name: "school".to_owned(),
        roles: vec![Role::School { code: code.to_owned() }],
        identity_number: None,
        password: FirstPassword::Random,
        totp_secret: None,
    };
    let at = super::super::support::now();
    let error = test.unit.add_account(new("7777"), at).await.unwrap_err();
    assert!(error.to_string().contains("7777"), "{error:#}");
    test.unit.add_account(new("9902"), at).await.unwrap();
}
