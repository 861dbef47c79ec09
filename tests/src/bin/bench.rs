//! Measures what `cargo xtask bench` puts into its table: one JSON object.
//!
//! ```text
//! bench verify FILE ANCHORS STATUS    native verification and its bare minimum
//! bench browser FILE                  first load, and drop to verdict in Chromium
//! ```

#![expect(clippy::print_stdout, reason = "a command prints its answer")]

use std::{
    env, fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use certificate::{Timestamp, Verdict};
use e2e::{Browser, Environment, Exchange, Office, Proxy, Server};
use ed25519_dalek::{Signer, SigningKey};
use keys::{Anchor, Anchors};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};
use verifier_wasm::{StatusEvidence, verify};

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let found = match arguments.iter().map(|argument| argument.to_str()).collect::<Vec<_>>()[..] {
        [Some("verify"), _, _, _] => native(&arguments[1], &arguments[2], &arguments[3])?,
        [Some("browser"), _] => {
            tokio::runtime::Runtime::new()?.block_on(browser(&Environment::find()?, &arguments[1]))?
        }
        _ => bail!("usage: bench verify FILE ANCHORS STATUS | bench browser FILE"),
    };
    println!("{found}");
    Ok(())
}

/// A verification does this many Ed25519 checks: the signatures of the file, of
/// the list, and of the two certificates behind them.
const SIGNATURES: usize = 4;

/// About the length of what those signatures cover.
const SIGNED_LENGTH: usize = 400;

fn native(file: &Path, anchors: &Path, status: &Path) -> Result<Value> {
    let file = fs::read(file)?;
    let token = fs::read(status)?;
    let pem = fs::read_to_string(anchors.join("root.pem"))?;
    let anchors: Anchors = [Anchor::from_pem(&pem)?].into_iter().collect();
    let evidence = StatusEvidence { token: Some(&token), newest_seen: None };
    let now = now()?;
    ensure!(verify(&file, &anchors, evidence, now).verdict == Verdict::Current, "the file is not current");

    let key = SigningKey::from_bytes(&[7; 32]);
    let message = [42; SIGNED_LENGTH];
    let signature = key.sign(&message);
    let public = key.verifying_key();
    let bare = || {
        black_box(Sha256::digest(black_box(&file)));
        black_box(Sha512::digest(black_box(&file)));
        for _ in 0..SIGNATURES {
            let checked = public.verify_strict(black_box(&message), black_box(&signature));
            assert!(checked.is_ok(), "a good signature verifies");
        }
    };
    let whole = || {
        black_box(verify(black_box(&file), &anchors, evidence, now));
    };
    Ok(json!({ "size": file.len(), "verify_us": median_us(whole), "bare_us": median_us(bare) }))
}

/// Median of many rounds, after some that warm up.
fn median_us(work: impl Fn()) -> f64 {
    const ROUNDS: usize = 2000;
    let mut times: Vec<Duration> = (0..ROUNDS + ROUNDS / 10)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .skip(ROUNDS / 10)
        .collect();
    times.sort();
    times[ROUNDS / 2].as_secs_f64() * 1e6
}

#[expect(clippy::disallowed_methods, reason = "the list of the measured office is fresh by the clock")]
fn now() -> Result<Timestamp> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Timestamp::from_unix(i64::try_from(since.as_secs())?).context("the clock is outside the calendar")
}

async fn browser(environment: &Environment, roster: &Path) -> Result<Value> {
    const ROUNDS: usize = 41;
    let office = Office::open(environment)?;
    let issued = office.issue(&fs::read_to_string(roster)?)?.remove(0);
    let bytes = office.export(&issued.number, issued.version)?;
    let server = Server::start(&office, environment).await?;
    let proxy = Proxy::start(&server.authority()).await?;
    let mut browser = Browser::start(&proxy.authority()).await?;
    browser.open(&format!("http://{}/", server.authority())).await?;
    let first = browser.drop_file("certificate.pdf", &bytes).await?;
    ensure!(first.verdict.as_deref() == Some("current"), "the page shows: {}", first.text);
    let loaded = proxy.exchanges();
    for _ in 0..ROUNDS {
        browser.drop_file("certificate.pdf", &bytes).await?;
    }
    let times = browser
        .evaluate(
            "const at = name => performance.getEntriesByName(name).map(mark => mark.startTime);
             const start = at('dcert:file');
             return at('dcert:verdict').map((end, index) => end - start[index]);",
        )
        .await?;
    browser.close().await?;
    // The first waited for the verifier to load.
    let mut times: Vec<f64> =
        times.as_array().into_iter().flatten().skip(1).filter_map(Value::as_f64).collect();
    ensure!(times.len() == ROUNDS, "{} marks after {ROUNDS} files", times.len());
    times.sort_by(f64::total_cmp);
    Ok(json!({ "drop_to_verdict_ms": times[ROUNDS / 2], "first_load_bytes": first_load(&loaded)? }))
}

/// Bytes of the bodies as they went over the line, without the status list,
/// which is data and not the page.
fn first_load(exchanges: &[Exchange]) -> Result<usize> {
    let mut sum = 0;
    for exchange in exchanges.iter().filter(|exchange| !exchange.address.ends_with("/status/1")) {
        let end = exchange.answer.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.with_context(|| format!("no answer to {}", exchange.address))? + 4;
        let head = String::from_utf8_lossy(&exchange.answer[..end]).to_ascii_lowercase();
        ensure!(head.contains("content-encoding: br"), "{} came without brotli", exchange.address);
        sum += exchange.answer.len() - end;
    }
    Ok(sum)
}
