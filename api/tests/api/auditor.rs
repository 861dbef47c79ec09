//! What the auditor sees, and what of it only the auditor.

use axum::http::header;
use certificate::api::{CaseDetail, Role};
use serde_json::json;

use super::{
    browser::{Browser, UNHURRIED, officer},
    support::{HEADER, ROSTER, TestUnit},
};

const PROFESSOR: &str = "教字第000201號";
const CHEN: &str = "B220000028";

async fn office() -> TestUnit {
    let test = TestUnit::configured(UNHURRIED).await;
    officer(&test, "issuer", &[Role::Issuer]).await;
    officer(&test, "auditor", &[Role::Auditor]).await;
    officer(&test, "both", &[Role::Issuer, Role::Auditor]).await;
    test
}

async fn at_work(test: &TestUnit, name: &str) -> Browser {
    let mut browser = Browser::new(test).await;
    browser.sign_in(name).await;
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_identity_numbers_are_for_those_who_correct_them() {
    let test = office().await;
    test.import(&ROSTER).await.unwrap();
    let path = format!("/api/ministry/cases/{}", test.case(PROFESSOR).await.id);
    for (name, is_whole) in [("issuer", true), ("auditor", false), ("both", true)] {
        let answer = at_work(&test, name).await.get(&path).await;
        assert_eq!(answer.text().contains(CHEN), is_whole, "{name}");
        let number = answer.json::<CaseDetail>().data.identity_number.unwrap();
        assert_eq!(number, if is_whole { CHEN } else { "B22" }, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_of_the_auditor_shows_a_whole_identity_number() {
    let test = office().await;
    test.import(&ROSTER).await.unwrap();
    test.issue().await;
    let mut browser = at_work(&test, "auditor").await;
    let mut answers = Vec::new();
    for path in
        ["/api/ministry/cases", "/api/ministry/audit", "/api/ministry/audit.csv", "/api/ministry/annulments"]
    {
        answers.push(browser.get(path).await);
    }
    answers.push(browser.post("/api/ministry/cases/search", &json!({ "identity_number": CHEN })).await);
    for answer in answers {
        assert!(answer.status.is_success(), "{}", answer.text());
        assert!(!answer.text().contains(CHEN), "{}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_as_a_spreadsheet_is_utf8_and_holds_no_formula() {
    let test = office().await;
    let risky = ROSTER[4].replace("樣字第2號", "=HYPERLINK(1)");
    let roster = format!("{HEADER}\n{risky}\n").into_bytes();
    assert_eq!(test.import_file(roster, false).await.imported, 1);
    let formula = api::Occasion { account: "=1+1", ..super::support::officer() };
    test.unit.start_batch(Default::default(), formula).await.unwrap();
    let answer = at_work(&test, "auditor").await.get("/api/ministry/audit.csv").await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.starts_with("\u{feff}sequence,at,account,action,"), "{text}");
    assert!(text.lines().count() > 3 && text.matches("\r\n").count() == text.matches('\n').count(), "{text}");
    assert!(text.contains(",'=1+1,batch-started,"), "{text}");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    for cell in rows.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
    }
}
