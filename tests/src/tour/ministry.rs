//! 發證作業 and the auditor.

use anyhow::Result;

use super::{Look, Walk, roster};
use crate::{Browser, PASSWORD, staff::TOTP_SECRET};

/// The case that is corrected before its confirmation, and annulled in the end.
const ASSOCIATE: &str = "副字第990007號";
/// A case of the same letter that is replaced.
const LECTURER: &str = "講字第990005號";

/// What the ground of an annulment is called in the sample.
const GROUND: &str = "45-44-1-2";

/// Closes the dialog and presses the second button of those that open one, before the
/// browser tells of the end.
const THE_NEXT_AT_ONCE: &str = "
    document.querySelector('dialog[open] .dialog-head button').click();
    document.querySelector('section.boxed .acts button:nth-of-type(2)').click();
";

impl<L: Look> Walk<'_, L> {
    async fn officer(&mut self, account: &str) -> Result<Browser> {
        let mut browser = self.browser().await?;
        self.go(&mut browser, "sign-in").await?;
        self.give_password(&browser, account, PASSWORD).await?;
        browser.wait_until("#code").await?;
        self.give_code(&browser, TOTP_SECRET).await?;
        browser.wait_for("!location.pathname.startsWith('/sign-in')").await?;
        Ok(browser)
    }

    /// From the empty dashboard to issued certificates, of which one was corrected and
    /// one is replaced.
    pub(super) async fn ministry(&mut self) -> Result<()> {
        let mut issuer = self.officer("issuer").await?;
        issuer.wait_until(".figures").await?;
        issuer.wait_until(".empty").await?;
        self.see(&issuer, "ministry/nothing-waits").await?;
        for (path, state) in [
            ("ministry/cases", "cases/none"),
            ("ministry/issues", "issues/none"),
            ("ministry/annulments", "annulments/none"),
        ] {
            self.go(&mut issuer, path).await?;
            issuer.wait_until(".empty").await?;
            self.see(&issuer, state).await?;
        }
        self.go(&mut issuer, "ministry/cases/nothing").await?;
        issuer.wait_until("[data-problem=not-found]").await?;
        self.see(&issuer, "case/no-such-case").await?;
        self.importing(&mut issuer).await?;
        self.issuing(&mut issuer).await?;
        self.correcting(&mut issuer).await?;
        self.replacing(&mut issuer).await?;
        self.go(&mut issuer, "ministry").await?;
        issuer.wait_until(".figures").await?;
        self.see(&issuer, "ministry/work-waits").await?;
        issuer.close().await
    }

    async fn importing(&mut self, issuer: &mut Browser) -> Result<()> {
        self.go(issuer, "ministry/import").await?;
        self.see(issuer, "import/idle").await?;
        let bad = roster().replace("58-04-16", "58-14-16").replace("H120000031", "H120000032");
        issuer.give(&self.stage.office.file("bad.csv", bad.as_bytes())?).await?;
        issuer.click("form button[type=submit]").await?;
        issuer.wait_until("section[data-import=refused]").await?;
        self.see(issuer, "import/refused").await?;
        issuer.give(&self.stage.office.file("roster.csv", roster().as_bytes())?).await?;
        issuer.click("form button[type=submit]").await?;
        issuer.wait_until("section[data-import=tried]").await?;
        self.see(issuer, "import/tried").await?;
        issuer.click("form button[type=button].primary").await?;
        issuer.wait_until("section[data-import=stored]").await?;
        self.see(issuer, "import/stored").await?;
        issuer.evaluate("sessionStorage.setItem('dcert.import', 'roster.csv')").await?;
        self.go(issuer, "ministry/import").await?;
        issuer.wait_until("[data-left]").await?;
        self.see(issuer, "import/left-while-importing").await?;
        issuer.evaluate("sessionStorage.clear()").await?;
        Ok(())
    }

    async fn issuing(&mut self, issuer: &mut Browser) -> Result<()> {
        self.open_case(issuer, ASSOCIATE).await?;
        self.see(issuer, "case/approved").await?;
        self.go(issuer, "ministry/issues").await?;
        issuer.write("#batch-document-number", "沒有這個文號").await?;
        issuer.click(".search button[type=submit]").await?;
        issuer.wait_until("#start-trouble").await?;
        self.see(issuer, "issues/nothing-to-issue").await?;
        issuer.write("#batch-document-number", "").await?;
        issuer.click(".search button[type=submit]").await?;
        issuer.wait_until("tr[data-state=done]").await?;
        self.see(issuer, "issues/done").await?;
        self.go(issuer, "ministry/cases").await?;
        issuer.wait_until("tr[data-case]").await?;
        self.see(issuer, "cases/list").await?;
        issuer.write("#search-identity-number", "nonsense").await?;
        issuer.click(".search button[type=submit]").await?;
        issuer.wait_until("#search-trouble").await?;
        self.see(issuer, "cases/refused").await
    }

    async fn correcting(&mut self, issuer: &mut Browser) -> Result<()> {
        self.open_case(issuer, ASSOCIATE).await?;
        self.see(issuer, "case/unconfirmed").await?;
        self.act(issuer, 0).await?;
        issuer.wait_for("document.querySelector('.preview img').complete").await?;
        self.see(issuer, "case/preview").await?;
        issuer.evaluate(THE_NEXT_AT_ONCE).await?;
        issuer.wait_until("#act[open] #case-name").await?;
        self.see(issuer, "case/correct").await?;
        issuer.click("#act button[type=submit]").await?;
        issuer.wait_until("#nothing-changed").await?;
        self.see(issuer, "case/correct-nothing").await?;
        issuer.write("#case-name", "歐陽更正").await?;
        issuer.write("#case-birth-date", "yesterday").await?;
        issuer.click("#act button[type=submit]").await?;
        issuer.wait_until("#case-birth-date[aria-invalid=true]").await?;
        self.see(issuer, "case/correct-refused").await?;
        issuer.write("#case-birth-date", "53-02-28").await?;
        issuer.click("#act button[type=submit]").await?;
        self.closed(issuer).await?;
        issuer.wait_until("[data-outcome]:not(:empty)").await?;
        self.see(issuer, "case/corrected").await?;
        self.until_stage(issuer, ASSOCIATE, "unconfirmed").await
    }

    async fn replacing(&mut self, issuer: &mut Browser) -> Result<()> {
        self.open_case(issuer, LECTURER).await?;
        self.act(issuer, 2).await?;
        self.see(issuer, "case/confirm").await?;
        issuer.click("#act button[type=submit]").await?;
        self.closed(issuer).await?;
        issuer.wait_until("[data-undo]").await?;
        issuer.wait_until(".case-head [data-stage=confirmed]").await?;
        self.see(issuer, "case/confirmed").await?;
        self.act(issuer, 1).await?;
        self.see(issuer, "case/take-back").await?;
        self.dismiss(issuer).await?;
        self.act(issuer, 2).await?;
        issuer.click("#act button[type=submit]").await?;
        issuer.wait_until("#replacement-ground[aria-invalid=true]").await?;
        self.see(issuer, "case/replace-empty-fields").await?;
        issuer.select("#replacement-ground", "changed").await?;
        issuer.write("#replacement-reason", "姓名變更").await?;
        issuer.write("#case-name", "歐陽換發").await?;
        self.see(issuer, "case/replace").await?;
        issuer.click("#act button[type=submit]").await?;
        self.closed(issuer).await?;
        self.until_stage(issuer, LECTURER, "unconfirmed").await?;
        self.see(issuer, "case/replaced").await
    }

    /// 撤銷, 效力復原, after the school has confirmed and the teacher has downloaded.
    pub(super) async fn annulling(&mut self) -> Result<()> {
        let mut issuer = self.officer("issuer2").await?;
        self.open_case(&mut issuer, ASSOCIATE).await?;
        self.see(&issuer, "case/with-history").await?;
        issuer.click("section.boxed button.danger").await?;
        issuer.wait_until("#annulment-ground").await?;
        self.see(&issuer, "annul/decision").await?;
        issuer.click("#act button[type=submit]").await?;
        issuer.wait_until("#annulment-ground[aria-invalid=true]").await?;
        self.see(&issuer, "annul/decision-empty-fields").await?;
        issuer.select("#annulment-ground", GROUND).await?;
        issuer.write("#annulment-date", "115-11-20").await?;
        issuer.write("#annulment-letter", "臺教高樣字第1150000073號").await?;
        issuer.click("#act button[type=submit]").await?;
        issuer.wait_until("#annulment-hit").await?;
        self.see(&issuer, "annul/effect").await?;
        issuer.write("#annulment-number", LECTURER).await?;
        issuer.click("#act button[type=submit]").await?;
        issuer.wait_until("#annulment-number[aria-invalid=true]").await?;
        self.see(&issuer, "annul/other-number").await?;
        issuer.write("#annulment-number", ASSOCIATE).await?;
        issuer.click("#act button[type=submit]").await?;
        self.closed(&issuer).await?;
        issuer.wait_until(".case-head [data-status=revoked]").await?;
        self.see(&issuer, "case/annulled").await?;
        self.go(&mut issuer, "ministry/annulments").await?;
        issuer.wait_until("[data-annulment]").await?;
        self.see(&issuer, "annulments/in-force").await?;
        issuer.click("[data-annulment] .acts button").await?;
        issuer.wait_until("#decide[open]").await?;
        self.see(&issuer, "annulments/reinstate").await?;
        issuer.click("#decide button[type=submit]").await?;
        issuer.wait_until("#decide-number[aria-invalid=true]").await?;
        self.see(&issuer, "annulments/reinstate-empty-fields").await?;
        issuer.write("#reinstate-basis", "訴願決定").await?;
        issuer.write("#reinstate-date", "115-11-21").await?;
        issuer.write("#reinstate-letter", "臺教高樣字第1150000074號").await?;
        issuer.write("#decide-number", ASSOCIATE).await?;
        issuer.click("#decide button[type=submit]").await?;
        self.closed(&issuer).await?;
        issuer.wait_until("[data-state=reinstated]").await?;
        self.see(&issuer, "annulments/reinstated").await?;
        issuer.close().await
    }

    pub(super) async fn auditor(&mut self) -> Result<()> {
        let mut auditor = self.officer("auditor").await?;
        auditor.wait_until("tr[data-sequence]").await?;
        self.see(&auditor, "audit/list").await?;
        auditor.write("#audit-from", "yesterday").await?;
        auditor.click(".search button[type=submit]").await?;
        auditor.wait_until("#audit-from[aria-invalid=true]").await?;
        self.see(&auditor, "audit/no-date").await?;
        auditor.write("#audit-from", "").await?;
        auditor.write("#audit-account", "nobody").await?;
        auditor.click(".search button[type=submit]").await?;
        auditor.wait_until(".empty").await?;
        self.see(&auditor, "audit/none").await?;
        self.open_case(&mut auditor, ASSOCIATE).await?;
        self.see(&auditor, "audit/case").await?;
        auditor.close().await
    }

    async fn open_case(&mut self, browser: &mut Browser, number: &str) -> Result<()> {
        self.go(browser, "ministry/cases").await?;
        browser.write("#search-certificate-number", number).await?;
        browser.click(".search button[type=submit]").await?;
        browser.wait_for("document.querySelectorAll('tr[data-case]').length === 1").await?;
        browser.click("tr[data-case] a").await?;
        browser.wait_until(".case-head").await
    }

    /// The press works in the background.
    async fn until_stage(&mut self, browser: &mut Browser, number: &str, stage: &str) -> Result<()> {
        let there = format!("return !!document.querySelector('.case-head [data-stage={stage}]')");
        for _ in 0..50 {
            self.open_case(browser, number).await?;
            if browser.evaluate(&there).await? == true {
                return Ok(());
            }
        }
        anyhow::bail!("{number} does not get to {stage}")
    }

    /// Opens the dialog of an act, by its place among those offered.
    async fn act(&mut self, browser: &Browser, place: usize) -> Result<()> {
        browser.click(&format!("section.boxed .acts button:nth-of-type({})", place + 1)).await?;
        browser.wait_until("#act[open]").await
    }

    async fn dismiss(&mut self, browser: &Browser) -> Result<()> {
        browser.click("dialog[open] .dialog-head button").await?;
        self.closed(browser).await
    }
}
