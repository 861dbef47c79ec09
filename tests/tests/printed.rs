//! The code on a printed certificate, as a phone opens it, in a picture, and on the
//! page of a file that was refused: the page shows the items to compare and what the
//! list says, and never calls the copy an original. Nothing of the code is sent, and
//! it does not stay in the address.

#![cfg(feature = "journeys")]

use anyhow::{Context, Result};
use e2e::{Browser, Office, Row, Run, Secrets, Stage, leaks};
use serde_json::{Value, json};

const LECTURER: Row<'_> = Row {
    name: "周路徑",
    identity_number: "F220000013",
    birth_date: "78-04-16",
    rank: "講師",
    number: "講字第871951號",
};

/// The part of a code's link behind the `#`, with it.
fn fragment(office: &Office, number: &str, version: &str) -> Result<String> {
    let link = office.run(["code", number, "--version", version])?;
    let (page, data) = link.trim().split_once('#').context("a link has a fragment")?;
    assert_eq!(page, page.to_uppercase(), "a QR code keeps capitals in less room");
    Ok(format!("#{data}"))
}

/// Opens the page with a code and returns what it shows.
async fn open(browser: &mut Browser, stage: &Stage, fragment: &str) -> Result<(String, String)> {
    // Another address first: the same page with another fragment would not load.
    browser.open(&format!("{}?", stage.page())).await?;
    browser.open(&format!("{}{fragment}", stage.page())).await?;
    shown(browser).await
}

async fn shown(browser: &Browser) -> Result<(String, String)> {
    browser.wait_for("document.querySelector('[data-copy]') !== null").await?;
    let text = |value: Value| value.as_str().map(str::to_owned).context("a text");
    let verdict = browser.evaluate("return document.querySelector('[data-copy]').dataset.copy").await?;
    let words = browser.evaluate("return document.querySelector('[data-copy]').innerText").await?;
    Ok((text(verdict)?, text(words)?))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printed_code_opens_the_items_to_compare() -> Result<()> {
    let stage = Stage::set().await?;
    let (issued, _) = stage.issue(LECTURER)?;
    let code = fragment(&stage.office, &issued.number, "1")?;
    let mut browser = stage.browser().await?;
    let before = stage.proxy.exchanges();

    let (verdict, text) = open(&mut browser, &stage, &code).await?;
    assert_eq!(verdict, "copy_of_current");
    for words in ["請核對紙本", "影本", LECTURER.name, LECTURER.number, "中華民國78年4月16日", "F22*******"]
    {
        assert!(text.contains(words), "{words} is not in: {text}");
    }
    assert!(!text.contains("驗證成功") && !text.contains(LECTURER.identity_number), "{text}");
    assert_eq!(browser.evaluate("return location.hash + location.search").await?, json!(""));
    browser.wait_for("document.activeElement.id === 'annex-heading'").await?;
    browser.switch_language().await?;
    let (_, text) = shown(&browser).await?;
    assert!(text.contains("Compare these with the paper") && text.contains("copy"), "{text}");

    let after = stage.proxy.exchanges();
    let secrets = Secrets { file: code.into_bytes(), words: vec![LECTURER.name.to_owned(), issued.number] };
    assert_eq!(leaks(&before, &after[before.len()..], &secrets), Vec::<String>::new());
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_follows_the_status_of_its_certificate() -> Result<()> {
    let stage = Stage::set().await?;
    let (issued, _) = stage.issue(LECTURER)?;
    let code = fragment(&stage.office, &issued.number, "1")?;
    let mut browser = stage.browser().await?;
    let replace = ["replace", &issued.number, "--reason", "姓名變更", "--name", "周更名"];
    stage.publish_after(|office| office.run(replace)).await?;
    let (verdict, text) = open(&mut browser, &stage, &code).await?;
    assert_eq!(verdict, "copy_of_superseded");
    assert!(text.contains("已非最新版本") && text.contains(LECTURER.name), "{text}");

    stage.publish_after(|office| office.annul(&issued.number, "lecturer")).await?;
    let newest = fragment(&stage.office, &issued.number, "2")?;
    assert_eq!(open(&mut browser, &stage, &newest).await?.0, "copy_of_revoked");
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_changed_or_cut_shows_no_items() -> Result<()> {
    let stage = Stage::set().await?;
    let (issued, _) = stage.issue(LECTURER)?;
    let code = fragment(&stage.office, &issued.number, "1")?;
    let mut browser = stage.browser().await?;
    let changed = code.replacen(&code[40..42], if &code[40..42] == "00" { "11" } else { "00" }, 1);
    for (code, words) in [(&code[..code.len() - 30], "再掃描一次"), (&changed, "請")] {
        let (verdict, text) = open(&mut browser, &stage, code).await?;
        assert_eq!(verdict, "copy_not_recognised");
        assert!(text.contains("驗證碼不符") && text.contains(words), "{text}");
        assert!(!text.contains(LECTURER.name), "{text}");
    }
    browser.check_clean().await?;
    browser.close().await
}

/// Drops the picture that the page has drawn of a certificate, as a photo.
const PHOTOGRAPH: &str = "
    const done = arguments[arguments.length - 1];
    document.querySelector('#first-page canvas').toBlob(blob => {
        const data = new DataTransfer();
        data.items.add(new File([blob], 'photo.jpg', { type: 'image/jpeg' }));
        document.querySelector('main').dispatchEvent(
            new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        done(true);
    }, 'image/jpeg', 0.8);
";

/// Drops a picture of nothing.
const EMPTY_PICTURE: &str = "
    const done = arguments[arguments.length - 1];
    const canvas = document.createElement('canvas');
    canvas.toBlob(blob => {
        const data = new DataTransfer();
        data.items.add(new File([blob], 'nothing.png', { type: 'image/png' }));
        document.querySelector('main').dispatchEvent(
            new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        done(true);
    });
";

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_a_certificate_is_read_and_called_a_copy() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(LECTURER)?;
    let mut browser = stage.browser().await?;
    // Or the picture would be too small to read.
    browser.be_fine().await?;
    let outcome = browser.drop_file("certificate.pdf", &bytes).await?;
    assert_eq!(outcome.verdict.as_deref(), Some("current"));
    browser.wait_for("document.querySelector('#first-page:not([hidden]) canvas') !== null").await?;
    browser.await_value(PHOTOGRAPH, vec![]).await?;
    let (verdict, text) = shown(&browser).await?;
    assert_eq!(verdict, "copy_of_current");
    assert!(text.contains(LECTURER.name) && text.contains("請核對紙本"), "{text}");
    let verdicts = "return document.querySelectorAll('[data-verdict]').length";
    assert_eq!(browser.evaluate(verdicts).await?, json!(0), "the verdict on the file is gone");
    browser.wait_for("document.activeElement.id === 'annex-heading'").await?;
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_without_a_code_says_what_to_do() -> Result<()> {
    let stage = Stage::set().await?;
    let browser = stage.browser().await?;
    browser.await_value(EMPTY_PICTURE, vec![]).await?;
    browser.wait_for("document.querySelector('#annex [data-verdict=incomplete]') !== null").await?;
    let text = browser.evaluate("return document.querySelector('#annex').innerText").await?;
    assert!(text.as_str().is_some_and(|text| text.contains("找不到可以判讀的二維條碼")), "{text}");
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_re_saved_certificate_stays_refused_and_shows_what_its_code_says() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(LECTURER)?;
    let mut saved = Vec::new();
    lopdf::Document::load_mem(&bytes)?.save_to(&mut saved)?;
    let mut browser = stage.browser().await?;
    let outcome = browser.drop_file("saved.pdf", &saved).await?;
    assert_eq!(outcome.verdict.as_deref(), Some("not_recognised"));
    let (verdict, text) = shown(&browser).await?;
    assert_eq!(verdict, "copy_of_current");
    assert!(text.contains(LECTURER.number), "{text}");
    let page = browser.evaluate("return document.querySelector('main').innerText").await?;
    for words in ["驗證失敗", "檔案本身仍未通過驗證"] {
        assert!(page.as_str().is_some_and(|page| page.contains(words)), "{words} is not in {page}");
    }
    assert!(!page.as_str().unwrap_or_default().contains("驗證碼與檔案內容不符"), "{page}");
    browser.check_clean().await?;
    browser.close().await
}

#[test]
fn the_command_speaks_of_a_copy() -> Result<()> {
    let (environment, office) = Office::find()?;
    let issued = office.issue(&LECTURER.roster())?.remove(0);
    let link = office.run(["code", &issued.number])?;
    let status = office.file("status.jwt", office.publish()?.as_bytes())?;
    let mut verify = environment.program("verify");
    verify.arg("--anchors").arg(environment.anchors()).arg("--status").arg(&status);
    let out = Run::of(verify.args(["--code", link.trim(), "--code", "nothing"]))?.success()?;
    let [copy, nothing] = out.lines().collect::<Vec<_>>()[..] else { panic!("two lines: {out}") };
    assert!(copy.starts_with("{\"verdict\":\"copy_of_current\""), "{copy}");
    assert!(copy.contains(LECTURER.name), "{copy}");
    assert!(
        nothing.starts_with("{\"verdict\":\"copy_not_recognised\",\"reason\":\"not-a-code\""),
        "{nothing}"
    );
    Ok(())
}
