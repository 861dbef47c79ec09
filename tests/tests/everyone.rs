//! The page of verification for people without a mouse, with a phone, and with a screen
//! reader.
#![cfg(feature = "journeys")]

use anyhow::{Context, Result, ensure};
use e2e::{Browser, Row, Stage, flip_bit};
use serde_json::{Value, json};

const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";

/// Notes that the picker of files was asked for, in place of opening one.
const NOTE_PICKER: &str = "
    window.asked = [];
    addEventListener('click', event => {
        if (event.target.matches('input[type=file]')) {
            window.asked.push(event.target.id);
            event.preventDefault();
        }
    }, true);
";

/// What a person would have to move sideways for, and what is too small for a finger.
/// Links within a sentence may be small (WCAG 2.2, 2.5.8).
const HARD_TO_USE: &str = "
    const wrong = [];
    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth) wrong.push(`the page is ${page.scrollWidth} wide`);
    for (const one of document.querySelectorAll('button, .button, summary, select, input:not([type=file])')) {
        const { width, height } = one.getBoundingClientRect();
        if (width > 0 && (width < 24 || height < 24)) wrong.push(`${one.outerHTML.slice(0, 90)}: ${width} x ${height}`);
    }
    return wrong;
";

/// The headings in their order, as `level text`.
const HEADINGS: &str = "
    return [...document.querySelectorAll('h1, h2, h3, h4')].filter(one => one.checkVisibility())
        .map(one => `${one.tagName[1]} ${one.textContent.trim()}`);
";

/// What live regions say.
const SAID: &str = "
    return [...document.querySelectorAll('[role=status]')].filter(one => !one.hidden).map(one => one.textContent.trim()).join('|');
";

/// A table as a screen reader knows it: its name, its column headers and their scopes,
/// and the header of every row.
const TABLE: &str = "
    const table = document.querySelector('.many table');
    return {
        name: (table.caption ?? document.getElementById(table.getAttribute('aria-labelledby')))?.textContent,
        columns: [...table.tHead.rows[0].cells].map(cell => [cell.tagName, cell.scope, cell.textContent !== '']),
        rows: [...table.tBodies[0].rows].map(row => row.querySelector('th')?.scope),
    };
";

async fn texts(browser: &Browser, script: &str) -> Result<Vec<String>> {
    Ok(serde_json::from_value(browser.evaluate(script).await?)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_checked_with_the_keyboard_alone() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(Row::LECTURER)?;
    let folder = tempfile::tempdir()?;
    let (good, changed) = (folder.path().join("證書.pdf"), folder.path().join("改.pdf"));
    std::fs::write(&good, &bytes)?;
    std::fs::write(&changed, flip_bit(&bytes, 3000))?;
    let mut browser = stage.browser().await?;
    browser.evaluate(NOTE_PICKER).await?;

    // The first stop leads past the head of the page.
    browser.keys("\u{e004}").await?;
    ensure!(
        browser.evaluate("return document.activeElement.getAttribute('href')").await? == json!("#main"),
        "no way around the head of the page"
    );
    browser.tab_to("#file").await?;
    let ring = "return getComputedStyle(document.querySelector('label[for=file]')).outlineStyle";
    ensure!(browser.evaluate(ring).await? != json!("none"), "nobody sees where the focus is");
    browser.press_space().await?;
    browser.wait_for("window.asked.join() === 'file'").await?;
    let outcome = browser.choose(&good).await?;
    ensure!(outcome.verdict.as_deref() == Some("current"), "{}", outcome.text);
    browser.wait_for("document.activeElement.id === 'result-heading'").await?;

    // On through the result: what was checked, the next file.
    browser.wait_until(".checks summary").await?;
    browser.tab_to(".checks summary").await?;
    browser.keys(ENTER).await?;
    browser.wait_for("document.querySelector('.checks').open").await?;
    browser.tab_to(".result .next button").await?;
    browser.keys(ENTER).await?;
    browser.wait_for("window.asked.join() === 'file,file'").await?;
    let outcome = browser.choose(&changed).await?;
    ensure!(outcome.verdict.as_deref() == Some("not_recognised"), "{}", outcome.text);
    ensure!(!browser.reasons().await?.is_empty(), "a refusal has a reason");
    browser.wait_for("document.activeElement.id === 'result-heading'").await?;
    // A receipt of the refusal.
    browser.tab_to(".result .next .button.quiet").await?;
    browser.keys(SPACE).await?;
    browser.wait_for("document.activeElement.id === 'annex-heading'").await?;
    browser.tab_to(".receipt .button.primary").await?;
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_many_files_is_used_with_the_keyboard_alone() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(Row::LECTURER)?;
    let changed = flip_bit(&bytes, 3000);
    let browser = stage.browser().await?;
    browser.drop_files(&[("a.pdf", &bytes), ("b.pdf", &changed), ("c.pdf", &bytes)]).await?;
    browser.wait_until(".many-count[data-finished=true]").await?;
    browser.wait_for("document.activeElement.id === 'annex-heading'").await?;
    browser.tab_to(".many-kinds [data-kind=not_recognised]").await?;
    browser.keys(SPACE).await?;
    browser.wait_for("document.querySelectorAll('.many tbody tr').length === 1").await?;
    browser.tab_to(".many tbody button").await?;
    browser.keys(ENTER).await?;
    browser.wait_for("document.activeElement.id === 'details-heading'").await?;
    browser.tab_to(".many-details .next button").await?;
    browser.keys(ENTER).await?;
    browser.wait_for("document.activeElement.matches('.many tbody button')").await?;
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_shows_everything_without_moving_sideways() -> Result<()> {
    let stage = Stage::set().await?;
    let (issued, bytes) = stage.issue(Row::PROFESSOR)?;
    let changed = flip_bit(&bytes, 3000);
    let mut browser = stage.browser().await?;
    // 320 px is what 1280 px become at 400 % (WCAG 2.2, 1.4.10).
    for width in [320, 390] {
        browser.be_a_phone(width, 700).await?;
        browser.open(&stage.page()).await?;
        ensure!(
            texts(&browser, HARD_TO_USE).await?.is_empty(),
            "idle: {:?}",
            texts(&browser, HARD_TO_USE).await?
        );
        for (name, file, verdict) in [
            ("證書.pdf", &bytes, "current"),
            ("一個沒有任何空格而且非常長的檔案名稱_教師證書_最終版_(1).pdf", &changed, "not_recognised"),
        ] {
            let outcome = browser.drop_file(name, file).await?;
            ensure!(outcome.verdict.as_deref() == Some(verdict), "{}", outcome.text);
            browser.wait_until(".checks").await?;
            browser
                .evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
                .await?;
            let wrong = texts(&browser, HARD_TO_USE).await?;
            ensure!(wrong.is_empty(), "{verdict} at {width}: {wrong:?}");
        }
        browser.drop_files(&[("a.pdf", &bytes), ("b.pdf", &changed)]).await?;
        browser.wait_until(".many-count[data-finished=true]").await?;
        let wrong = texts(&browser, HARD_TO_USE).await?;
        ensure!(wrong.is_empty(), "many at {width}: {wrong:?}");
    }
    // What its camera reads on paper.
    let link = stage.office.run(["code", &issued.number])?;
    let (_, data) = link.trim().split_once('#').context("a link has a fragment")?;
    browser.visit(&format!("{}?#{data}", stage.page())).await?;
    browser.wait_until("[data-copy=copy_of_current]").await?;
    let wrong = texts(&browser, HARD_TO_USE).await?;
    ensure!(wrong.is_empty(), "copy: {wrong:?}");
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_reader_is_told_the_outcome_and_where_it_stands() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(Row::PROFESSOR)?;
    let changed = flip_bit(&bytes, 3000);
    let mut browser = stage.browser().await?;
    browser.speak("en").await?;
    browser.open(&stage.page()).await?;
    let title = texts(&browser, HEADINGS).await?;
    ensure!(title.len() == 1 && title[0].starts_with("1 "), "one heading before a file: {title:?}");

    for (file, heading) in [(&bytes, "Verification Successful"), (&changed, "Verification Failed")] {
        browser.drop_file("certificate.pdf", file).await?;
        let focused = browser.evaluate("return document.activeElement.textContent").await?;
        let is_heading = focused.as_str().is_some_and(|focused| focused.starts_with(heading));
        ensure!(is_heading, "the focus is on {focused}");
        let said = browser.evaluate(SAID).await?;
        let said = said.as_str().unwrap_or_default();
        ensure!(said.starts_with(&format!("{heading}: ")), "{said}");
        browser.wait_until(".checks").await?;
        let levels: Vec<_> =
            texts(&browser, HEADINGS).await?.iter().map(|heading| heading.as_bytes()[0] - b'0').collect();
        ensure!(levels[0] == 1 && levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
        // Colour and icon are not all: every check says its outcome in words.
        let outcomes = browser
            .evaluate("return [...document.querySelectorAll('.checks li strong')].every(one => one.textContent.length > 2)")
            .await?;
        ensure!(outcomes == json!(true), "a check without a word");
    }

    browser.drop_files(&[("a.pdf", &bytes), ("b.pdf", &changed)]).await?;
    browser.wait_until(".many-count[data-finished=true]").await?;
    let table = browser.evaluate(TABLE).await?;
    ensure!(table["name"].as_str().is_some_and(|name| !name.is_empty()), "a table without a name: {table}");
    let is_header = |cell: &Value| cell[0] == "TH" && cell[1] == "col";
    ensure!(table["columns"].as_array().context("columns")?.iter().all(is_header), "{table}");
    let names_row = |scope: &Value| scope == "row";
    ensure!(table["rows"].as_array().context("rows")?.iter().all(names_row), "{table}");
    browser.check_clean().await?;
    browser.close().await
}
