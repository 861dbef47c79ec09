//! Rosters, reference data and exports over HTTP.

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use certificate::api::{AuditPage, ImportOutcome, ProblemKind, ReferenceData, Role};

use super::{
    browser::{Answer, Browser, officer},
    support::{HEADER, ROSTER, TestUnit},
};

const CSV: &str = "text/csv; charset=utf-8";

/// Cases of a university only: photos come in a ZIP.
fn roster() -> String {
    format!("{HEADER}\n{}\n", ROSTER[..5].join("\n"))
}

async fn at_work() -> (TestUnit, Browser) {
    let test = TestUnit::empty().await;
    officer(&test, "issuer", &[Role::Issuer, Role::Auditor]).await;
    let mut browser = Browser::new(&test).await;
    browser.sign_in("issuer").await;
    (test, browser)
}

async fn import(browser: &mut Browser, query: &str, kind: &str, roster: impl Into<Body>) -> Answer {
    let path = format!("/api/ministry/imports{query}");
    browser.send("POST", &path, roster.into(), &[(header::CONTENT_TYPE, kind)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_is_tried_and_then_imported() {
    let (_test, mut browser) = at_work().await;
    let tried: ImportOutcome = import(&mut browser, "?dry_run=true", CSV, roster()).await.json();
    assert_eq!((tried.stored, tried.imported), (false, 5));
    let stored: ImportOutcome = import(&mut browser, "", CSV, roster()).await.json();
    assert_eq!((stored.stored, stored.imported), (true, 5));
    // The content counts, whatever the label says.
    let again: ImportOutcome = import(&mut browser, "", "application/zip", roster()).await.json();
    assert_eq!((again.stored, again.imported, again.unchanged), (true, 0, 5));
    let history: AuditPage = browser.get("/api/ministry/audit?action=imported").await.json();
    assert_eq!(history.entries.len(), 5, "one event for each new case, none for those that were there");
    assert!(history.entries.iter().all(|entry| entry.account == "issuer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_roster_says_where() {
    let (_test, mut browser) = at_work().await;
    let answer = import(&mut browser, "", CSV, roster().replace("F120000011", "F120000012")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json");
    let outcome: ImportOutcome = serde_json::from_slice(&answer.body).unwrap();
    let places: Vec<_> =
        outcome.problems.iter().map(|problem| (problem.row, problem.column.as_str())).collect();
    assert_eq!(places, [2, 3, 4, 5].map(|row| (row, "身分證號")));
    assert!(!answer.text().contains("F120000012") && !outcome.stored);
    let cases: serde_json::Value = browser.get("/api/ministry/cases").await.json();
    assert_eq!(cases["cases"].as_array().unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_are_none_are_problems() {
    let (_test, mut browser) = at_work().await;
    for (query, kind) in
        [("", "text/plain"), ("", "multipart/form-data"), ("?dry_run=perhaps", CSV), ("?dryrun=true", CSV)]
    {
        let answer = import(&mut browser, query, kind, roster()).await;
        assert_eq!(answer.problem(), Some(ProblemKind::Invalid), "{query} {kind}");
    }
    let large = import(&mut browser, "", CSV, vec![b'x'; (64 << 20) + 1]).await;
    assert_eq!(large.problem(), Some(ProblemKind::TooLarge));
    let missing = browser.get("/api/ministry/templates/roster.ods").await;
    assert_eq!(missing.problem(), Some(ProblemKind::NotFound));
    let undecodable = browser.get("/api/ministry/templates/%ff").await;
    assert_eq!(undecodable.problem(), Some(ProblemKind::NotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_and_reference_data_are_there_to_work_with() {
    let (test, mut browser) = at_work().await;
    for (file, start) in [("roster.csv", "\u{feff}類別,".as_bytes()), ("roster.xlsx", b"PK\x03\x04")] {
        let answer = browser.get(&format!("/api/ministry/templates/{file}")).await;
        assert!(answer.status == StatusCode::OK && answer.body.starts_with(start), "{file}");
        let disposition = answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert_eq!(disposition, format!("attachment; filename=\"{file}\""));
    }
    assert_eq!(
        browser.get("/api/ministry/reference").await.json::<ReferenceData>(),
        ReferenceData::default()
    );
    let sample = include_bytes!("../../reference/sample.toml");
    test.unit.import_reference(sample, super::support::officer()).await.unwrap();
    let reference: ReferenceData = browser.get("/api/ministry/reference").await.json();
    assert_eq!((reference.schools.len(), reference.grounds.len()), (3, 7));
    let history: AuditPage = browser.get("/api/ministry/audit?action=reference-imported").await.json();
    assert_eq!(history.entries.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_masks_identity_numbers_and_holds_no_formula() {
    let (test, mut browser) = at_work().await;
    let risky = roster().replace("陳𠮷範", "=cmd()");
    let stored: ImportOutcome = import(&mut browser, "", CSV, risky).await.json();
    assert!(stored.stored);
    test.issue().await;
    let answer = browser.get("/api/ministry/cases.csv").await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], CSV);
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.starts_with("\u{feff}類別,核定公文文號,姓名,身分證號,"), "{text}");
    assert_eq!(text.lines().count(), 6);
    assert!(text.contains(",'=cmd(),B22,") && !text.contains("F120000011"), "{text}");
    assert!(text.contains("教字第000104號,,,,,1,unconfirmed,current,"), "{text}");
    let fingerprint = text.lines().nth(1).unwrap().rsplit(',').next().unwrap().trim();
    assert_eq!(fingerprint.len(), 64);
    let one =
        browser.get("/api/ministry/cases.csv?document_number=%E6%A8%A3%E5%AD%97%E7%AC%AC2%E8%99%9F").await;
    assert_eq!(String::from_utf8(one.body).unwrap().lines().count(), 2);
    for query in ["?name=x", "?identity_number=F120000011", "?limit=1", "?after=1.x", "?colour=red"] {
        let refused = browser.get(&format!("/api/ministry/cases.csv{query}")).await;
        assert_eq!(refused.problem(), Some(ProblemKind::Invalid), "{query}");
    }
    let history: AuditPage = browser.get("/api/ministry/audit?action=exported").await.json();
    assert_eq!(history.entries.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_several_pages_has_every_case_once() {
    let (test, mut browser) = at_work().await;
    let row = ROSTER[4];
    let rows: Vec<_> = (0..1_234).map(|n| row.replace("000201", &format!("{n:06}"))).collect();
    let roster = format!("{HEADER}\n{}\n", rows.join("\n"));
    assert_eq!(test.import_file(roster.into_bytes(), false).await.imported, 1_234);
    let text = String::from_utf8(browser.get("/api/ministry/cases.csv").await.body).unwrap();
    let numbers: std::collections::BTreeSet<_> =
        text.lines().skip(1).map(|line| line.split(',').nth(11)).collect();
    assert_eq!((text.lines().count(), numbers.len()), (1_235, 1_234));
}
