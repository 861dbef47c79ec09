//! Time of large certificates and of every attack there is.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use certificate::Verdict;
use e2e::tampering::{Case, Genuine, List, cases};
use keys::Anchors;
use serde_json::{Value, json};
use verifier_wasm::{StatusEvidence, verify};

use crate::LARGE;

/// Writes `OUT/<mebibytes>.pdf` for the peer to verify.
pub fn measure(sample: &Path, out: &Path) -> Result<Value> {
    let genuine = Genuine::load(sample)?;
    let anchors = genuine.anchors();
    let mut large = Vec::new();
    for mebibytes in LARGE {
        const ROUNDS: usize = 5;
        let file = genuine.enlarged(mebibytes << 20);
        fs::write(out.join(format!("{mebibytes}.pdf")), &file)?;
        let mut times: Vec<Duration> = (0..ROUNDS)
            .map(|_| time(&genuine, &anchors, &file, &genuine.token, Some(Verdict::Current)))
            .collect::<Result<_>>()?;
        times.sort();
        let median = times[ROUNDS / 2].as_secs_f64() * 1e3;
        large.push(json!({ "mebibytes": mebibytes, "verify_ms": median }));
    }
    Ok(json!({ "large": large, "corpus": corpus(&genuine, &anchors)? }))
}

fn corpus(genuine: &Genuine, anchors: &Anchors) -> Result<Value> {
    let cases = cases(genuine);
    let judged: Vec<(&Case, Duration)> = cases
        .iter()
        .map(|case| {
            let token = match &case.list {
                List::Genuine => &genuine.token,
                List::Own(token) => token,
            };
            Ok((case, time(genuine, anchors, &case.file, token, None)?))
        })
        .collect::<Result<_>>()?;
    let slowest = judged.iter().max_by_key(|(_, time)| time).map(|(case, time)| {
        json!({ "case": format!("{}/{}", case.family, case.name), "bytes": case.file.len(),
                "refuse_ms": time.as_secs_f64() * 1e3 })
    });
    Ok(json!({ "cases": cases.len(), "slowest": slowest }))
}

fn time(
    genuine: &Genuine,
    anchors: &Anchors,
    file: &[u8],
    token: &[u8],
    expected: Option<Verdict>,
) -> Result<Duration> {
    let evidence = StatusEvidence { token: Some(token), newest_seen: None };
    let now = genuine.now();
    let started = Instant::now();
    let report = verify(file, anchors, evidence, now);
    let time = started.elapsed();
    ensure!(expected.is_none_or(|expected| report.verdict == expected), "a large file is {}", report.verdict);
    Ok(time)
}
