//! The whole life of certificates on the screens: the ministry imports and issues,
//! schools confirm, a teacher downloads; replacement, annulment, reinstatement; the
//! auditor reads what happened.
#![cfg(feature = "journeys")]

use anyhow::{Result, ensure};
use e2e::{HEADER, Office, Stage, identity_number};

const LETTER_A: &str = "臺教高樣字第1150000071號";
const LETTER_B: &str = "臺教高樣字第1150000072號";
/// Who has three ranks, all of school A.
const TEACHER: &str = "F130000005";

/// 120 cases of school A, of which one holder has three, and 80 of school B.
fn roster() -> String {
    let mut lines = vec![HEADER.to_owned()];
    for (rank, prefix) in [("助理教授", "助理"), ("副教授", "副"), ("教授", "教")] {
        lines.push(line("游三級", TEACHER, rank, prefix, 870_000, LETTER_A, ("9901", "樣本大學")));
    }
    for index in 1..=117 {
        let number = identity_number(index);
        lines.push(line("甲校示例", &number, "講師", "講", 870_000 + index, LETTER_A, ("9901", "樣本大學")));
    }
    for index in 118..=197 {
        let number = identity_number(index);
        let school = ("9902", "國立樣本科技大學");
        lines.push(line("乙校示例", &number, "講師", "講", 870_000 + index, LETTER_B, school));
    }
    lines.join("\n") + "\n"
}

fn line(
    name: &str,
    identity_number: &str,
    rank: &str,
    prefix: &str,
    serial: u32,
    letter: &str,
    (code, school): (&str, &str),
) -> String {
    format!(
        "university,{letter},{name},{identity_number},65-03-04,男,{rank},專門著作,{code},{school},115/02,\
         {prefix}字第{serial}號,審定通過,是,,,,,"
    )
}

fn furnish(office: &Office) -> Result<()> {
    for (name, role) in [
        ("issuer", "issuer"),
        ("school-a", "school:9901"),
        ("school-b", "school:9902"),
        ("auditor", "auditor"),
    ] {
        office.add_account(name, role, None)?;
    }
    office.add_account("teacher", "teacher", Some(TEACHER))?;
    let reference = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/reference/sample.toml");
    office.run(["reference", "import", reference])?;
    Ok(())
}

#[track_caller]
fn check(verdict: Option<String>, expected: &str) {
    assert_eq!(verdict.as_deref(), Some(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_live_through_everything_on_the_screens() -> Result<()> {
    let stage = Stage::set_with_press(furnish).await?;

    // The ministry imports 200 cases and issues them.
    let mut issuer = stage.sign_in("issuer", "issuer").await?;
    issuer.visit(&stage.office_page("ministry/import")).await?;
    issuer.give(&stage.office.file("roster.csv", roster().as_bytes())?).await?;
    issuer.press("試算").await?;
    issuer.wait_for("!!document.querySelector('section[data-import=tried]')").await?;
    ensure!(issuer.text().await?.contains("200"), "the dry run counts the cases");
    issuer.press("匯入").await?;
    issuer.wait_for("!!document.querySelector('section[data-import=stored]')").await?;
    issuer.visit(&stage.office_page("ministry/issues")).await?;
    issuer.press("開始製證").await?;
    issuer.wait_for("!!document.querySelector('tr[data-state=done]')").await?;

    // School A confirms its 120 and takes one back; school B sees nothing of them.
    let mut school = stage.sign_in("school-a", "school").await?;
    school.visit(&stage.office_page("confirm")).await?;
    school.fill("核定公文文號", LETTER_A).await?;
    school.press("查詢").await?;
    school.wait_for_text("尚未確認(120/120)").await?;
    school.press("全選").await?;
    school.press("確認(120)").await?;
    school.wait_for_text("已確認(120/120)").await?;
    school
        .evaluate("document.querySelector('tr[data-stage=confirmed] input[type=checkbox]').click()")
        .await?;
    school.wait_for("!!document.querySelector('#unconfirm[open]')").await?;
    school.press("取消確認").await?;
    school.wait_for_text("已確認(119/120)").await?;
    let mut other = stage.sign_in("school-b", "school").await?;
    other.visit(&stage.office_page("confirm")).await?;
    other.fill("核定公文文號", LETTER_A).await?;
    other.press("查詢").await?;
    other.wait_for("!!document.querySelector('.empty')").await?;
    ensure!(!other.text().await?.contains("甲校示例"), "school B sees a case of school A");
    other.fill("核定公文文號", LETTER_B).await?;
    other.press("查詢").await?;
    other.wait_for_text("尚未確認(80/80)").await?;

    // The one that was taken back may be one of the teacher's: confirm all again.
    school.press("全選").await?;
    school.press("確認(1)").await?;
    school.wait_for_text("已確認(120/120)").await?;

    // The teacher verifies what the page downloads.
    let mut teacher = stage.sign_in("teacher", "teacher").await?;
    teacher.visit(&stage.office_page("certificates")).await?;
    teacher.wait_for("document.querySelectorAll('tr[data-certificate]').length === 3").await?;
    teacher.press("在此驗證").await?;
    teacher.wait_for("!!document.querySelector('section[data-verdict=current]')").await?;
    teacher.check_clean().await?;
    let associate = stage.office.export("副字第870000號", 1)?;
    let professor = stage.office.export("教字第870000號", 1)?;
    let assistant = stage.office.export("助理字第870000號", 1)?;

    // Replacement: the old file turns to 驗證警告 when the new one is confirmed.
    stage.open_case(&mut issuer, "教字第870000號").await?;
    issuer.press("補發、換發").await?;
    issuer.pick("事由類別", "changed").await?;
    issuer.fill("事由", "姓名變更").await?;
    issuer.fill("姓名", "游更名").await?;
    issuer.press("產生新版證書").await?;
    issuer.wait_for("!document.querySelector('dialog[open]')").await?;
    let old = professor;
    check(stage.verdict(&old).await?, "current");
    stage.await_case(&mut issuer, "教字第870000號", "尚未確認").await?;
    issuer.press("代為確認").await?;
    issuer.press("代為確認").await?;
    issuer.wait_for("!document.querySelector('dialog[open]')").await?;
    check(stage.verdict(&old).await?, "superseded");
    let new = stage.office.export("教字第870000號", 2)?;
    check(stage.verdict(&new).await?, "current");

    // Annulment of 副教授 also takes 教授, and leaves 助理教授 alone.
    stage.open_case(&mut issuer, "副字第870000號").await?;
    issuer.press("撤銷、廢止").await?;
    issuer.pick("撤銷、廢止事由", "45-44-1-2").await?;
    issuer.fill("處分日期", "115-11-20").await?;
    issuer.fill("處分公文文號", "臺教高樣字第1150000073號").await?;
    issuer.press("列出受影響的證書").await?;
    issuer.wait_for_text("不受影響的證書").await?;
    issuer.fill("請輸入證書字號以確認", "副字第870000號").await?;
    issuer.press("送出").await?;
    issuer.wait_for("!document.querySelector('dialog[open]')").await?;
    check(stage.verdict(&associate).await?, "revoked");
    check(stage.verdict(&new).await?, "revoked");
    check(stage.verdict(&old).await?, "revoked");
    check(stage.verdict(&assistant).await?, "current");

    // Reinstatement: the same bytes are what they were before.
    issuer.visit(&stage.office_page("ministry/annulments")).await?;
    issuer.press("效力復原").await?;
    issuer.fill("法令依據", "訴願決定").await?;
    issuer.fill("處分日期", "115-11-21").await?;
    issuer.fill("處分公文文號", "臺教高樣字第1150000074號").await?;
    issuer.press("效力復原").await?;
    issuer.wait_for("!!document.querySelector('#decide-number[aria-invalid=true]')").await?;
    issuer.fill("請輸入證書字號以確認", "副字第870000號").await?;
    issuer.press("效力復原").await?;
    issuer.wait_for("!document.querySelector('dialog[open]')").await?;
    check(stage.verdict(&associate).await?, "current");
    check(stage.verdict(&new).await?, "current");
    check(stage.verdict(&old).await?, "superseded");
    ensure!(stage.office.export("副字第870000號", 1)? == associate, "other bytes after the reinstatement");

    // The auditor reads all of it, and the history is whole.
    let mut auditor = stage.sign_in("auditor", "auditor").await?;
    auditor.visit(&stage.office_page("ministry/audit")).await?;
    for action in ["annulled", "reinstated", "superseded", "unconfirmed", "downloaded"] {
        auditor.wait_for(&format!("!!document.querySelector('tr[data-action={action}]')")).await?;
    }
    stage.office.run(["audit-check"])?;
    for browser in [&issuer, &school, &other, &teacher, &auditor] {
        browser.check_clean().await?;
    }
    for browser in [issuer, school, other, teacher, auditor] {
        browser.close().await?;
    }
    Ok(())
}
