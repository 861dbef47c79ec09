//! 證書確認作業 for the clerks who do it all day: without a mouse, with a thousand rows, and
//! back again.
#![cfg(feature = "journeys")]

use anyhow::{Result, ensure};
use certificate::{
    Rank, Status,
    api::{self, SchoolCase, SchoolCases},
};
use e2e::{Answer, Fault, HEADER, PASSWORD, Row, Stage, identity_number};
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

/// A letter of so many lecturers, all to be confirmed.
fn large_letter(count: u32) -> Result<SchoolCases> {
    let case = |index: u32| {
        Ok(SchoolCase {
            id: format!("case-{index}"),
            name: format!("示例{index}"),
            identity_number: "F12".to_owned(),
            birth_date: "1989-04-16".parse()?,
            sex: Some("女".to_owned()),
            rank: Rank::Lecturer,
            review_category: Some("專門著作".to_owned()),
            school_code: "9901".to_owned(),
            submitting_school: "樣本大學".to_owned(),
            seniority_start: "2026-02".parse()?,
            certificate_number: format!("講字第{}號", 800_000 + index).parse()?,
            version: 1,
            stage: api::Stage::Unconfirmed,
            status: Status::Current,
            downloaded: false,
            changed: Vec::new(),
            former: Vec::new(),
            open_notes: 0,
        })
    };
    Ok(SchoolCases {
        document_number: LETTER.to_owned(),
        unconfirmed: count,
        confirmed: 0,
        cases: (0..count).map(case).collect::<Result<_>>()?,
    })
}

/// Where the head of the table and the name of the last row are, in a table scrolled to
/// its other corner.
const CORNER: &str = "
    const region = document.querySelector('.table-region');
    region.scrollTo(region.scrollWidth, region.scrollHeight);
    const of = selector => region.querySelector(selector).getBoundingClientRect();
    const [frame, head, name] = [region.getBoundingClientRect(), of('thead th'), of('tr:last-child th.name')];
    return { head: Math.round(head.top - frame.top), name: name.left >= frame.left && name.right <= frame.right };
";

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_rows_keep_their_head_their_names_and_their_ticks() -> Result<()> {
    let stage = Stage::set().await?;
    stage.office.add_account("school-a", "school:9901", None)?;
    let answer = Answer::new(200, "application/json", serde_json::to_vec(&large_letter(1_000)?)?);
    stage.proxy.plan("/api/school/cases", Fault::Answer(answer));
    let mut school = stage.sign_in("school-a", "school").await?;
    school.look(900, 700, false).await?;
    school.visit(&stage.office_page("confirm")).await?;
    school.fill("核定公文文號", LETTER).await?;
    school.press("查詢").await?;
    school.wait_for("document.querySelectorAll('tr[data-case]').length === 1000").await?;
    let corner = school.evaluate(CORNER).await?;
    ensure!(corner == json!({ "head": 1, "name": true }), "scrolled to the corner: {corner}");

    school.press("全選").await?;
    school.wait_for_text("已勾選 1000 筆").await?;
    school.press("全不選").await?;
    school.wait_for_text("已勾選 0 筆").await?;
    // A range: the first row, and with Shift the two hundredth.
    let tick = |row: usize, shift: bool| {
        format!(
            "document.querySelectorAll('td.tick input')[{row}].dispatchEvent(
                new MouseEvent('click', {{ bubbles: true, cancelable: true, shiftKey: {shift} }}))"
        )
    };
    school.evaluate(&tick(0, false)).await?;
    school.evaluate(&tick(199, true)).await?;
    school.wait_for_text("已勾選 200 筆").await?;
    // What a range keeps ticked looks ticked, too.
    school.evaluate(&tick(0, true)).await?;
    school.wait_for("document.querySelectorAll('td.tick input:checked').length === 200").await?;
    school.check_clean().await?;
    school.close().await
}
