//! What the auditor sees, and what of it only the auditor.

use axum::http::{HeaderName, header};
use certificate::api::{AuditEntry, AuditPage, CaseDetail, Role};
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

/// What the auditor reads of the places of an action, newest first.
async fn places(auditor: &mut Browser, action: &str) -> Vec<Option<String>> {
    let page: AuditPage = auditor.get(&format!("/api/ministry/audit?action={action}")).await.json();
    let place = |entry: &AuditEntry| {
        entry.details.iter().find(|(name, _)| name == "place").map(|(_, value)| value.clone())
    };
    page.entries.iter().map(place).collect()
}

async fn from(test: &TestUnit, address: &str) -> Browser {
    let mut browser = Browser::new(test).await;
    browser.address = address.parse().unwrap();
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn the_auditor_reads_where_acts_came_from_and_nobody_else_does() {
    let test = office().await;
    test.import(&ROSTER).await.unwrap();
    test.issue().await;
    from(&test, "198.51.100.7:1234").await.give_password("issuer", "Wrong-1234-word").await;
    let mut issuer = from(&test, "[2001:db8::7]:1234").await;
    issuer.sign_in("issuer").await;
    let case = test.case(PROFESSOR).await;
    let confirmed = issuer.put("/api/ministry/confirmations", &json!({ "cases": [case] })).await;
    assert!(confirmed.status.is_success(), "{}", confirmed.text());

    let mut auditor = at_work(&test, "auditor").await;
    assert_eq!(places(&mut auditor, "sign-in-refused").await, [Some("198.51.100.7".to_owned())]);
    assert_eq!(places(&mut auditor, "confirmed").await, [Some("2001:db8::7".to_owned())]);
    assert!(places(&mut auditor, "signed-in").await.contains(&Some("2001:db8::7".to_owned())));
    assert_eq!(places(&mut auditor, "account-added").await, [None, None, None], "the command line");
    let path = format!("/api/ministry/cases/{}", case.id);
    for browser in [&mut issuer, &mut auditor] {
        let detail: CaseDetail = browser.get(&path).await.json();
        let confirmed = detail.history.iter().find(|entry| entry.action == "confirmed").unwrap();
        assert_eq!(confirmed.details, []);
    }
    let csv = String::from_utf8(auditor.get("/api/ministry/audit.csv").await.body).unwrap();
    assert!(csv.contains("place=2001:db8::7"), "{csv}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_proxy_of_the_settings_may_name_another_place() {
    let proxy = format!("{UNHURRIED}trusted_proxies = [\"192.0.2.1\"]\n");
    for (settings, expected) in [(UNHURRIED, "192.0.2.1"), (&proxy, "203.0.113.9")] {
        let test = TestUnit::configured(settings).await;
        officer(&test, "auditor", &[Role::Auditor]).await;
        let body = json!({ "account": "auditor", "password": "Wrong-1234-word" }).to_string();
        let headers = [
            (header::CONTENT_TYPE, "application/json"),
            (HeaderName::from_static("x-forwarded-for"), "198.51.100.1, 203.0.113.9"),
        ];
        let mut browser = Browser::new(&test).await;
        browser.send("POST", "/api/session", body.into(), &headers).await;
        let mut auditor = at_work(&test, "auditor").await;
        assert_eq!(places(&mut auditor, "sign-in-refused").await, [Some(expected.to_owned())]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_sealed_are_sealed_anew_and_may_be_forgotten() {
    let test = office().await;
    from(&test, "198.51.100.7:1234").await.give_password("issuer", "Wrong-1234-word").await;
    let kept = |name: &str| {
        let archive = test.data().join(name);
        let unit = &test.unit;
        async move {
            unit.backup(&archive, super::support::officer()).await.unwrap();
            std::fs::read(archive).unwrap()
        }
    };
    let mut auditor = at_work(&test, "auditor").await;
    let (text, sealed) = (b"198.51.100.7", kept("one.tar").await);
    assert!(!sealed.windows(text.len()).any(|window| window == text));
    let resealed = test.unit.rotate_storage_key(super::support::officer()).await.unwrap();
    assert_eq!((resealed.texts, resealed.faults), (6, vec![]), "the check, three secrets, two addresses");
    assert_eq!(places(&mut auditor, "sign-in-refused").await, [Some("198.51.100.7".to_owned())]);

    sqlx::raw_sql("delete from client_address").execute(&mut test.connect().await).await.unwrap();
    assert_eq!(places(&mut auditor, "sign-in-refused").await, [None]);
    assert_eq!(test.unit.check_history().await.unwrap().faults, [""; 0], "the chain does not need it");
}
