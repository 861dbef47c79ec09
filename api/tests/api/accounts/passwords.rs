//! First passwords, the rule, former passwords, age; what an administrator does.

use api::FirstPassword;
use certificate::api::{ProblemKind, Role, SignInStep};

use super::{
    super::browser::{Browser, PASSWORD, UNHURRIED, account, fresh, school},
    TestUnit, check_problem, check_step, with_school,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_first_password_must_be_changed_before_anything_else() {
    let test = TestUnit::configured(UNHURRIED).await;
    let first = fresh(&test, "teacher", &[Role::Teacher]).await;
    let mut browser = Browser::new(&test).await;
    check_step(&browser.give_password("teacher", &first).await, Some(SignInStep::PasswordChange));
    check_step(&browser.change_password(&first, PASSWORD).await, None);
    check_problem(&browser.give_password("teacher", &first).await, ProblemKind::SignInRefused);
    check_step(&browser.give_password("teacher", PASSWORD).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_against_the_rule_is_refused_at_its_field() {
    let (_test, mut browser) = with_school().await;
    browser.sign_in("school").await;
    for new in ["Short-1234", "onlysmallletters", "The-School-1234"] {
        let answer = browser.change_password(PASSWORD, new).await;
        check_problem(&answer, ProblemKind::Invalid);
        assert_eq!(answer.fields(), ["new"], "{new}");
    }
    check_step(&browser.give_password("school", PASSWORD).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_three_passwords_are_refused_and_the_one_before_is_not() {
    let (_test, mut browser) = with_school().await;
    browser.sign_in("school").await;
    let passwords = [PASSWORD, "Second-1234-word", "Third-1234-word"];
    for pair in passwords.windows(2) {
        check_step(&browser.change_password(pair[0], pair[1]).await, None);
    }
    for used in passwords {
        let answer = browser.change_password(passwords[2], used).await;
        check_problem(&answer, ProblemKind::Invalid);
        assert_eq!(answer.fields(), ["new"], "{used}");
    }
    check_step(&browser.change_password(passwords[2], "Fourth-1234-word").await, None);
    check_step(&browser.change_password("Fourth-1234-word", PASSWORD).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_change_ends_every_other_session_and_the_old_token() {
    let (_test, mut browser) = with_school().await;
    browser.sign_in("school").await;
    let mut elsewhere = browser.other();
    elsewhere.sign_in("school").await;
    let mut thief = browser.clone();
    check_step(&browser.change_password(PASSWORD, "Second-1234-word").await, None);
    assert!(browser.has_session().await);
    assert!(!elsewhere.has_session().await);
    assert!(!thief.has_session().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_password_has_to_be_changed_where_the_setting_says_so() {
    let test = TestUnit::configured("[access]\npassword_days = 90\n").await;
    account(&test, "school", &[school("9901")]).await;
    let mut browser = Browser::new(&test).await;
    browser.wait(90 * 86_400 - 1);
    check_step(&browser.give_password("school", PASSWORD).await, None);
    browser.wait(1);
    check_step(&browser.give_password("school", PASSWORD).await, Some(SignInStep::PasswordChange));
    check_step(&browser.change_password(PASSWORD, "Second-1234-word").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_loses_its_sessions_until_it_is_enabled() {
    let (test, mut browser) = with_school().await;
    browser.sign_in("school").await;
    test.unit.disable_account("school", browser.at).await.unwrap();
    assert!(!browser.has_session().await);
    test.unit.enable_account("school", browser.at).await.unwrap();
    assert!(!browser.has_session().await, "what was ended stays ended");
    browser.sign_in("school").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_gives_a_first_password_and_ends_lock_and_sessions() {
    let (test, mut browser) = with_school().await;
    browser.sign_in("school").await;
    let mut stranger = browser.other();
    for _ in 0..5 {
        stranger.give_password("school", "Wrong-1234-word").await;
    }
    let first =
        test.unit.reset_account("school", FirstPassword::Random, false, browser.at).await.unwrap().unwrap();
    assert!(!browser.has_session().await);
    check_problem(&browser.give_password("school", PASSWORD).await, ProblemKind::SignInRefused);
    check_step(&browser.give_password("school", &first).await, Some(SignInStep::PasswordChange));
    let answer = browser.change_password(&first, PASSWORD).await;
    assert_eq!(answer.fields(), ["new"], "the password before the reset is one of the last three");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_made_once_and_whole() {
    let (test, browser) = with_school().await;
    let new = |name: &str, password: &str| api::NewAccount {
        name: name.to_owned(),
        roles: vec![Role::Auditor],
        identity_number: None,
        password: FirstPassword::Given(password.to_owned()),
        totp_secret: None,
    };
    for (name, password) in [
        ("school", PASSWORD),
        ("Upper", PASSWORD),
        ("王小明", PASSWORD),
        ("-flag", PASSWORD),
        ("command-line", PASSWORD),
        ("auditor", "short"),
    ] {
        assert!(test.unit.add_account(new(name, password), browser.at).await.is_err(), "{name}");
    }
    let listed = test.unit.accounts(browser.at).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].account, "school");
}
