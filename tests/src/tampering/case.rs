//! One attack and what must come of it.

use certificate::{FindingCode, Verdict};

/// The status list that goes with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// The genuine list.
    Genuine,
    /// A list of the attacker's.
    Own(Vec<u8>),
}

/// An attack, or a control that shows the builder to be sound.
#[derive(Clone, Debug)]
pub struct Case {
    /// The family, e.g. `incremental-saving`.
    pub family: &'static str,
    /// The name, unique in its family.
    pub name: &'static str,
    /// The file to verify.
    pub file: Vec<u8>,
    /// The list to judge by.
    pub list: List,
    /// The verdict it must get.
    pub verdict: Verdict,
    /// The first finding it must get; none where a fresh list decides.
    pub finding: Option<FindingCode>,
    /// Paper, CVE or clause.
    pub source: &'static str,
    /// What would go wrong without the rule.
    pub why: &'static str,
}

/// Collects the cases of one family.
pub(super) struct Family {
    name: &'static str,
    source: &'static str,
    cases: Vec<Case>,
}

impl Family {
    pub(super) const fn new(name: &'static str, source: &'static str) -> Self {
        Self { name, source, cases: Vec::new() }
    }

    /// The source of the cases that follow.
    pub(super) const fn source(&mut self, source: &'static str) {
        self.source = source;
    }

    /// A file that is not recognised.
    pub(super) fn refuse(
        &mut self,
        name: &'static str,
        finding: FindingCode,
        file: Vec<u8>,
        why: &'static str,
    ) {
        self.push(name, file, List::Genuine, (Verdict::NotRecognised, Some(finding)), why);
    }

    /// A file that gets this verdict and no finding.
    pub(super) fn accept(&mut self, name: &'static str, verdict: Verdict, file: Vec<u8>, why: &'static str) {
        self.push(name, file, List::Genuine, (verdict, None), why);
    }

    /// Any other case.
    pub(super) fn push(
        &mut self,
        name: &'static str,
        file: Vec<u8>,
        list: List,
        (verdict, finding): (Verdict, Option<FindingCode>),
        why: &'static str,
    ) {
        let (family, source) = (self.name, self.source);
        self.cases.push(Case { family, name, file, list, verdict, finding, source, why });
    }

    pub(super) fn cases(self) -> Vec<Case> {
        self.cases
    }
}
