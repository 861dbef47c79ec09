//! Measures the memory of a verification beside its file: `memory SAMPLE`, one JSON
//! object. Apart from `bench`, because counting costs time.

#![expect(clippy::print_stdout, reason = "a command prints its answer")]

use std::{env, path::Path};

use anyhow::{Result, bail};
use e2e::tampering::{Genuine, List, cases};
use peak_alloc::PeakAlloc;
use serde_json::json;
use verifier_wasm::{StatusEvidence, verify};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Mebibytes of the largest certificate measured.
const LARGE: usize = 60;

fn main() -> Result<()> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [sample] = arguments.as_slice() else { bail!("usage: memory SAMPLE") };
    let genuine = Genuine::load(Path::new(sample))?;
    let cases = cases(&genuine);
    let attacks = cases.iter().map(|case| {
        let token = match &case.list {
            List::Genuine => &genuine.token,
            List::Own(token) => token,
        };
        peak(&genuine, &case.file, token)
    });
    let attacks = attacks.max();
    let large = peak(&genuine, &genuine.enlarged(LARGE << 20), &genuine.token);
    println!("{}", json!({ "attacks": attacks, "large": large }));
    Ok(())
}

/// Bytes at the highest point, the file and the list not counted.
fn peak(genuine: &Genuine, file: &[u8], token: &[u8]) -> usize {
    let anchors = genuine.anchors();
    let evidence = StatusEvidence { token: Some(token), newest_seen: None };
    let now = genuine.now();
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    drop(verify(file, &anchors, evidence, now));
    MEMORY.peak_usage() - before
}
