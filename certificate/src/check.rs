//! The checks of a file in their order, and how far they came, for people: one line
//! for each of the dozens of rules would help nobody.

use crate::{FindingCode, Verdict};

/// A step of a verification. One is begun when all before it have passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The file is built exactly as certificates are.
    Form,
    /// The signature covers the whole file, and its digest is the signed one.
    Unchanged,
    /// The signature was made with a key of the ministry that may make it.
    Signer,
    /// The page prints what was signed.
    Page,
    /// There is a status list of the ministry, and it is fresh.
    List,
    /// The list says that the certificate is current.
    Standing,
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It ran and passed.
    Passed,
    /// It ran and did not pass.
    Failed,
    /// An earlier one did not pass.
    NotRun,
}

impl Check {
    /// All of them, in the order in which they run.
    pub const ALL: [Self; 6] =
        [Self::Form, Self::Unchanged, Self::Signer, Self::Page, Self::List, Self::Standing];

    /// The check that a rule belongs to.
    pub fn of(code: FindingCode) -> Self {
        use FindingCode as F;
        match code {
            code if code <= F::ClaimsMissing => Self::Form,
            code if code <= F::DigestMismatch => Self::Unchanged,
            code if code <= F::ClaimsSpecimen => Self::Signer,
            code if code <= F::PagePhoto => Self::Page,
            code if code <= F::ClockBeforeIssue => Self::List,
            _ => Self::Standing,
        }
    }

    /// What came of it, by the verdict and the first finding.
    pub fn outcome(self, verdict: Verdict, first: Option<FindingCode>) -> Outcome {
        let failed = match verdict {
            Verdict::Current => return Outcome::Passed,
            Verdict::Superseded | Verdict::Revoked => Self::Standing,
            // Without a finding nothing is known to have passed.
            Verdict::NotRecognised | Verdict::StatusUnknown => first.map_or(Self::Form, Self::of),
        };
        match self.cmp(&failed) {
            core::cmp::Ordering::Less => Outcome::Passed,
            core::cmp::Ordering::Equal => Outcome::Failed,
            core::cmp::Ordering::Greater => Outcome::NotRun,
        }
    }
}

impl Outcome {
    /// The stable code, e.g. `not_run`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotRun => "not_run",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(verdict: Verdict, first: Option<FindingCode>) -> String {
        Check::ALL.map(|check| &check.outcome(verdict, first).code()[..1]).concat()
    }

    #[test]
    fn checks_follow_the_order_of_the_rules() {
        let checks: Vec<_> = FindingCode::ALL.iter().map(|code| Check::of(*code)).collect();
        assert!(checks.is_sorted());
        assert!(Check::ALL.iter().all(|check| checks.contains(check)), "every check has rules");
    }

    #[test]
    fn rules_about_status_come_after_all_that_make_a_file_authentic() {
        for code in FindingCode::ALL {
            let is_of_status = code.code().starts_with("status.") || code.code().starts_with("clock.");
            assert_eq!(Check::of(*code) >= Check::List, is_of_status, "{code}");
        }
    }

    #[test]
    fn what_comes_after_a_failure_did_not_run() {
        use Verdict as V;
        assert_eq!(outcomes(V::Current, None), "pppppp");
        assert_eq!(outcomes(V::Superseded, None), "pppppf");
        assert_eq!(outcomes(V::Revoked, None), "pppppf");
        assert_eq!(outcomes(V::NotRecognised, Some(FindingCode::PdfEnd)), "fnnnnn");
        assert_eq!(outcomes(V::NotRecognised, Some(FindingCode::DigestMismatch)), "pfnnnn");
        assert_eq!(outcomes(V::NotRecognised, Some(FindingCode::PageText)), "pppfnn");
        assert_eq!(outcomes(V::StatusUnknown, Some(FindingCode::StatusExpired)), "ppppfn");
        assert_eq!(outcomes(V::StatusUnknown, Some(FindingCode::StatusIndex)), "pppppf");
        assert_eq!(outcomes(V::NotRecognised, None), "fnnnnn", "nothing passed unless it is known");
    }
}
