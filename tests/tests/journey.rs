//! The main job in a real browser: a certificate is issued, downloaded, dropped
//! on the page, replaced, annulled and reinstated, and the page says each time
//! what it must say. Nothing about the certificate ever leaves the browser.

#![cfg(feature = "journeys")]

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use base64ct::{Base64, Encoding};
use e2e::{
    Exchange, Fault, Outcome, PNG, Row, Secrets, Stage, ZIP, check_requests, encrypt, flip_bit, hex, leaks,
};
use sha2::{Digest, Sha256};

const LECTURER: Row<'_> = Row {
    name: "周路徑",
    identity_number: "F220000013",
    birth_date: "78-04-16",
    rank: "講師",
    number: "講字第871941號",
};

#[track_caller]
fn check(outcome: &Outcome, verdict: &str) {
    assert_eq!(outcome.verdict.as_deref(), Some(verdict), "the page shows: {}", outcome.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_lives_through_all_its_states() -> Result<()> {
    let stage = Stage::set().await?;
    let (issued, bytes) = stage.issue(LECTURER)?;
    let file = stage.office.file("certificate.pdf", &bytes)?;

    let mut browser = stage.browser().await?;
    let outcome = browser.choose(&file).await?;
    check(&outcome, "current");
    for shown in ["驗證成功", "電子證書符合教育部發證內容", LECTURER.name, LECTURER.number] {
        assert!(outcome.text.contains(shown), "{shown} is not in: {}", outcome.text);
    }
    check(&browser.drop_file("dropped.pdf", &bytes).await?, "current");

    // A replacement: the old file is superseded, the new one is current.
    let replace = ["replace", &issued.number, "--reason", "姓名變更", "--name", "周更名"];
    stage.publish_after(|office| office.run(replace)).await?;
    let outcome = browser.verify_again().await?;
    check(&outcome, "superseded");
    assert!(outcome.text.contains("電子證書已非最新版本"), "{}", outcome.text);
    let replacement = stage.office.export(&issued.number, issued.version + 1)?;
    check(&browser.drop_file("replacement.pdf", &replacement).await?, "current");

    // An annulment and its reversal: the same bytes are revoked, then current.
    let act = stage.publish_after(|office| office.annul(&issued.number, "lecturer")).await?;
    browser.open(&stage.page()).await?;
    check(&browser.drop_file("replacement.pdf", &replacement).await?, "revoked");
    stage.publish_after(|office| office.reinstate(&act)).await?;
    check(&browser.verify_again().await?, "current");
    ensure!(
        stage.office.export(&issued.number, issued.version + 1)? == replacement,
        "the stored bytes changed"
    );

    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_changed_bit_is_not_recognised() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(LECTURER)?;
    let mut browser = stage.browser().await?;
    for at in [20, bytes.len() / 3, bytes.len() / 2, bytes.len() - 20] {
        let outcome = browser.drop_file("changed.pdf", &flip_bit(&bytes, at)).await?;
        check(&outcome, "not_recognised");
        assert!(outcome.text.contains("電子證書未受教育部認證"), "{}", outcome.text);
        assert!(!outcome.findings.is_empty(), "no reason for a bit changed at {at}");
    }
    check(&browser.drop_file("again.pdf", &bytes).await?, "current");
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_the_status_is_unknown() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(LECTURER)?;
    // One browser loaded the page and never got a list; the other has one.
    let mut informed = stage.browser().await?;
    check(&informed.drop_file("certificate.pdf", &bytes).await?, "current");
    stage.proxy.plan("/status/1", Fault::Cut);
    let mut uninformed = stage.browser().await?;
    // An answer shows that the verifier has arrived; what the page still lacks
    // when the server goes is the list alone.
    check(&uninformed.drop_file("nothing.pdf", b"%PDF-1.7").await?, "not_recognised");
    let Stage { server, proxy, .. } = stage;
    server.stop()?;

    let outcome = uninformed.drop_file("certificate.pdf", &bytes).await?;
    check(&outcome, "status_unknown");
    assert!(outcome.text.contains("無法確認"), "{}", outcome.text);
    check(&uninformed.drop_file("changed.pdf", &flip_bit(&bytes, 2000)).await?, "not_recognised");
    // A list that was fetched and has not expired is proof enough, off-line too.
    check(&informed.verify_again().await?, "current");

    uninformed.check_clean().await?;
    uninformed.close().await?;
    informed.close().await?;
    drop(proxy);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_dropped_gets_a_reason_and_the_page_lives() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(LECTURER)?;
    let certificate = stage.office.file("certificate.pdf", &bytes)?;
    let encrypted = certificate.with_file_name("encrypted.pdf");
    encrypt(&stage.environment, &certificate, &encrypted)?;
    let huge = certificate.with_file_name("huge.pdf");
    make_huge(&huge, &bytes)?;

    let mut browser = stage.browser().await?;
    for (name, file, reason) in [
        ("empty", stage.office.file("empty.pdf", b"")?, "file.empty"),
        ("huge", huge, "file.too-large"),
        ("zip", stage.office.file("archive.pdf", ZIP)?, "file.not-pdf"),
        ("encrypted", encrypted, "pdf.encrypted"),
    ] {
        let outcome = browser.choose(&file).await.context(name)?;
        check(&outcome, "not_recognised");
        assert!(outcome.findings.iter().any(|code| code == reason), "{name}: {:?}", outcome.findings);
        check(&browser.choose(&certificate).await?, "current");
    }
    // A picture might show the code of a certificate; this one does not.
    check(&browser.choose(&stage.office.file("picture.png", PNG)?).await?, "incomplete");
    check(&browser.choose(&certificate).await?, "current");
    browser.check_clean().await?;
    browser.close().await
}

/// 200 MB that begin like a certificate; takes no room on the disk.
fn make_huge(path: &Path, start: &[u8]) -> Result<()> {
    fs::write(path, start)?;
    fs::OpenOptions::new().append(true).open(path)?.set_len(200 * 1024 * 1024)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_carries_any_part_of_the_document() -> Result<()> {
    let stage = Stage::set().await?;
    let (issued, bytes) = stage.issue(LECTURER)?;
    let file = stage.office.file("certificate.pdf", &bytes)?;
    let report = stage.office.verify(std::slice::from_ref(&file), None)?.remove(0);
    let index = report["claims"]["status"]["index"].as_u64().context("the report names no slot")?;

    let mut browser = stage.browser().await?;
    // The list is prefetched; the page is at rest when it has arrived.
    browser.drop_file("nothing.pdf", b"%PDF-1.7").await?;
    let before = stage.proxy.exchanges();
    check(&browser.choose(&file).await?, "current");
    check(&browser.verify_again().await?, "current");
    check(&browser.drop_file("changed.pdf", &flip_bit(&bytes, bytes.len() / 2)).await?, "not_recognised");
    browser.open(&stage.page()).await?;
    check(&browser.drop_file("certificate.pdf", &bytes).await?, "current");
    browser.check_clean().await?;
    browser.close().await?;

    let all = stage.proxy.exchanges();
    let (_, after) = all.split_at(before.len());
    ensure!(has_answer(&all, "/status/1") && !after.is_empty(), "the proxy saw too little to judge by");
    check_requests(&all, &stage.server.authority(), &paths_for_everybody(&stage.environment.site)?)?;
    let digest = Sha256::digest(&bytes);
    let secrets = Secrets {
        file: bytes,
        words: vec![
            hex(&digest),
            Base64::encode_string(&digest),
            issued.number,
            "871941".to_owned(),
            index.to_string(),
            LECTURER.name.to_owned(),
            LECTURER.identity_number.to_owned(),
        ],
    };
    assert_eq!(leaks(&before, after, &secrets), Vec::<String>::new());
    Ok(())
}

fn has_answer(exchanges: &[Exchange], path: &str) -> bool {
    exchanges
        .iter()
        .any(|exchange| exchange.address.ends_with(path) && exchange.answer.starts_with(b"HTTP/1.1 200"))
}

/// The page, its assets and the list: the only requests there may be.
fn paths_for_everybody(site: &Path) -> Result<Vec<String>> {
    let mut paths = vec!["/".to_owned(), "/status/1".to_owned(), "/favicon.ico".to_owned()];
    for entry in fs::read_dir(site)? {
        paths.push(format!("/{}", entry?.file_name().to_string_lossy()));
    }
    Ok(paths)
}
