//! Every attack on the code of a printed certificate gets exactly the verdict and
//! the reason that it must get, in time; nothing but a control is recognised.

#![cfg(feature = "journeys")]

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use anyhow::Result;
use certificate::{CodeReason, CodeVerdict};
use e2e::{
    Office,
    tampering::{CodeCase, Genuine, code_cases},
};
use verifier_wasm::{StatusEvidence, Verifier};

/// Nobody waits for a text.
const BUDGET: Duration = Duration::from_millis(500);

#[test]
fn every_attack_on_a_code_is_refused_for_its_reason() -> Result<()> {
    let (environment, office) = Office::find()?;
    let genuine = Genuine::issue(&environment, &office)?;
    let anchors = genuine.anchors();
    let evidence = StatusEvidence { token: Some(&genuine.token), newest_seen: None };
    let verifier = Verifier::new(&anchors, evidence, genuine.now());
    let cases = code_cases(&genuine);
    let check = |case: &CodeCase| {
        let started = Instant::now();
        let report = verifier.verify_code(&case.text);
        let took = started.elapsed();
        let finding = report.findings.first().map(|finding| finding.code);
        let right = (report.verdict, report.reason, finding) == (case.verdict, case.reason, case.finding)
            && report.statement.is_some() == (case.verdict != CodeVerdict::CopyNotRecognised)
            && took < BUDGET;
        (!right)
            .then(|| format!("{}: {} {:?} {finding:?} in {took:?}", case.name, report.verdict, report.reason))
    };
    let wrong: Vec<_> = cases.iter().filter_map(check).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));

    let reasons: BTreeSet<_> = cases.iter().filter_map(|case| case.reason).map(CodeReason::code).collect();
    assert_eq!(reasons.len(), CodeReason::ALL.len(), "a reason that no case provokes: {reasons:?}");
    for case in cases.iter().filter(|case| case.verdict == CodeVerdict::CopyOfCurrent) {
        assert!(case.name.starts_with("control-"), "{}", case.name);
    }
    Ok(())
}
