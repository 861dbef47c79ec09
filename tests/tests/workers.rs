//! The page outlives its workers. A verifier that dies, loops or talks nonsense
//! ends in 無法確認, never in a verdict, and the next check is done by another one.
//! A diagnosis that does so leaves the refusal as it is.

#![cfg(feature = "journeys")]

use std::{fs, process::Command};

use anyhow::{Context, Result};
use e2e::{Answer, Fault, HASTE, Outcome, Row, Run, Stage, flip_bit};

/// What a worker does when it is given a file.
const FAULTS: [(&str, &str); 6] = [
    ("throws", "throw new Error('no');"),
    // A module whose only function is `unreachable`, as `panic = "abort"` leaves it.
    (
        "aborts",
        "const code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, \
         10, 5, 1, 3, 0, 0, 11];
         new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(code))).exports.f();",
    ),
    ("overflows its stack", "const deeper = () => deeper() + 1; deeper();"),
    ("closes", "self.close();"),
    ("loops", "for (;;) {}"),
    ("talks nonsense", "postMessage({ id: data.id, report: 'current', diagnosis: 'certain' });"),
];

/// Workers that never become one.
fn not_started() -> [(&'static str, Fault); 3] {
    [
        ("is not there", Fault::Answer(Answer::new(404, "text/plain", "nothing"))),
        ("does not arrive", Fault::Cut),
        ("is no script", Fault::Answer(Answer::new(200, "text/javascript", "}"))),
    ]
}

/// A script in place of a worker's own.
fn script(work: &str) -> Fault {
    let source = format!("onmessage = ({{ data }}) => {{ {work} }}; postMessage({{ ready: true }});");
    Fault::Answer(Answer::new(200, "text/javascript", source))
}

/// The path of a worker's script.
fn worker(stage: &Stage, package: &str) -> Result<String> {
    named(stage, package, ".js")
}

/// The path of its module.
fn module(stage: &Stage, package: &str) -> Result<String> {
    named(stage, package, ".wasm")
}

/// Names in the site have a digest in them.
fn named(stage: &Stage, package: &str, end: &str) -> Result<String> {
    for entry in fs::read_dir(&stage.environment.site)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with(&format!("{package}-")) && name.ends_with(end) {
            return Ok(format!("/{name}"));
        }
    }
    anyhow::bail!("the site has no {package}{end}")
}

#[track_caller]
fn check(name: &str, outcome: &Outcome, verdict: &str) {
    assert_eq!(outcome.verdict.as_deref(), Some(verdict), "{name}: {}", outcome.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verifier_that_fails_is_said_and_replaced() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(Row::LECTURER)?;
    let path = worker(&stage, "verifier-wasm")?;
    let mut browser = stage.browser().await?;
    browser.before_load(HASTE).await?;
    // One that was ready is followed by another at once, which must be a good one;
    // one that did not start is not asked for in a loop.
    let plan_once = FAULTS.iter().map(|(name, work)| (*name, script(work), true));
    let plan = not_started().map(|(name, fault)| (name, fault, false));
    for (name, fault, once) in plan_once.chain(plan) {
        if once {
            stage.proxy.plan_once(&path, fault)
        } else {
            stage.proxy.plan(&path, fault)
        }
        browser.forget().await?;
        browser.open(&stage.page()).await.context(name)?;
        let outcome = browser.drop_file("certificate.pdf", &bytes).await.context(name)?;
        check(name, &outcome, "status_unknown");
        assert!(outcome.text.contains("無法確認") && outcome.findings.is_empty(), "{name}: {}", outcome.text);
        assert!(!outcome.text.contains("簽章正確"), "nobody has checked that: {}", outcome.text);
        stage.proxy.heal(&path);
        check(name, &browser.verify_again().await.context(name)?, "current");
        check(name, &browser.drop_file("bad.pdf", &flip_bit(&bytes, 3000)).await?, "not_recognised");
    }
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_diagnosis_that_fails_leaves_the_refusal_as_it_is() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(Row::LECTURER)?;
    let cut_off = &bytes[..bytes.len() - 1000];
    let path = worker(&stage, "diagnosis")?;
    let mut browser = stage.browser().await?;
    browser.before_load(HASTE).await?;
    let mut faults: Vec<_> = FAULTS.iter().map(|(name, work)| (*name, script(work))).collect();
    faults.extend(not_started());
    faults.push(("keeps waiting", Fault::Silence));
    for (name, fault) in faults {
        stage.proxy.plan(&path, fault);
        browser.forget().await?;
        browser.open(&stage.page()).await.context(name)?;
        let before = browser.drop_file("cut-off.pdf", cut_off).await.context(name)?;
        check(name, &before, "not_recognised");
        let reasons = browser.reasons().await.context(name)?;
        assert!(reasons.iter().all(|reason| before.text.contains(reason)), "{name}: {reasons:?}");
        assert!(!reasons.is_empty(), "{name}");
        check(name, &browser.drop_file("certificate.pdf", &bytes).await?, "current");
        stage.proxy.heal(&path);
    }
    browser.close().await
}

/// The sentence of each diagnosis in both languages, and what the file was.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_file_learns_why_and_only_then_the_diagnosis_is_fetched() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(Row::LECTURER)?;
    let certificate = stage.office.file("certificate.pdf", &bytes)?;
    let saved_again = certificate.with_file_name("saved-again.pdf");
    Run::of(Command::new("qpdf").arg(&certificate).arg(&saved_again))?.success()?;
    let cut_off = stage.office.file("cut-off.pdf", &bytes[..bytes.len() - 1000])?;
    let longer = stage.office.file("longer.pdf", &[bytes.as_slice(), b"\n-- \nmail gateway\n"].concat())?;

    let mut browser = stage.browser().await?;
    check("good", &browser.choose(&certificate).await?, "current");
    let (script, module) = (worker(&stage, "diagnosis")?, module(&stage, "diagnosis")?);
    assert!(!stage.proxy.has_seen(&script) && !stage.proxy.has_seen(&module), "fetched before a refusal");

    for (file, words) in [
        (&saved_again, [["qpdf", "另存"], ["qpdf", "saved again"]]),
        (&cut_off, [["不完整", "少了 1,000 位元組"], ["incomplete", "1,000 bytes are missing"]]),
        (&longer, [["多出", "還原後的檔案已通過驗證"], ["extra bytes", "the file is authentic"]]),
    ] {
        let name = file.display().to_string();
        let outcome = browser.choose(file).await?;
        check(&name, &outcome, "not_recognised");
        assert!(!outcome.findings.is_empty(), "{name}: the verdict waits for no diagnosis");
        let reasons = browser.reasons().await?;
        anyhow::ensure!(reasons.len() == 1, "{name}: {reasons:?}");
        for words in words {
            for word in words {
                let said = format!("document.querySelector('.why')?.textContent.includes('{word}')");
                browser.wait_for(&said).await.with_context(|| format!("{name}: {word}"))?;
            }
            browser.switch_language().await?;
        }
    }
    assert!(stage.proxy.has_seen(&script) && stage.proxy.has_seen(&module));
    check("good", &browser.choose(&certificate).await?, "current");
    browser.check_clean().await?;
    browser.close().await
}
