//! Every attack of the tampering library gets exactly the verdict and the first
//! finding that it must get, in time.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use certificate::Verdict;
use e2e::{
    Office,
    tampering::{Case, Genuine, List, cases},
};
use keys::Anchors;
use verifier_wasm::{StatusEvidence, verify};

/// No file may keep a person waiting for longer.
const BUDGET: Duration = Duration::from_secs(2);

/// What is wrong with the answer to a case.
fn check(case: &Case, genuine: &Genuine, anchors: &Anchors) -> Option<String> {
    let token = match &case.list {
        List::Genuine => &genuine.token,
        List::Own(token) => token,
    };
    let evidence = StatusEvidence { token: Some(token), newest_seen: None };
    let started = Instant::now();
    let report = verify(&case.file, anchors, evidence, genuine.now());
    let took = started.elapsed();
    let finding = report.findings.first().map(|finding| finding.code);
    if (report.verdict, finding) == (case.verdict, case.finding) && took < BUDGET {
        return None;
    }
    let Case { family, name, verdict: expected, finding: reason, .. } = case;
    Some(format!(
        "{family}/{name}: expected {expected} {reason:?}, got {} {finding:?} in {took:?}",
        report.verdict
    ))
}

#[test]
fn every_attack_is_refused_for_its_reason() -> Result<()> {
    let (environment, office) = Office::find()?;
    let genuine = Genuine::issue(&environment, &office)?;
    let anchors = genuine.anchors();
    let cases = cases(&genuine);
    let wrong: Vec<_> = cases.iter().filter_map(|case| check(case, &genuine, &anchors)).collect();
    ensure!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));

    let names: BTreeSet<_> = cases.iter().map(|case| (case.family, case.name)).collect();
    assert_eq!(names.len(), cases.len(), "two cases of one name");
    for case in cases.iter().filter(|case| case.verdict == Verdict::Current) {
        assert!(case.name.starts_with("control-"), "{}/{} would be accepted", case.family, case.name);
    }
    Ok(())
}
