//! What somebody with the database learns: no password, no token, no secret, no
//! identity number.

use certificate::api::Role;
use sqlx::Row as _;

use super::{
    super::browser::{Browser, PASSWORD, SECRET, UNHURRIED, account, officer},
    TestUnit,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_database_holds_no_secret_in_clear() {
    let test = TestUnit::configured(UNHURRIED).await;
    account(&test, "teacher", &[Role::Teacher]).await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    let mut browser = Browser::new(&test).await;
    browser.sign_in("teacher").await;
    let token = browser.cookie.unwrap().split_once('=').unwrap().1.to_owned();

    let text = everything(&test).await;
    assert!(text.contains("teacher") && text.contains("$argon2id$"), "the tables were read");
    for secret in [PASSWORD, SECRET, &token, "F120000011"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

async fn everything(test: &TestUnit) -> String {
    let mut connection = test.connect().await;
    let mut text = String::new();
    for (table, columns) in [
        ("account", &["name", "password", "identity_index", "totp_secret"][..]),
        ("session", &["digest", "account_id"][..]),
        ("former_password", &["password"][..]),
    ] {
        let statement = format!("select {} from {table}", columns.join(", "));
        for row in sqlx::query(sqlx::AssertSqlSafe(statement)).fetch_all(&mut connection).await.unwrap() {
            for column in columns {
                text += &row.get::<Option<String>, _>(*column).unwrap_or_default();
                text.push('\n');
            }
        }
    }
    text
}
