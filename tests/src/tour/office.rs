//! Signing in, schools, teachers.

use anyhow::{Context, Result};
use serde_json::json;

use super::{LETTER, Look, Walk};
use crate::{Answer, Fault, PASSWORD};

impl<L: Look> Walk<'_, L> {
    /// Pages before anything has happened, and those for others.
    pub(super) async fn empty_pages(&mut self) -> Result<()> {
        let mut browser = self.browser().await?;
        self.go(&mut browser, "announcements").await?;
        browser.wait_until(".empty").await?;
        self.see(&browser, "announcements/empty").await?;
        browser.close().await?;

        let mut teacher = self.sign_in("newcomer").await?;
        teacher.wait_until(".empty").await?;
        self.see(&teacher, "teacher/empty").await?;
        self.go(&mut teacher, "ministry").await?;
        self.see(&teacher, "forbidden").await?;
        self.go(&mut teacher, "account").await?;
        self.see(&teacher, "account/idle").await?;
        teacher.click("form button[type=submit]").await?;
        teacher.wait_until("#new-password[aria-invalid=true]").await?;
        self.see(&teacher, "account/empty-fields").await?;
        teacher.write("#current-password", PASSWORD).await?;
        teacher.write("#new-password", "short").await?;
        teacher.write("#repeated-password", "short").await?;
        teacher.click("form button[type=submit]").await?;
        teacher.wait_until("[data-problem=invalid]").await?;
        self.see(&teacher, "account/refused-password").await?;
        teacher.close().await
    }

    /// Every step of the sign-in.
    pub(super) async fn signing_in(&mut self) -> Result<()> {
        let mut browser = self.browser().await?;
        self.go(&mut browser, "sign-in").await?;
        self.see(&browser, "sign-in/idle").await?;
        browser.click("main form button[type=submit]").await?;
        browser.wait_until("#account[aria-invalid=true]").await?;
        self.see(&browser, "sign-in/empty-fields").await?;
        self.give_password(&browser, "school-b", "not the password").await?;
        browser.wait_until("[data-problem=sign-in-refused]").await?;
        self.see(&browser, "sign-in/refused").await?;
        self.stage.proxy.plan_once("/api/session", Fault::Cut);
        self.give_password(&browser, "school-b", PASSWORD).await?;
        browser.wait_until("[data-problem=away]").await?;
        self.see(&browser, "sign-in/server-away").await?;
        browser.close().await?;

        let first = self.stage.office.add_new_account("novice", "issuer")?;
        let mut novice = self.browser().await?;
        self.go(&mut novice, "ministry").await?;
        self.see(&novice, "sign-in/page-asked-for").await?;
        self.give_password(&novice, "novice", &first).await?;
        novice.wait_until("[data-secret]").await?;
        self.see(&novice, "sign-in/enrolment").await?;
        novice.write("#code", "123").await?;
        novice.click("form:has(#code) button[type=submit]").await?;
        novice.wait_until("#code-trouble").await?;
        self.see(&novice, "sign-in/wrong-code").await?;
        let secret = novice.evaluate("return document.querySelector('[data-secret]').textContent").await?;
        self.give_code(&novice, secret.as_str().context("the secret is a text")?).await?;
        novice.wait_until("#new-password").await?;
        self.see(&novice, "sign-in/new-password").await?;
        novice.close().await?;

        let mut officer = self.browser().await?;
        self.go(&mut officer, "sign-in").await?;
        self.give_password(&officer, "issuer", PASSWORD).await?;
        officer.wait_until("#code").await?;
        self.see(&officer, "sign-in/second-factor").await?;
        officer.close().await
    }

    /// 證書確認作業. Of the cases, one has a corrected version.
    pub(super) async fn school(&mut self) -> Result<()> {
        let other = self.sign_in("school-c").await?;
        self.see(&other, "confirm/idle").await?;
        other.click(".question button").await?;
        other.wait_until("#document-number[aria-invalid=true]").await?;
        self.see(&other, "confirm/empty-field").await?;
        other.write("#document-number", LETTER).await?;
        other.click(".question button").await?;
        other.wait_until(".empty").await?;
        self.see(&other, "confirm/none-found").await?;
        self.stage.proxy.plan("/api/school/cases", Fault::Cut);
        other.click(".question button").await?;
        other.wait_until("[data-problem=away]").await?;
        self.see(&other, "confirm/server-away").await?;
        self.stage.proxy.heal("/api/school/cases");
        other.close().await?;

        let mut school = self.sign_in("school-b").await?;
        self.go(&mut school, "confirm").await?;
        school.write("#document-number", LETTER).await?;
        school.click(".question button").await?;
        school.wait_until("tr[data-stage=unconfirmed]").await?;
        self.see(&school, "confirm/list").await?;
        school.click("tr:has(.changed) td.browse button").await?;
        school.wait_for("document.querySelector('.preview img').complete").await?;
        self.see(&school, "confirm/preview-of-a-changed-one").await?;
        school.click("#preview form button[type=submit]").await?;
        school.wait_until("#note[aria-invalid=true]").await?;
        self.see(&school, "confirm/note-empty").await?;
        school.write("#note", "姓名的第二個字有誤。").await?;
        school.click("#preview form button[type=submit]").await?;
        self.closed(&school).await?;
        school.wait_until("[data-outcome]:not(:empty)").await?;
        self.see(&school, "confirm/note-sent").await?;

        school.evaluate("document.querySelectorAll('.toolbar .acts button')[0].click()").await?;
        self.see(&school, "confirm/all-ticked").await?;
        let title = "資料已有新版，請重新檢視 The data changed meanwhile; look at the newest version first";
        let refusal = json!({ "type": "/problems/conflict", "title": title, "status": 409 }).to_string();
        let refusal = Answer::new(409, "application/problem+json", refusal);
        self.stage.proxy.plan_once("/api/school/confirmations", Fault::Answer(refusal));
        school.click("#confirm").await?;
        school.wait_until("#confirm-trouble").await?;
        self.see(&school, "confirm/refused").await?;
        school.click("#confirm").await?;
        school.wait_until("[data-undo]").await?;
        school.wait_until("tr[data-stage=confirmed]").await?;
        self.see(&school, "confirm/confirmed").await?;
        school.click("tr[data-stage=confirmed] input").await?;
        school.wait_until("#unconfirm[open]").await?;
        self.see(&school, "confirm/take-one-back").await?;
        school.click("#unconfirm .acts button").await?;
        self.closed(&school).await?;
        school.click("[data-undo]").await?;
        school.wait_until("tr[data-stage=unconfirmed]").await?;
        school.wait_until("[data-outcome]:not(:empty)").await?;
        self.see(&school, "confirm/undone").await?;
        school.evaluate("document.querySelectorAll('.toolbar .acts button')[0].click()").await?;
        self.stage.office.end_sessions("school-b")?;
        school.click("#confirm").await?;
        school.wait_until("#sign-in-again[open]").await?;
        self.see(&school, "confirm/session-ended").await?;
        school.write("#sign-in-again #password", PASSWORD).await?;
        school.click("#sign-in-again form button[type=submit]").await?;
        self.closed(&school).await?;
        school.click("#confirm").await?;
        school.wait_until("[data-undo]").await?;
        school.close().await
    }

    /// 證書下載
    pub(super) async fn teacher(&mut self) -> Result<()> {
        let mut teacher = self.sign_in("teacher").await?;
        self.go(&mut teacher, "certificates").await?;
        teacher.wait_until("tr[data-certificate]").await?;
        self.see(&teacher, "teacher/list").await?;
        teacher.click("tr[data-certificate] button").await?;
        teacher.wait_until("section[data-verdict=current]").await?;
        self.see(&teacher, "teacher/verified").await?;
        teacher.close().await
    }
}
