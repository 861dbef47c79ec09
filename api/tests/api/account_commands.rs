//! `api account …`: nothing secret on the command line.

use std::{io::Write as _, process::Stdio};

use serde_json::Value;

use super::{
    browser::{Browser, code},
    support::TestUnit,
};

/// Runs the command with something on standard input.
#[track_caller]
fn run(test: &TestUnit, arguments: &[&str], input: &str) -> Result<Vec<Value>, String> {
    let mut command = test.command(&[&["account"], arguments].concat());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8(output.stderr).unwrap());
    }
    let text = String::from_utf8(output.stdout).unwrap();
    Ok(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_added_listed_disabled_enabled_and_reset() {
    let test = TestUnit::empty().await;
    let added = run(&test, &["add", "hr-9901", "--role", "school:9901", "--role", "auditor"], "").unwrap();
    let first = added[0]["password"].as_str().unwrap();
    let mut browser = Browser::new(&test).await;
    browser.at = api::now();
    assert!(browser.give_password("hr-9901", first).await.status.is_success());

    let listed = run(&test, &["list"], "").unwrap();
    assert_eq!(listed[0]["account"], "hr-9901");
    assert_eq!(
        listed[0]["roles"],
        serde_json::json!([{"role": "school", "code": "9901"}, {"role": "auditor"}])
    );
    assert_eq!((&listed[0]["disabled"], &listed[0]["first_password"]), (&false.into(), &true.into()));
    assert!(!listed[0].to_string().contains("argon2"));

    let roles = ["roles", "hr-9901", "--role", "teacher", "--identity-number-file", "-"];
    assert!(run(&test, &roles[..4], "").unwrap_err().contains("identity number"));
    run(&test, &roles, "F120000011\n").unwrap();
    assert_eq!(run(&test, &["list"], "").unwrap()[0]["roles"], serde_json::json!([{"role": "teacher"}]));

    run(&test, &["disable", "hr-9901"], "").unwrap();
    assert_eq!(run(&test, &["list"], "").unwrap()[0]["disabled"], true);
    run(&test, &["enable", "hr-9901"], "").unwrap();
    assert_eq!(run(&test, &["list"], "").unwrap()[0]["disabled"], false);
    let reset = run(&test, &["reset", "hr-9901"], "").unwrap();
    assert_ne!(reset[0]["password"].as_str().unwrap(), first);
    assert!(run(&test, &["disable", "nobody"], "").unwrap_err().contains("there is no account nobody"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_is_added_with_the_number_on_standard_input() {
    let test = TestUnit::empty().await;
    let arguments = ["add", "teacher-1", "--role", "teacher", "--identity-number-file", "-"];
    assert!(run(&test, &arguments[..4], "").unwrap_err().contains("identity number"));
    let error = run(&test, &arguments, "F120000012\n").unwrap_err();
    assert!(error.contains("check digit") && !error.contains("F120000012"), "{error}");
    run(&test, &arguments, "F120000011\n").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demonstration_may_keep_its_password_and_second_factor() {
    let test = TestUnit::empty().await;
    let write = |name: &str, text: &str| {
        let path = test.data().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let (password, totp) = (write("password", "Demo-1234-word\n"), write("totp", secret));
    let base = ["add", "issuer", "--role", "issuer"];
    assert!(run(&test, &[&base[..], &["--keep-password"]].concat(), "").is_err());
    let demo = ["--password-file", &password, "--keep-password", "--totp-secret-file", &totp];
    let told = run(&test, &[&base[..], &demo].concat(), "").unwrap();
    assert!(told[0].get("password").is_none(), "who brought it knows it");

    let mut browser = Browser::new(&test).await;
    browser.at = api::now();
    assert!(browser.give_password("issuer", "Demo-1234-word").await.status.is_success());
    let code = code(secret, browser.at);
    let answer = browser.put("/api/session/second-factor", &serde_json::json!({ "code": code })).await;
    assert_eq!(answer.json::<certificate::api::Session>().next_step, None);
}
