//! Native verification of one certificate, beside the least it can cost.

use std::{
    fs,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use certificate::{Timestamp, Verdict};
use ed25519_dalek::{Signer, SigningKey};
use keys::{Anchor, Anchors};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};
use verifier_wasm::{StatusEvidence, verify};

/// A verification does this many Ed25519 checks: the signatures of the file, of
/// the list, and of the two certificates behind them.
const SIGNATURES: usize = 4;

/// About the length of what those signatures cover.
const SIGNED_LENGTH: usize = 400;

pub fn measure(file: &Path, anchors: &Path, status: &Path) -> Result<Value> {
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
