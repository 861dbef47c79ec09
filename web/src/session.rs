//! The state of the verification page as plain values.
//!
//! A file is chosen, checked in a numbered run, and judged, or the run fails.
//! Only the answer to the newest run counts, so a slow answer about one file can
//! never stand beside the name of another. What a file is worth is decided by
//! the verifier alone: here its report is kept and shown.

use certificate::{FindingCode, Summary, Verdict};

/// The verifier gets at most this many bytes of a file and one more. Its own
/// limit is no higher, so it refuses the beginning of a larger file for its size
/// and the browser never holds the whole.
pub const READ_LIMIT: u64 = 64 * 1024 * 1024;

/// The file that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Its name, as the browser gives it.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
}

impl Chosen {
    /// Whether only the beginning is read: the fingerprint and the size in the
    /// report are then not those of the file.
    pub const fn exceeds_limit(&self) -> bool {
        self.size > READ_LIMIT
    }
}

/// Where the status list came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOrigin {
    /// The server gave it, now or a moment ago.
    Server,
    /// The server could not be reached; this browser had kept it.
    Kept,
    /// There was none.
    Nowhere,
}

/// Why there is no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Something without a file was dropped.
    NothingDropped,
    /// The annex, which checks many files, did not load.
    AnnexAway,
    /// The browser could not read the file.
    Unreadable,
    /// The verifier stopped or did not start.
    VerifierDied,
    /// The verifier did not answer in time.
    VerifierSilent,
    /// The verifier's answer is not a report.
    VerifierGarbled,
}

impl Failure {
    /// Whether the verifier failed, and not what it was given.
    pub const fn is_of_verifier(self) -> bool {
        match self {
            Self::VerifierDied | Self::VerifierSilent | Self::VerifierGarbled => true,
            Self::NothingDropped | Self::AnnexAway | Self::Unreadable => false,
        }
    }
}

/// A report and what the page knows about how it came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The verifier's report.
    pub report: Summary,
    /// Where the list it was given came from.
    pub list_origin: ListOrigin,
}

impl Judgement {
    /// Whether the file is not one that was issued.
    pub fn is_refused(&self) -> bool {
        self.report.verdict == Verdict::NotRecognised
    }

    /// Whether a diagnosis could tell more than the findings do. Of an empty file
    /// there is no more to tell, and of one beyond the limit nobody has the whole.
    pub fn calls_for_diagnosis(&self) -> bool {
        self.report.verdict == Verdict::NotRecognised
            && !self
                .report
                .findings
                .iter()
                .any(|finding| matches!(finding.code, FindingCode::FileEmpty | FindingCode::FileTooLarge))
    }
}

/// What the page shows below the drop zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing yet.
    Idle,
    /// A check is running.
    Working,
    /// The verifier reported.
    Judged(Box<Judgement>),
    /// There is no report.
    Failed(Failure),
    /// The annex shows what there is.
    HandedOver,
}

/// The number of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run(u32);

/// The state of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    chosen: Option<Chosen>,
    stage: Stage,
    run: Run,
}

impl Default for Session {
    fn default() -> Self {
        Self { chosen: None, stage: Stage::Idle, run: Run(0) }
    }
}

impl Session {
    /// The file, once there is one.
    pub const fn chosen(&self) -> Option<&Chosen> {
        self.chosen.as_ref()
    }

    /// What is going on.
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The verdict shown, if one is.
    pub fn verdict(&self) -> Option<Verdict> {
        match &self.stage {
            Stage::Judged(judgement) => Some(judgement.report.verdict),
            Stage::Idle | Stage::Working | Stage::Failed(_) | Stage::HandedOver => None,
        }
    }

    /// Takes a new file and starts its check. Whatever was shown about an earlier
    /// file is gone at once.
    pub fn choose(&mut self, chosen: Chosen) -> Run {
        self.chosen = Some(chosen);
        self.start()
    }

    /// Starts another check of the same file; `None` if there is no file.
    pub fn again(&mut self) -> Option<Run> {
        self.chosen.is_some().then(|| self.start())
    }

    /// Says why what was offered cannot be checked; there is no file then.
    pub fn refuse(&mut self, failure: Failure) {
        self.start();
        self.chosen = None;
        self.stage = Stage::Failed(failure);
    }

    /// Leaves all to the annex; there is no file then.
    pub fn hand_over(&mut self) {
        self.start();
        self.chosen = None;
        self.stage = Stage::HandedOver;
    }

    /// Ends a run; `false` if a newer one has begun, in which case nothing changes.
    pub fn finish(&mut self, run: Run, outcome: Result<Judgement, Failure>) -> bool {
        let newest = run == self.run && self.stage == Stage::Working;
        if newest {
            self.stage = match outcome {
                Ok(judgement) => Stage::Judged(Box::new(judgement)),
                Err(failure) => Stage::Failed(failure),
            };
        }
        newest
    }

    /// Whether no newer run has begun.
    pub fn is_newest(&self, run: Run) -> bool {
        run == self.run
    }

    fn start(&mut self) -> Run {
        self.run = Run(self.run.0.wrapping_add(1));
        self.stage = Stage::Working;
        self.run
    }
}

#[cfg(test)]
mod tests {
    use certificate::{Digest, Finding};

    use super::*;

    fn file(name: &str) -> Chosen {
        Chosen { name: name.to_owned(), size: 60_000 }
    }

    fn judgement(code: FindingCode) -> Judgement {
        Judgement {
            report: Summary {
                verdict: Verdict::NotRecognised,
                findings: vec![Finding::new(code)],
                stated: None,
                fingerprint: Digest([0; 32]),
                size: 60_000,
                signer: None,
                list: None,
                judged_at: "2026-11-22T05:07:00Z".parse().unwrap(),
            },
            list_origin: ListOrigin::Server,
        }
    }

    #[test]
    fn a_file_is_chosen_checked_and_judged() {
        let mut session = Session::default();
        assert_eq!((session.stage(), session.verdict()), (&Stage::Idle, None));
        let run = session.choose(file("a.pdf"));
        assert_eq!(session.stage(), &Stage::Working);
        assert!(session.finish(run, Ok(judgement(FindingCode::FileNotPdf))));
        assert_eq!(session.verdict(), Some(Verdict::NotRecognised));
        assert_eq!(session.chosen(), Some(&file("a.pdf")));
    }

    #[test]
    fn an_answer_about_an_earlier_file_is_dropped() {
        let mut session = Session::default();
        let first = session.choose(file("a.pdf"));
        let second = session.choose(file("b.pdf"));
        assert!(!session.finish(first, Ok(judgement(FindingCode::FileNotPdf))));
        assert_eq!(session.stage(), &Stage::Working);
        assert!(session.finish(second, Ok(judgement(FindingCode::FileEmpty))));
        let shown = session.clone();
        assert!(!session.finish(first, Err(Failure::VerifierDied)));
        assert!(!session.finish(second, Err(Failure::VerifierDied)), "a run ends once");
        assert_eq!(session, shown);
    }

    #[test]
    fn choosing_a_file_takes_the_old_verdict_away() {
        let mut session = Session::default();
        let run = session.choose(file("a.pdf"));
        session.finish(run, Ok(judgement(FindingCode::FileNotPdf)));
        session.choose(file("b.pdf"));
        assert_eq!(session.verdict(), None);
    }

    #[test]
    fn checking_again_needs_a_file() {
        let mut session = Session::default();
        assert_eq!(session.again(), None);
        let run = session.choose(file("a.pdf"));
        session.finish(run, Err(Failure::VerifierSilent));
        assert_eq!(session.stage(), &Stage::Failed(Failure::VerifierSilent));
        let again = session.again().unwrap();
        assert!(session.finish(again, Ok(judgement(FindingCode::FileNotPdf))));
    }

    #[test]
    fn a_refused_drop_ends_the_run_before_it() {
        let mut session = Session::default();
        let run = session.choose(file("a.pdf"));
        session.refuse(Failure::AnnexAway);
        assert!(!session.finish(run, Ok(judgement(FindingCode::FileNotPdf))));
        assert_eq!(session.stage(), &Stage::Failed(Failure::AnnexAway));
        assert_eq!(session.chosen(), None);
        assert_eq!(session.again(), None);
    }

    #[test]
    fn what_is_handed_over_ends_the_run_before_it() {
        let mut session = Session::default();
        let run = session.choose(file("a.pdf"));
        session.hand_over();
        assert!(!session.finish(run, Ok(judgement(FindingCode::FileNotPdf))));
        assert_eq!((session.stage(), session.chosen()), (&Stage::HandedOver, None));
        assert_eq!(session.again(), None);
    }

    #[test]
    fn only_a_refusal_with_more_to_tell_calls_for_a_diagnosis() {
        assert!(judgement(FindingCode::PdfEnd).calls_for_diagnosis());
        assert!(judgement(FindingCode::FileNotPdf).calls_for_diagnosis());
        assert!(!judgement(FindingCode::FileEmpty).calls_for_diagnosis());
        assert!(!judgement(FindingCode::FileTooLarge).calls_for_diagnosis());
        for verdict in [Verdict::Current, Verdict::Superseded, Verdict::Revoked, Verdict::StatusUnknown] {
            let mut judgement = judgement(FindingCode::PdfEnd);
            judgement.report.verdict = verdict;
            assert!(!judgement.calls_for_diagnosis());
        }
    }

    #[test]
    fn only_larger_files_exceed_the_limit() {
        let sized = |size| Chosen { size, ..file("a.pdf") };
        assert!(!sized(READ_LIMIT).exceeds_limit());
        assert!(sized(READ_LIMIT + 1).exceeds_limit());
    }
}
