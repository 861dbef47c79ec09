//! Without a mouse: signing in, and confirming a letter of certificates.
#![cfg(feature = "journeys")]

use anyhow::{Result, ensure};
use e2e::{HEADER, PASSWORD, Row, Stage, identity_number};
use serde_json::json;

const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
const END: &str = "\u{e010}";
const HOME: &str = "\u{e011}";
const LETTER: &str = "臺教高樣字第1150000009號";

/// Thirty lecturers of one letter.
fn roster() -> String {
    let lines = (1..=30).map(|index| {
        let (number, identity) = (format!("講字第{}號", 871_100 + index), identity_number(500 + index));
        Row { name: "鍵盤示例", number: &number, identity_number: &identity, ..Row::LECTURER }.line() + "\n"
    });
    format!("{HEADER}\n{}", lines.collect::<String>())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_signs_in_confirms_and_undoes_with_the_keyboard_alone() -> Result<()> {
    let stage = Stage::set().await?;
    stage.office.add_account("school-a", "school:9901", None)?;
    stage.office.issue(&roster())?;
    let mut clerk = stage.browser().await?;
    clerk.visit(&stage.office_page("confirm")).await?;

    // Nothing typed: the notice gets the focus and leads to the first field.
    clerk.tab_to("#password").await?;
    clerk.keys(ENTER).await?;
    clerk.wait_for("document.activeElement.id === 'sign-in-trouble'").await?;
    clerk.tab_to("#sign-in-trouble a").await?;
    clerk.keys(ENTER).await?;
    clerk.wait_for("document.activeElement.id === 'account'").await?;
    clerk.keys("school-a").await?;
    clerk.tab_to("#password").await?;
    clerk.keys(&format!("{PASSWORD}{ENTER}")).await?;

    // Into the new page at its heading, on to the field and its rows.
    clerk.wait_for("document.activeElement.id === 'title'").await?;
    clerk.tab_to("#document-number").await?;
    clerk.keys(&format!("{LETTER}{ENTER}")).await?;
    clerk.wait_for("document.querySelectorAll('tr[data-case]').length === 30").await?;
    clerk.tab_to("td.tick input").await?;
    clerk.keys(SPACE).await?;
    clerk.keys(DOWN).await?;
    clerk.keys(SPACE).await?;
    clerk.keys(END).await?;
    clerk.keys(SPACE).await?;
    let last = "document.activeElement === [...document.querySelectorAll('td.tick input')].at(-1)";
    clerk.wait_for(last).await?;
    clerk.keys(HOME).await?;
    clerk.keys(SPACE).await?;
    clerk.wait_for_text("已勾選 2 筆").await?;
    let hidden = "
        const head = document.querySelector('.confirm-table thead').getBoundingClientRect();
        return document.activeElement.getBoundingClientRect().top < head.bottom;
    ";
    ensure!(clerk.evaluate(hidden).await? == json!(false), "the focus is below the head of the table");

    // Looks at one, and comes back to the row it was.
    clerk.tab_to("td.browse button").await?;
    clerk.keys(DOWN).await?;
    clerk.keys(ENTER).await?;
    clerk.wait_for("!!document.querySelector('#preview[open]')").await?;
    clerk.keys(ESCAPE).await?;
    clerk.wait_for("!document.querySelector('dialog[open]')").await?;
    clerk.wait_for("document.activeElement.matches('tr:nth-child(2) td.browse button')").await?;

    // Escape leads out of the table to the button.
    clerk.keys(ESCAPE).await?;
    clerk.wait_for("document.activeElement.id === 'confirm'").await?;
    clerk.keys(ENTER).await?;
    clerk.wait_for_text("已確認(2/30)").await?;
    clerk.tab_to(".toolbar button:last-child").await?;
    clerk.keys(ENTER).await?;
    clerk.wait_for_text("已確認(0/30)").await?;
    clerk.wait_for_text("已復原 2 筆").await?;
    ensure!(
        clerk.evaluate("return document.activeElement.id").await? == json!("confirm"),
        "the focus is kept"
    );
    clerk.check_clean().await?;
    clerk.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_says_what_the_teacher_has_already() -> Result<()> {
    let stage = Stage::set().await?;
    stage.office.add_account("school-a", "school:9901", None)?;
    stage.office.add_account("teacher", "teacher", Some(Row::LECTURER.identity_number))?;
    stage.issue(Row::LECTURER)?;
    let mut school = stage.sign_in("school-a", "school").await?;
    school.visit(&stage.office_page("confirm")).await?;
    school.fill("核定公文文號", LETTER).await?;
    school.press("查詢").await?;
    school.wait_for_text("尚未確認(1/1)").await?;
    school.press("全選").await?;
    school.press("確認(1)").await?;
    school.wait_for_text("已確認(1/1)").await?;

    let mut teacher = stage.sign_in("teacher", "teacher").await?;
    teacher.visit(&stage.office_page("certificates")).await?;
    teacher.press("在此驗證").await?;
    teacher.wait_for("!!document.querySelector('section[data-verdict=current]')").await?;
    school.click("[data-undo]").await?;
    school.wait_for_text("其中 1 筆教師已下載，已下載的檔案仍然有效，無法收回。").await?;
    school.wait_for_text("尚未確認(1/1)").await?;
    teacher.visit(&stage.office_page("certificates")).await?;
    teacher.wait_for_text("目前沒有可下載的證書").await?;
    for browser in [school, teacher] {
        browser.check_clean().await?;
        browser.close().await?;
    }
    Ok(())
}
