//! Signature × structure × trust × status × list × clock: every combination gets
//! the verdict that the format says, and its reason.

#![cfg(feature = "journeys")]

use std::{collections::BTreeMap, sync::Mutex, thread};

use anyhow::{Result, ensure};
use certificate::Verdict;
use e2e::{
    Office,
    tampering::{
        Genuine,
        matrix::{Combination, Matrix},
    },
};
use verifier_wasm::{StatusEvidence, verify};

#[test]
fn every_combination_gets_the_verdict_that_the_format_says() -> Result<()> {
    let (environment, office) = Office::find()?;
    let genuine = Genuine::issue(&environment, &office)?;
    let matrix = Matrix::of(&genuine);
    let combinations: Vec<_> = Combination::all().collect();
    let wrong = Mutex::new(Vec::new());
    let count = Mutex::new(BTreeMap::<&str, usize>::new());
    thread::scope(|scope| {
        for part in combinations.chunks(combinations.len().div_ceil(2)) {
            let (matrix, wrong, count) = (&matrix, &wrong, &count);
            scope.spawn(move || {
                for combination in part {
                    let verdict = check(matrix, combination, wrong);
                    *count.lock().expect("no panic").entry(verdict.code()).or_default() += 1;
                }
            });
        }
    });
    let wrong = wrong.into_inner()?;
    ensure!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), combinations.len(), wrong.join("\n"));
    // Current, superseded and revoked each need everything else to be right, for
    // the two sets of roots that trust the certificate.
    let count = count.into_inner()?;
    for verdict in [Verdict::Current, Verdict::Superseded, Verdict::Revoked] {
        assert_eq!(count[verdict.code()], 2, "{count:?}");
    }
    Ok(())
}

fn check(matrix: &Matrix<'_>, combination: &Combination, wrong: &Mutex<Vec<String>>) -> Verdict {
    let token = matrix.token(combination);
    let evidence = StatusEvidence { token: token.as_deref(), newest_seen: matrix.newest_seen(combination) };
    let file = matrix.file(combination);
    let report = verify(&file, &matrix.anchors(combination), evidence, matrix.now(combination));
    let found = (report.verdict, report.findings.first().map(|finding| finding.code));
    let shows = report.claims.is_some() || report.signer.is_some();
    if found != combination.expected() || shows != (found.0 != Verdict::NotRecognised) {
        let expected = combination.expected();
        let line = format!("{combination:?}: expected {expected:?}, found {found:?}");
        wrong.lock().expect("no panic").push(line);
    }
    report.verdict
}
