//! The other browser: one file, many files, without a network, in English, and under
//! the policy of the site.

#![cfg(feature = "journeys")]

use anyhow::{Context, Result, ensure};
use e2e::{Browser, Environment, Row, Stage, flip_bit};
use serde_json::json;

const CHINESE: &str = "zh-TW, zh";
const ENGLISH: &str = "en-US, en";

async fn browser(stage: &Stage, languages: &str) -> Result<Browser> {
    let driver = Environment::geckodriver()?;
    let mut browser = Browser::start_firefox(&driver, &stage.proxy.authority(), languages).await?;
    browser.open(&stage.page()).await?;
    browser.watch().await?;
    Ok(browser)
}

/// Nothing was blocked, nothing went wrong, and nobody else was asked.
async fn end(stage: &Stage, browser: Browser) -> Result<()> {
    assert_eq!(browser.watched().await?, json!([]));
    browser.close().await?;
    let own = format!("http://{}/", stage.server.authority());
    let exchanges = stage.proxy.exchanges();
    ensure!(exchanges.len() > 5, "the proxy saw too little to judge by");
    for exchange in exchanges {
        ensure!(exchange.address.starts_with(&own), "{} {}", exchange.method, exchange.address);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_gets_its_verdict_and_a_refusal_its_reason() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(Row::PROFESSOR)?;
    let mut browser = browser(&stage, CHINESE).await?;
    let outcome = browser.drop_file("certificate.pdf", &bytes).await?;
    assert_eq!(outcome.verdict.as_deref(), Some("current"), "{}", outcome.text);
    ensure!(outcome.text.contains("驗證成功") && outcome.text.contains(Row::PROFESSOR.name));
    let changed = flip_bit(&bytes, bytes.len() / 2);
    let outcome = browser.choose(&stage.office.file("changed.pdf", &changed)?).await?;
    assert_eq!(outcome.verdict.as_deref(), Some("not_recognised"), "{}", outcome.text);
    ensure!(!browser.reasons().await?.is_empty(), "no reason");
    // The pages of the refused file were looked at, by the third worker.
    browser.wait_for("performance.getEntriesByName('dcert:sight').length === 1").await?;
    end(&stage, browser).await
}

#[tokio::test(flavor = "multi_thread")]
async fn many_files_are_checked_by_the_annex() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, good) = stage.issue(Row::PROFESSOR)?;
    let changed = flip_bit(&good, good.len() / 2);
    let browser = browser(&stage, CHINESE).await?;
    browser.drop_files(&[("a.pdf", &good), ("b.pdf", &changed), ("c.pdf", &good)]).await?;
    browser.wait_for("document.querySelector('.many-count')?.dataset.finished === 'true'").await?;
    let kinds = browser
        .evaluate(
            "return Object.fromEntries([...document.querySelectorAll('.many-kinds [data-kind]')].map(button =>
                [button.dataset.kind, Number(button.querySelector('.count').textContent)]));",
        )
        .await?;
    assert_eq!(kinds, json!({ "all": 3, "current": 2, "not_recognised": 1 }));
    end(&stage, browser).await
}

#[tokio::test(flavor = "multi_thread")]
async fn after_one_visit_it_works_without_a_network() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(Row::PROFESSOR)?;
    let mut browser = browser(&stage, CHINESE).await?;
    browser.wait_for("!!navigator.serviceWorker.controller").await?;
    let outcome = browser.drop_file("certificate.pdf", &bytes).await?;
    assert_eq!(outcome.verdict.as_deref(), Some("current"), "{}", outcome.text);
    let page = stage.page();
    let Stage { server, proxy, .. } = stage;
    server.stop()?;
    browser.open(&page).await.context("the page without its server")?;
    let outcome = browser.drop_file("certificate.pdf", &bytes).await?;
    assert_eq!(outcome.verdict.as_deref(), Some("current"), "{}", outcome.text);
    browser.close().await?;
    drop(proxy);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_english_browser_gets_the_page_in_english() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(Row::PROFESSOR)?;
    let mut browser = browser(&stage, ENGLISH).await?;
    assert_eq!(browser.evaluate("return document.documentElement.lang").await?, json!("en"));
    let outcome = browser.drop_file("certificate.pdf", &bytes).await?;
    assert_eq!(outcome.verdict.as_deref(), Some("current"), "{}", outcome.text);
    ensure!(!outcome.text.contains("驗證成功"), "{}", outcome.text);
    end(&stage, browser).await
}
