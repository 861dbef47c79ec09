//! What staff meet now and then: a first sign-in, a session that ends in the middle of
//! work, wrong data, a paused batch, a lost paper certificate.
#![cfg(feature = "journeys")]

use std::process::{Child, Stdio};

use anyhow::{Context, Result, ensure};
use e2e::{HEADER, Office, PASSWORD, Row, Stage, code};

const OTHER_LETTER: &str = "臺教高樣字第1150000010號";
const ON_PAPER: &str = "講字第871953號";

/// `api press`, ended with the journey.
struct Press(Child);

impl Press {
    fn start(office: &Office) -> Result<Self> {
        Ok(Self(office.api().arg("press").stdin(Stdio::null()).spawn()?))
    }
}

impl Drop for Press {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A professor; a lecturer of another letter; a lecturer who got a paper certificate.
fn roster() -> String {
    let lecturer = Row::LECTURER.line().replace("臺教高樣字第1150000009號", OTHER_LETTER);
    let paper =
        Row { number: ON_PAPER, identity_number: "F120000011", name: "紙本示例", ..Row::LECTURER };
    let paper = paper.line().replace("臺教高樣字第1150000009號", "臺教高樣字第1150000011號");
    format!("{HEADER}\n{}\n{lecturer}\n{paper}\n", Row::PROFESSOR.line())
}

fn furnish(office: &Office) -> Result<()> {
    let reference = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/reference/sample.toml");
    office.run(["reference", "import", reference])?;
    office.add_account("issuer", "issuer", None)?;
    office.add_account("school-a", "school:9901", None)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_officer_sets_up_a_second_factor_and_a_password_of_their_own() -> Result<()> {
    let stage = Stage::set().await?;
    let first = stage.office.add_new_account("novice", "issuer")?;
    let browser = stage.begin_sign_in("novice", &first).await?;
    browser.wait_for("!!document.querySelector('[data-secret]')").await?;
    let secret = browser.evaluate("return document.querySelector('[data-secret]').textContent").await?;
    browser.fill("驗證碼", &code(secret.as_str().context("the secret is a text")?)?).await?;
    browser.press("送出驗證碼").await?;
    browser.wait_for_text("目前的密碼由他人提供").await?;

    browser.fill("新密碼", "short").await?;
    browser.fill("再輸入一次新密碼", "short").await?;
    browser.press("儲存新密碼").await?;
    browser.wait_for("!!document.querySelector('#new-password[aria-invalid=true]')").await?;
    browser.fill("新密碼", PASSWORD).await?;
    browser.fill("再輸入一次新密碼", PASSWORD).await?;
    browser.press("儲存新密碼").await?;
    browser.wait_for("location.pathname === '/ministry'").await?;
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_in_the_middle_of_work_loses_nothing() -> Result<()> {
    let stage = Stage::set().await?;
    furnish(&stage.office)?;
    stage.issue(Row::PROFESSOR)?;
    let mut school = stage.sign_in("school-a", "school").await?;
    school.visit(&stage.office_page("confirm")).await?;
    school.fill("核定公文文號", "臺教高樣字第1150000009號").await?;
    school.press("查詢").await?;
    school.wait_for_text("尚未確認(1/1)").await?;
    school.press("全選").await?;

    stage.office.end_sessions("school-a")?;
    school.press("確認(1)").await?;
    school.wait_for("!!document.querySelector('#sign-in-again[open]')").await?;
    school.fill("密碼", PASSWORD).await?;
    school.press("登入").await?;
    school.wait_for("!document.querySelector('dialog[open]')").await?;
    school.press("確認(1)").await?;
    school.wait_for_text("已確認(1/1)").await?;
    school.check_clean().await?;
    school.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_pause_a_batch_correct_a_case_and_reissue_a_lost_paper_certificate() -> Result<()> {
    let stage = Stage::set().await?;
    furnish(&stage.office)?;
    let roster = stage.office.file("roster.csv", roster().as_bytes())?;
    stage.office.run(["import".as_ref(), roster.as_os_str()])?;
    let mut issuer = stage.sign_in("issuer", "issuer").await?;

    // The paused batch waits while a later one is issued.
    issuer.visit(&stage.office_page("ministry/issues")).await?;
    issuer.fill("核定公文文號", "臺教高樣字第1150000009號").await?;
    issuer.press("開始製證").await?;
    issuer.press("暫停").await?;
    issuer.wait_for("!!document.querySelector('tr[data-state=paused]')").await?;
    issuer.fill("核定公文文號", OTHER_LETTER).await?;
    issuer.press("開始製證").await?;
    let _press = Press::start(&stage.office)?;
    issuer.wait_for("!!document.querySelector('tr[data-state=done]')").await?;
    issuer.press("繼續").await?;
    issuer.wait_for("document.querySelectorAll('tr[data-state=done]').length === 2").await?;

    // A correction withdraws the file that nobody has got.
    let number = Row::PROFESSOR.number;
    let wrong = stage.office.export(number, 1)?;
    ensure!(stage.verdict(&wrong).await?.as_deref() == Some("current"), "issued, not confirmed");
    stage.open_case(&mut issuer, number).await?;
    issuer.press("更正資料").await?;
    issuer.fill("姓名", "吳更正").await?;
    issuer.press("送出更正").await?;
    issuer.wait_for("!document.querySelector('dialog[open]')").await?;
    stage.await_case(&mut issuer, number, "尚未確認").await?;
    ensure!(stage.verdict(&wrong).await?.as_deref() == Some("revoked"), "the wrong file is withdrawn");
    let corrected = stage.office.export(number, 2)?;
    ensure!(stage.verdict(&corrected).await?.as_deref() == Some("current"), "the corrected one counts");

    // A lost paper certificate comes back as a file, marked 補發.
    stage.open_case(&mut issuer, ON_PAPER).await?;
    issuer.press("補發、換發").await?;
    issuer.pick("事由類別", "lost").await?;
    issuer.fill("事由", "遺失").await?;
    issuer.fill("紙本證書發給日期", "102-02-20").await?;
    issuer.press("產生新版證書").await?;
    issuer.wait_for("!document.querySelector('dialog[open]')").await?;
    stage.await_case(&mut issuer, ON_PAPER, "尚未確認").await?;
    issuer.press("代為確認").await?;
    issuer.press("代為確認").await?;
    issuer.wait_for("!document.querySelector('dialog[open]')").await?;
    ensure!(issuer.text().await?.contains("補發"), "the version is marked");
    let reissued = stage.office.export(ON_PAPER, 1)?;
    ensure!(stage.verdict(&reissued).await?.as_deref() == Some("current"), "the reissued one counts");
    issuer.check_clean().await?;
    issuer.close().await
}
