//! The page of verification: every verdict, a refusal with its reason, many files, a
//! printed code, no network.

use anyhow::{Context, Result, ensure};
use base64ct::{Base64, Encoding};
use serde_json::json;

use super::{Look, Walk};
use crate::{Browser, Row, Stage, flip_bit};

/// Drops several files at once: names and contents in turns.
const DROP_MANY: &str = "
    const data = new DataTransfer();
    for (const [name, content] of arguments[0]) {
        const bytes = Uint8Array.from(atob(content), character => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: 'application/pdf' }));
    }
    document.querySelector('main').dispatchEvent(
        new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    arguments[arguments.length - 1](true);
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
        self.refusals(&mut browser, &first).await?;

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
        self.without_a_network(&first).await
    }

    async fn drop(&mut self, browser: &mut Browser, bytes: &[u8], verdict: &str) -> Result<()> {
        let outcome = browser.drop_file("certificate.pdf", bytes).await?;
        ensure!(outcome.verdict.as_deref() == Some(verdict), "{:?} in place of {verdict}", outcome.verdict);
        Ok(())
    }

    async fn refusals(&mut self, browser: &mut Browser, genuine: &[u8]) -> Result<()> {
        for (file, state) in [
            (flip_bit(genuine, genuine.len() / 2), "verify/changed"),
            (genuine[..genuine.len() - 1000].to_vec(), "verify/cut-off"),
            (b"a letter".to_vec(), "verify/not-a-pdf"),
        ] {
            self.drop(browser, &file, "not_recognised").await?;
            ensure!(!browser.reasons().await?.is_empty(), "{state} has a reason");
            self.see(browser, state).await?;
        }
        Ok(())
    }

    async fn many(&mut self, browser: &mut Browser, files: &[&[u8]]) -> Result<()> {
        browser.open(&self.stage.page()).await?;
        let genuine =
            files.iter().enumerate().map(|(place, file)| (format!("證書-{place}.pdf"), file.to_vec()));
        let broken = (0..3).map(|place| (format!("掃描-{place}.pdf"), flip_bit(files[0], 5_000 + place)));
        let all: Vec<_> =
            genuine.chain(broken).map(|(name, file)| json!([name, Base64::encode_string(&file)])).collect();
        browser.await_value(DROP_MANY, vec![json!(all)]).await?;
        browser.wait_until(".many-count[data-finished=true]").await?;
        self.see(browser, "verify/many-files").await
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
        self.stage.proxy.plan("/status/1", crate::Fault::Cut);
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
        self.stage.proxy.plan("/status/1", crate::Fault::Cut);
        browser.open(&self.stage.page()).await?;
        self.drop(&mut browser, file, "superseded").await?;
        self.see(&browser, "verify/offline").await?;
        browser.close().await
    }
}

/// The part of a code's link behind the `#`, with it.
fn fragment(stage: &Stage, number: &str, version: &str) -> Result<String> {
    let link = stage.office.run(["code", number, "--version", version])?;
    let (_, data) = link.trim().split_once('#').context("a link has a fragment")?;
    Ok(format!("#{data}"))
}
