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

/// Rules that the verifier does not enforce yet, with what it says now (`None`:
/// accepted, or a status that a list gives). Closing one means to take it out here;
/// one that is closed and still here fails, too.
const OPEN: &[(&str, &str, Option<FindingCode>)] = &[
    // A serial number is positive, a subject has a name (RFC 5280 §4.1.2.2, §4.1.2.6).
    ("x509", "subject-empty", None),
    ("x509", "serial-zero", None),
    ("x509", "serial-negative", None),
    // Numbers have one spelling (docs/format.md §2).
    ("objects", "leading-zero", None),
    ("objects", "leading-zero-of-real", None),
    ("objects", "minus-zero", None),
    ("objects", "trailing-zero-of-real", None),
    // What is on the page is not seen.
    ("page", "text-invisible", None),
    ("page", "media-box", None),
    ("page", "resources-form", None),
    // Values beside the one that counts.
    ("claims", "wrong-size", None),
    ("status", "list-trailing", None),
    ("status", "header-spaced", None),
    // Running out of a budget has its own code.
    ("bombs", "objects", Some(FindingCode::PdfCrossReference)),
    ("bombs", "count-billion", Some(FindingCode::PdfCrossReference)),
    ("bombs", "count-64-bits", Some(FindingCode::PdfCrossReference)),
    ("bombs", "page-unpacks", Some(FindingCode::PageText)),
    ("bombs", "page-operators", Some(FindingCode::PageText)),
    ("bombs", "character-map", Some(FindingCode::PageText)),
];

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

fn open(case: &Case) -> Option<Option<FindingCode>> {
    let entry = OPEN.iter().find(|(family, name, _)| (*family, *name) == (case.family, case.name));
    entry.map(|(_, _, found)| *found)
}

#[test]
fn every_attack_is_refused_for_its_reason() {
    let Corpus { genuine, cases } = corpus();
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let (verdict, finding, took) = judge(case, genuine);
            let right = (verdict, finding) == (case.verdict, case.finding);
            let excused = open(case).is_some_and(|found| found == finding);
            let Case { family, name, verdict: expected, finding: reason, .. } = case;
            let said = format!("{verdict} {finding:?} in {took:?}");
            match (right, excused) {
                (true, _) if open(case).is_some() => Some(format!("{family}/{name} is no longer open")),
                (true, _) | (false, true) if took < BUDGET => None,
                _ => Some(format!("{family}/{name}: expected {expected} {reason:?}, got {said}")),
            }
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn no_rule_is_open() {
    assert!(OPEN.is_empty(), "the verifier does not enforce: {OPEN:#?}");
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
            List::Genuine => &[],
            List::Own(list) => list.as_slice(),
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
