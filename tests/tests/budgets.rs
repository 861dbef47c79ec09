//! No file costs more than its own size and 32 MiB, and none keeps a person
//! waiting.

#![cfg(feature = "journeys")]

use std::time::{Duration, Instant};

use anyhow::Result;
use certificate::{FindingCode, Verdict};
use e2e::{
    Office,
    tampering::{Genuine, List, cases},
};
use keys::Anchors;
use peak_alloc::PeakAlloc;
use verifier_wasm::{Limits, StatusEvidence, verify};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Beside the file, which the caller holds.
const MEMORY_BUDGET: usize = 32 << 20;

/// The longest wait there is, on a slow machine with others at work.
const TIME_BUDGET: Duration = Duration::from_secs(2);

struct Judge<'g> {
    genuine: &'g Genuine,
    anchors: Anchors,
}

impl Judge<'_> {
    /// Verdict and first reason of a file, which must stay inside the budgets.
    #[track_caller]
    fn check(&self, name: &str, file: &[u8], token: &[u8]) -> (Verdict, Option<FindingCode>) {
        let evidence = StatusEvidence { token: Some(token), newest_seen: None };
        let now = self.genuine.now();
        MEMORY.reset_peak_usage();
        let before = MEMORY.current_usage();
        let started = Instant::now();
        let report = verify(file, &self.anchors, evidence, now);
        let (took, memory) = (started.elapsed(), MEMORY.peak_usage() - before);
        assert!(memory <= MEMORY_BUDGET, "{name} took {memory} bytes");
        assert!(took <= TIME_BUDGET, "{name} took {took:?}");
        (report.verdict, report.findings.first().map(|finding| finding.code))
    }
}

/// One test, because memory is counted for the whole process.
#[test]
fn no_file_costs_more_than_its_size_and_32_mib() -> Result<()> {
    let (environment, office) = Office::find()?;
    let genuine = Genuine::issue(&environment, &office)?;
    let judge = Judge { genuine: &genuine, anchors: genuine.anchors() };
    for case in cases(&genuine) {
        let token = match &case.list {
            List::Genuine => &genuine.token,
            List::Own(token) => token,
        };
        judge.check(&format!("{}/{}", case.family, case.name), &case.file, token);
    }
    for megabytes in [1, 20, 60] {
        let file = genuine.enlarged(megabytes << 20);
        let found = judge.check(&format!("{megabytes} MiB"), &file, &genuine.token);
        assert_eq!(found, (Verdict::Current, None), "the size alone is no reason");
    }
    let file = genuine.enlarged(Limits::default().file_bytes + genuine.file.len());
    let found = judge.check("too large", &file, &genuine.token);
    assert_eq!(found, (Verdict::NotRecognised, Some(FindingCode::FileTooLarge)));
    // Values cost more memory than the bytes that spell them.
    for bomb in [b"[]".repeat(30 << 20), b"[[]]".repeat(15 << 20), b"<</A 1>>".repeat(7 << 20)] {
        let file = splice_values(&genuine.file, &bomb);
        let found = judge.check("many values", &file, &genuine.token);
        assert_eq!(found, (Verdict::NotRecognised, Some(FindingCode::PdfTooComplex)));
    }
    Ok(())
}

/// The file with an array of values in place of its first object; the table is
/// moved along, so that the reader comes to the object.
fn splice_values(file: &[u8], values: &[u8]) -> Vec<u8> {
    const START: &[u8] = b"1 0 obj\n";
    let at = file.windows(START.len()).position(|window| window == START).expect("object 1");
    let text = String::from_utf8_lossy(&file[file.len() - 60..]).into_owned();
    let (_, tail) = text.split_once("startxref\n").expect("an end");
    let table: usize = tail.lines().next().and_then(|line| line.parse().ok()).expect("an offset");
    let (before, behind) = (&file[..at + START.len()], &file[at + START.len()..table]);
    let moved = [before, b"[", values, b"]\nendobj\n", behind].concat();
    let end = file.len() - tail.len();
    [&moved[..], &file[table..end], format!("{}\n%%EOF\n", moved.len()).as_bytes()].concat()
}
