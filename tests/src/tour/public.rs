//! The page of verification: every verdict, a refusal with its reason, many files, a
//! printed code, no network.

use anyhow::{Context, Result, ensure};

use super::{Look, Walk};
use crate::{Browser, Fault, PNG, Row, Stage, flip_bit};

/// What the annex adds to a verdict has come: all checks, and of an authentic file the
/// picture of its first page.
const COMPLETE: &str = "document.querySelector('.checks') !== null
        && (document.querySelector('section[data-verdict=not_recognised]') !== null
            || document.querySelector('#first-page:not([hidden]) canvas') !== null)";

const UNFOLD: &str = "document.querySelectorAll('main details').forEach(details => { details.open = true })";

/// Keeps what the page would download.
const CATCH_DOWNLOAD: &str = "
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = blob => { blob.text().then(text => { window.downloaded = text }); return make(blob) };
    HTMLAnchorElement.prototype.click = function () {};
";

impl<L: Look> Walk<'_, L> {
    pub(super) async fn verification(&mut self) -> Result<()> {
        let stage = self.stage;
        let (professor, first) = stage.issue(Row::PROFESSOR)?;
        let (lecturer, other) = stage.issue(Row::LECTURER)?;
        let mut browser = self.browser().await?;
        browser.open(&stage.page()).await?;
        self.see(&browser, "verify/idle").await?;
        self.drop(&mut browser, &first, "current").await?;
        self.see(&browser, "verify/current").await?;
        browser.evaluate(UNFOLD).await?;
        self.see(&browser, "verify/what-was-checked").await?;
        self.receipts(&mut browser, &first).await?;
        self.refusals(&mut browser, &first).await?;
        self.pictures(&mut browser).await?;

        let replace = ["replace", &professor.number, "--reason", "姓名變更", "--name", "吳更名"];
        stage.publish_after(|office| office.run(replace)).await?;
        let second = stage.office.export(&professor.number, 2)?;
        browser.open(&stage.page()).await?;
        self.drop(&mut browser, &first, "superseded").await?;
        self.see(&browser, "verify/superseded").await?;
        stage.publish_after(|office| office.annul(&lecturer.number, "lecturer")).await?;
        browser.open(&stage.page()).await?;
        self.drop(&mut browser, &other, "revoked").await?;
        self.see(&browser, "verify/revoked").await?;
        self.many(&mut browser, &[&first, &second, &other]).await?;
        browser.close().await?;
        self.codes(&professor.number, &lecturer.number).await?;
        self.without_a_network(&first).await?;
        self.without_the_annex(&first).await
    }

    /// A receipt is made, and looked at later beside its file.
    async fn receipts(&mut self, browser: &mut Browser, file: &[u8]) -> Result<()> {
        browser.evaluate(CATCH_DOWNLOAD).await?;
        browser.click(".result .next .button.quiet").await?;
        browser.wait_until(".receipt .button.primary").await?;
        self.see(browser, "verify/receipt").await?;
        browser.click(".receipt .button.primary").await?;
        browser.wait_for("typeof window.downloaded === 'string'").await?;
        let receipt = browser.evaluate("return window.downloaded").await?;
        let receipt = receipt.as_str().context("a receipt is text")?.as_bytes();
        browser.drop_files(&[("證書.pdf", file), ("receipt.json", receipt)]).await?;
        browser.wait_until("[data-comparison=same]").await?;
        self.see(browser, "verify/receipt-compared").await?;
        browser.drop_files(&[("receipt.json", receipt)]).await?;
        browser.wait_until("[data-comparison=alone]").await?;
        self.see(browser, "verify/receipt-alone").await
    }

    async fn drop(&mut self, browser: &mut Browser, bytes: &[u8], verdict: &str) -> Result<()> {
        let outcome = browser.drop_file("certificate.pdf", bytes).await?;
        ensure!(outcome.verdict.as_deref() == Some(verdict), "{:?} in place of {verdict}", outcome.verdict);
        browser.wait_for(COMPLETE).await
    }

    async fn refusals(&mut self, browser: &mut Browser, genuine: &[u8]) -> Result<()> {
        for (file, state) in [
            (flip_bit(genuine, genuine.len() / 2), "verify/changed"),
            (genuine[..genuine.len() - 1000].to_vec(), "verify/cut-off"),
            (b"a letter".to_vec(), "verify/not-a-pdf"),
        ] {
            browser.open(&self.stage.page()).await?;
            self.drop(browser, &file, "not_recognised").await?;
            ensure!(!browser.reasons().await?.is_empty(), "{state} has a reason");
            self.see(browser, state).await?;
        }
        // A document that was saved again tells by its code what it was.
        let mut saved = Vec::new();
        lopdf::Document::load_mem(genuine)?.save_to(&mut saved)?;
        browser.open(&self.stage.page()).await?;
        self.drop(browser, &saved, "not_recognised").await?;
        browser.wait_until("[data-copy]").await?;
        browser.evaluate(UNFOLD).await?;
        self.see(browser, "verify/re-saved").await
    }

    /// A picture with nothing to read in it.
    async fn pictures(&mut self, browser: &mut Browser) -> Result<()> {
        browser.open(&self.stage.page()).await?;
        browser.drop_files(&[("photo.png", PNG)]).await?;
        browser.wait_until("#annex [data-verdict=incomplete]").await?;
        self.see(browser, "verify/picture-without-code").await
    }

    async fn many(&mut self, browser: &mut Browser, files: &[&[u8]]) -> Result<()> {
        browser.open(&self.stage.page()).await?;
        let genuine =
            files.iter().enumerate().map(|(place, file)| (format!("證書-{place}.pdf"), file.to_vec()));
        let broken = (0..3).map(|place| (format!("掃描-{place}.pdf"), flip_bit(files[0], 5_000 + place)));
        let note = ("不是壓縮檔.zip".to_owned(), b"PK".to_vec());
        let all: Vec<_> = genuine.chain(broken).chain([note]).collect();
        let all: Vec<_> = all.iter().map(|(name, file)| (name.as_str(), file.as_slice())).collect();
        browser.drop_files(&all).await?;
        browser.wait_until(".many-count[data-finished=true]").await?;
        self.see(browser, "verify/many-files").await?;
        browser.click(".many tr[data-kind=not_recognised] button").await?;
        browser.wait_until(".many-details .why li").await?;
        self.see(browser, "verify/many-files-details").await
    }

    /// Each in a page of its own: a fragment alone does not load the page anew.
    async fn codes(&mut self, newer: &str, revoked: &str) -> Result<()> {
        let stage = self.stage;
        for (number, version, state) in [
            (newer, "2", "verify/copy-current"),
            (newer, "1", "verify/copy-superseded"),
            (revoked, "1", "verify/copy-revoked"),
            (newer, "", "verify/copy-not-recognised"),
        ] {
            let code = fragment(stage, number, if version.is_empty() { "2" } else { version })?;
            let code = if version.is_empty() { &code[..code.len() - 30] } else { &code };
            let mut browser = self.browser().await?;
            browser.open(&format!("{}{code}", stage.page())).await?;
            browser.wait_until("[data-copy]").await?;
            self.see(&browser, state).await?;
            browser.close().await?;
        }
        Ok(())
    }

    /// The list cannot be had: first in a browser that never had one, then in one that
    /// keeps the page.
    async fn without_a_network(&mut self, file: &[u8]) -> Result<()> {
        self.stage.proxy.plan("/status/1", Fault::Cut);
        let mut browser = self.browser().await?;
        browser.open(&self.stage.page()).await?;
        self.drop(&mut browser, file, "status_unknown").await?;
        self.see(&browser, "verify/status-unknown").await?;
        browser.close().await?;
        self.stage.proxy.heal("/status/1");

        let mut browser = Browser::start_keeping(&self.stage.proxy.authority()).await?;
        browser.speak(self.language).await?;
        self.eye.meet(&browser).await?;
        browser.open(&self.stage.page()).await?;
        browser.wait_for("!!navigator.serviceWorker.controller").await?;
        self.drop(&mut browser, file, "superseded").await?;
        self.stage.proxy.plan("/status/1", Fault::Cut);
        browser.open(&self.stage.page()).await?;
        self.drop(&mut browser, file, "superseded").await?;
        self.see(&browser, "verify/offline").await?;
        browser.close().await
    }

    /// What the annex would do cannot be had, and one file still can.
    async fn without_the_annex(&mut self, file: &[u8]) -> Result<()> {
        let mut browser = self.browser().await?;
        browser.open(&self.stage.page()).await?;
        let program = browser.annex_program().await?;
        self.stage.proxy.plan(&program, Fault::Cut);
        browser.drop_files(&[("a.pdf", file), ("b.pdf", file)]).await?;
        browser.wait_until("section[data-verdict=incomplete]").await?;
        self.see(&browser, "verify/without-the-annex").await?;
        self.stage.proxy.heal(&program);
        browser.close().await
    }
}

/// The part of a code's link behind the `#`, with it.
fn fragment(stage: &Stage, number: &str, version: &str) -> Result<String> {
    let link = stage.office.run(["code", number, "--version", version])?;
    let (_, data) = link.trim().split_once('#').context("a link has a fragment")?;
    Ok(format!("#{data}"))
}
