//! The page of verification as one file, from a disk and without a network: it says
//! what the site says once it has a status list, and never more than it knows.

#![cfg(feature = "journeys")]

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};
use e2e::{Browser, Environment, Issued, Office, Outcome, Proxy, Row, Run, flip_bit};
use serde_json::json;

/// A file for an office that has issued one certificate, and no server anywhere.
struct Disk {
    office: Office,
    proxy: Proxy,
    issued: Issued,
    certificate: Vec<u8>,
    page: PathBuf,
}

impl Disk {
    async fn set() -> Result<Self> {
        let (environment, office) = Office::find()?;
        let [issued] = <[Issued; 1]>::try_from(office.issue(&Row::PROFESSOR.roster())?)
            .map_err(|all| anyhow::anyhow!("{} certificates from one row", all.len()))?;
        let certificate = office.export(&issued.number, issued.version)?;
        let page = write(&environment, &office)?;
        // Refuses and writes down whatever a browser asks for.
        let proxy = Proxy::start("127.0.0.1:9").await?;
        Ok(Self { office, proxy, issued, certificate, page })
    }

    async fn browser(&self) -> Result<Browser> {
        let mut browser = Browser::start(&self.proxy.authority()).await?;
        browser.open(&format!("file://{}", self.page.display())).await?;
        // The strip with its own input is there before the program runs.
        browser.wait_for("!!document.getElementById('file')").await?;
        Ok(browser)
    }

    fn list(&self) -> Result<Vec<u8>> {
        Ok(self.office.publish()?.into_bytes())
    }

    async fn end(&self, browser: Browser) -> Result<()> {
        browser.check_clean().await?;
        browser.close().await?;
        let asked: Vec<_> = self.proxy.exchanges().into_iter().map(|exchange| exchange.address).collect();
        assert_eq!(asked, Vec::<String>::new(), "the file asked the network");
        Ok(())
    }
}

/// Has `cargo xtask single-file` write the page from the site.
fn write(environment: &Environment, office: &Office) -> Result<PathBuf> {
    let page = office.data().join("dcert.html");
    let mut command = Command::new(&environment.xtask);
    Run::of(command.arg("single-file").arg("--site").arg(&environment.site).arg(&page))?.success()?;
    Ok(page)
}

#[track_caller]
fn check(outcome: &Outcome, verdict: &str, words: &str) {
    assert_eq!(outcome.verdict.as_deref(), Some(verdict), "{}", outcome.text);
    assert!(outcome.text.contains(words), "{words} is not in: {}", outcome.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_and_a_list_are_enough() -> Result<()> {
    let disk = Disk::set().await?;
    let good = disk.certificate.as_slice();
    let mut browser = disk.browser().await?;
    check(&browser.drop_file("certificate.pdf", good).await?, "status_unknown", "無法確認");
    let list = disk.list()?;
    let outcome = browser.drop_one_beside(&[("status.jwt", &list), ("certificate.pdf", good)]).await?;
    check(&outcome, "current", "驗證成功");
    let changed = flip_bit(good, good.len() / 2);
    check(&browser.drop_file("changed.pdf", &changed).await?, "not_recognised", "驗證失敗");
    ensure!(!browser.reasons().await?.is_empty(), "the diagnosis is in the file, too");

    // A list that comes alone, under the name the site gives it, judges what is shown.
    check(&browser.drop_file("certificate.pdf", good).await?, "current", "驗證成功");
    disk.office.annul(&disk.issued.number, "professor")?;
    let newer = disk.list()?;
    browser.drop_files(&[("1", &newer)]).await?;
    browser.wait_for("!!document.querySelector('section[data-verdict=revoked]')").await?;
    disk.end(browser).await
}

#[tokio::test(flavor = "multi_thread")]
async fn many_files_are_checked_with_one_list() -> Result<()> {
    let disk = Disk::set().await?;
    let (good, list) = (disk.certificate.as_slice(), disk.list()?);
    let changed = flip_bit(good, good.len() / 2);
    let browser = disk.browser().await?;
    let files =
        [("a.pdf", good), ("status.jwt", list.as_slice()), ("b.pdf", good), ("c.pdf", changed.as_slice())];
    browser.drop_files(&files).await?;
    browser.wait_for("document.querySelector('.many-count')?.dataset.finished === 'true'").await?;
    let kinds = browser
        .evaluate(
            "return Object.fromEntries([...document.querySelectorAll('.many-kinds [data-kind]')].map(button =>
                [button.dataset.kind, Number(button.querySelector('.count').textContent)]));",
        )
        .await?;
    assert_eq!(kinds, json!({ "all": 3, "current": 2, "not_recognised": 1 }));
    disk.end(browser).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_can_be_chosen_and_only_a_list() -> Result<()> {
    let disk = Disk::set().await?;
    let mut browser = disk.browser().await?;
    let state = "document.getElementById('single-file').dataset.list";
    browser.wait_for(&format!("{state} === 'none'")).await?;
    let wrong = disk.office.file("wrong.jwt", b"eyJ0eXAiOiJub25lIn0.e30.AA")?;
    browser.give_to("#list", &wrong).await?;
    browser.wait_for(&format!("{state} === 'refused'")).await?;
    let list = disk.office.file("status.jwt", &disk.list()?)?;
    browser.give_to("#list", &list).await?;
    browser.wait_for(&format!("{state} === 'taken'")).await?;
    check(&browser.drop_file("certificate.pdf", &disk.certificate).await?, "current", "驗證成功");
    browser.switch_language().await?;
    let english = browser.evaluate("return document.getElementById('single-file').innerText").await?;
    let english = english.as_str().context("the strip has a text")?;
    ensure!(english.contains("Single file, no network") && !english.contains("單一檔案"), "{english}");
    disk.end(browser).await
}
