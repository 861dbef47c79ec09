//! Whatever the fetch of the status list meets, a genuine certificate is at worst
//! not confirmed; and the newest list seen is remembered. In a real browser, with
//! its line in our hands.

#![cfg(feature = "journeys")]

use anyhow::{Context, Result};
use certificate::{Timestamp, Verdict};
use e2e::{
    Answer, Browser, Fault, HASTE, Outcome, Stage,
    tampering::{Genuine, List, bomb, cases, list_of_version, other_list_of_version},
};
use serde_json::json;

const LIST: &str = "/status/1";
const LIST_TYPE: &str = "application/statuslist+jwt";

const YEAR: i64 = 365 * 86_400;

/// A stage whose site trusts the keys of the genuine files.
async fn set() -> Result<(Stage, Genuine)> {
    let stage = Stage::set().await?;
    let genuine = Genuine::issue(&stage.environment, &stage.office)?;
    Ok((stage, genuine))
}

/// The page as somebody sees it who has never been there.
async fn open_afresh(browser: &mut Browser, stage: &Stage) -> Result<()> {
    browser.forget().await?;
    browser.open(&stage.page()).await
}

#[track_caller]
fn check_unknown(name: &str, outcome: &Outcome, finding: &str) {
    assert_eq!(outcome.verdict.as_deref(), Some("status_unknown"), "{name}: {}", outcome.text);
    assert_eq!(outcome.findings, [finding], "{name}");
    assert!(outcome.text.contains("無法確認"), "{name}: {}", outcome.text);
}

#[track_caller]
fn check_current(outcome: &Outcome) {
    assert_eq!(outcome.verdict.as_deref(), Some("current"), "the page shows: {}", outcome.text);
}

/// Faults of the server and of the line; none of them brings a list.
fn faults(genuine: &Genuine) -> Vec<(&'static str, Fault)> {
    let page = "<!doctype html><title>Welcome to our hotel</title><form action=/login></form>";
    let token = || Answer::new(200, LIST_TYPE, genuine.token.clone());
    let status = |code| Fault::Answer(Answer::new(code, "text/plain", "no list"));
    vec![
        ("a cut line", Fault::Cut),
        ("no answer", Fault::Silence),
        ("an answer cut short", Fault::CutShort(token())),
        ("an answer that stalls", Fault::Stall(token())),
        ("304 for nothing", Fault::Answer(Answer::new(304, LIST_TYPE, ""))),
        ("404", status(404)),
        ("429", status(429)),
        ("500", status(500)),
        ("500 with a list", Fault::Answer(Answer::new(500, LIST_TYPE, genuine.token.clone()))),
        ("a page in its place", Fault::Answer(Answer::new(200, "text/html", page))),
        ("elsewhere", Fault::Answer(Answer::new(302, LIST_TYPE, "").header("Location", "/"))),
        ("a bomb", Fault::Answer(Answer::new(200, LIST_TYPE, bomb()).header("Content-Encoding", "deflate"))),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_line_ends_in_status_unknown() -> Result<()> {
    let (stage, genuine) = set().await?;
    let mut browser = stage.browser().await?;
    browser.before_load(HASTE).await?;
    for (name, fault) in faults(&genuine) {
        stage.proxy.plan(LIST, fault);
        open_afresh(&mut browser, &stage).await.context(name)?;
        let outcome = browser.drop_file("certificate.pdf", &genuine.file).await.context(name)?;
        check_unknown(name, &outcome, "status.missing");
        // The line comes back, and the button is all it takes.
        stage.proxy.heal(LIST);
        check_current(&browser.verify_again().await.context(name)?);
    }
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_list_ends_in_status_unknown() -> Result<()> {
    let (stage, genuine) = set().await?;
    let mut browser = stage.browser().await?;
    browser.set_clock(genuine.now()).await?;
    let mut lists: Vec<_> = cases(&genuine)
        .into_iter()
        .filter(|case| case.verdict == Verdict::StatusUnknown)
        .filter_map(|case| match case.list {
            List::Own(token) => Some((case.name, case.file, token, case.finding?.code())),
            List::Genuine => None,
        })
        .collect();
    assert!(lists.len() > 40, "the corpus has few lists: {}", lists.len());
    let page = b"<!doctype html><title>Welcome to our hotel</title>".to_vec();
    lists.push(("a page that says it is a list", genuine.file.clone(), page, "status.malformed"));
    for (name, file, token, finding) in lists {
        stage.proxy.plan(LIST, Fault::Answer(Answer::new(200, LIST_TYPE, token)));
        open_afresh(&mut browser, &stage).await.context(name)?;
        let outcome = browser.drop_file("certificate.pdf", &file).await.context(name)?;
        check_unknown(name, &outcome, finding);
        let kept = browser.evaluate("return Object.keys(localStorage)").await?;
        assert_eq!(kept, json!([]), "{name}: the page kept something of it");
    }
    stage.proxy.heal(LIST);
    open_afresh(&mut browser, &stage).await?;
    check_current(&browser.drop_file("certificate.pdf", &genuine.file).await?);
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_list_seen_survives_a_reload_and_an_older_one_is_refused() -> Result<()> {
    let (stage, genuine) = set().await?;
    let mut browser = stage.browser().await?;
    let serve = |token: Vec<u8>| {
        stage.proxy.plan(LIST, Fault::Answer(Answer::new(200, LIST_TYPE, token)));
    };
    serve(list_of_version(&genuine, 41));
    open_afresh(&mut browser, &stage).await?;
    check_current(&browser.drop_file("certificate.pdf", &genuine.file).await?);

    serve(list_of_version(&genuine, 40));
    browser.open(&stage.page()).await?;
    let outcome = browser.drop_file("certificate.pdf", &genuine.file).await?;
    check_unknown("older", &outcome, "status.older-than-seen");

    // Without a server the list that was kept is proof enough.
    stage.proxy.plan(LIST, Fault::Cut);
    browser.open(&stage.page()).await?;
    let outcome = browser.drop_file("certificate.pdf", &genuine.file).await?;
    check_current(&outcome);
    assert!(outcome.text.contains("先前保存的清單"), "{}", outcome.text);

    serve(list_of_version(&genuine, 42));
    browser.open(&stage.page()).await?;
    check_current(&browser.drop_file("certificate.pdf", &genuine.file).await?);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_another_list_does_not_shut_out_the_right_one() -> Result<()> {
    let (stage, genuine) = set().await?;
    let mut browser = stage.browser().await?;
    let other = other_list_of_version(&genuine, 1_000_000);
    stage.proxy.plan(LIST, Fault::Answer(Answer::new(200, LIST_TYPE, other)));
    open_afresh(&mut browser, &stage).await?;
    let outcome = browser.drop_file("certificate.pdf", &genuine.file).await?;
    check_unknown("another list", &outcome, "status.other-list");
    stage.proxy.heal(LIST);
    browser.open(&stage.page()).await?;
    check_current(&browser.drop_file("certificate.pdf", &genuine.file).await?);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_wrong_by_years_is_noticed_and_said() -> Result<()> {
    let (stage, genuine) = set().await?;
    for years in [-10, -2, 2, 10] {
        let mut browser = stage.browser().await?;
        let wrong = genuine.now().unix() + years * YEAR;
        browser.set_clock(Timestamp::from_unix(wrong).context("of this century")?).await?;
        browser.open(&stage.page()).await?;
        let outcome = browser.drop_file("certificate.pdf", &genuine.file).await?;
        check_unknown("a wrong clock", &outcome, "clock.far-from-list");
        assert!(outcome.text.contains("裝置的時間很可能不正確"), "{}", outcome.text);
        browser.check_clean().await?;
        browser.close().await?;
    }
    Ok(())
}
