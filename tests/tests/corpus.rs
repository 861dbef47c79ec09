//! Every attack of the tampering library gets exactly the verdict and the first
//! finding that it must get, in time.

#![cfg(feature = "journeys")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
    time::{Duration, Instant},
};

use anyhow::Result;
use certificate::{FindingCode, Verdict};
use e2e::{
    Office,
    tampering::{Case, Genuine, List, cases},
};
use verifier_wasm::{StatusEvidence, Verifier};

/// No file may keep a person waiting for longer.
const BUDGET: Duration = Duration::from_secs(2);

/// Codes that no case of the corpus provokes, and why.
const NOT_PROVOKED: &[(FindingCode, &str)] = &[
    (FindingCode::FileTooLarge, "needs a file of more than 64 MiB; a test of the limits has it"),
    (FindingCode::StatusMissing, "is about a list that was not given"),
    (FindingCode::StatusOlderThanSeen, "is about a list seen before"),
];

/// The families that must be there.
const FAMILIES: [&str; 23] = [
    "active-content",
    "bombs",
    "byte-range",
    "certification",
    "claims",
    "cms",
    "cms-attributes",
    "cross-purpose",
    "cross-reference",
    "downgrade",
    "duplicates",
    "ed25519",
    "gap",
    "incremental-saving",
    "key-substitution",
    "objects",
    "page",
    "polyglot",
    "shadow",
    "signature-wrapping",
    "status",
    "universal-forgery",
    "x509",
];

struct Corpus {
    genuine: Genuine,
    cases: Vec<Case>,
}

/// Issued once for all tests.
fn corpus() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let issue = || -> Result<Genuine> {
            let (environment, office) = Office::find()?;
            Genuine::issue(&environment, &office)
        };
        let genuine = issue().expect("certificates can be issued");
        let cases = cases(&genuine);
        Corpus { genuine, cases }
    })
}

/// What the verifier says of a case.
fn judge(case: &Case, genuine: &Genuine) -> (Verdict, Option<FindingCode>, Duration) {
    let token = match &case.list {
        List::Genuine => &genuine.token,
        List::Own(token) => token,
    };
    let evidence = StatusEvidence { token: Some(token), newest_seen: None };
    let anchors = genuine.anchors();
    let started = Instant::now();
    let report = Verifier::new(&anchors, evidence, genuine.now()).verify(&case.file);
    (report.verdict, report.findings.first().map(|finding| finding.code), started.elapsed())
}

#[test]
fn every_attack_is_refused_for_its_reason() {
    let Corpus { genuine, cases } = corpus();
    let check = |case: &Case| {
        let (verdict, finding, took) = judge(case, genuine);
        let Case { family, name, verdict: expected, finding: reason, .. } = case;
        let right = (verdict, finding) == (*expected, *reason) && took < BUDGET;
        (!right).then(|| {
            format!("{family}/{name}: expected {expected} {reason:?}, got {verdict} {finding:?} in {took:?}")
        })
    };
    let wrong: Vec<_> = cases.iter().filter_map(check).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn nothing_but_a_control_is_current() {
    for case in corpus().cases.iter().filter(|case| case.verdict == Verdict::Current) {
        assert!(case.name.starts_with("control-"), "{}/{}", case.family, case.name);
    }
}

#[test]
fn every_family_is_there_and_every_name_is_unique() {
    let cases = &corpus().cases;
    let names: BTreeSet<_> = cases.iter().map(|case| (case.family, case.name)).collect();
    assert_eq!(names.len(), cases.len(), "two cases of one name");
    assert!(cases.len() >= 200, "only {} cases", cases.len());
    let families: BTreeSet<_> = cases.iter().map(|case| case.family).collect();
    for family in FAMILIES {
        assert!(families.contains(family), "no case of {family}");
    }
}

#[test]
fn every_case_is_another_file_or_list() {
    let mut seen = BTreeMap::new();
    for case in &corpus().cases {
        let list = match &case.list {
            List::Genuine => None,
            List::Own(list) => Some(list),
        };
        let name = format!("{}/{}", case.family, case.name);
        if let Some(other) = seen.insert((case.file.as_slice(), list), name.clone()) {
            panic!("{name} is the same as {other}");
        }
    }
}

#[test]
fn every_code_is_provoked() {
    let provoked: BTreeSet<_> = corpus().cases.iter().filter_map(|case| case.finding).collect();
    for code in FindingCode::ALL {
        let excused = NOT_PROVOKED.iter().any(|(not, _)| not == code);
        assert_ne!(provoked.contains(code), excused, "{code}");
    }
}
