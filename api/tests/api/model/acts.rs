//! Who there is, what they do, and what can be seen afterwards. Shared by the model
//! and what is compared with it.

use api::Refusal;
use certificate::{
    Rank, Status,
    api::{Reach, ReplacementGround, Stage},
};
use proptest::prelude::*;

/// A case as it is imported.
pub(super) struct Imported {
    pub(super) holder: usize,
    pub(super) rank: Option<Rank>,
    pub(super) school: Option<usize>,
}

const fn university(holder: usize, rank: Rank, school: usize) -> Imported {
    Imported { holder, rank: Some(rank), school: Some(school) }
}

const fn k12(holder: usize) -> Imported {
    Imported { holder, rank: None, school: None }
}

/// Every sequence has these: a career over two schools, two ranks of another
/// person, and a person with two K-12 certificates and a rank at a university.
pub(super) const CAST: [Imported; 9] = [
    university(0, Rank::Lecturer, 0),
    university(0, Rank::AssistantProfessor, 0),
    university(0, Rank::AssociateProfessor, 1),
    university(0, Rank::Professor, 1),
    university(1, Rank::AssociateProfessor, 0),
    university(1, Rank::Professor, 1),
    k12(2),
    k12(2),
    university(2, Rank::Lecturer, 1),
];
pub(super) const HOLDERS: usize = 3;
pub(super) const SCHOOLS: [&str; 2] = ["9901", "9902"];
pub(super) const OFFICERS: [&str; 2] = ["officer", "second officer"];

/// Which version the officer looked at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seen {
    Newest,
    Before,
    NotYetThere,
}

impl Seen {
    pub(super) fn of(self, newest: usize) -> u32 {
        let seen = match self {
            Self::Newest => newest,
            Self::Before => newest.saturating_sub(1),
            Self::NotYetThere => newest + 1,
        };
        seen.try_into().unwrap()
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    School(usize),
    Ministry,
}

/// What changes in the data.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    Nothing,
    Name,
    Rank(Rank),
}

/// One act. Cases are places in [`CAST`], certificates are versions of them,
/// annulments are counted from the first.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Import { cases: [bool; CAST.len()] },
    StartBatch,
    Press,
    Correct { case: usize, seen: Seen, change: Change },
    Confirm { cases: Vec<(usize, Seen)>, by: By },
    Unconfirm { case: usize, by: By },
    Download { case: usize, version: usize, holder: usize },
    Replace { case: usize, seen: Seen, ground: ReplacementGround, change: Change, paper: bool },
    Annul { case: usize, from: Option<Rank>, reach: Reach, fits: bool, officer: usize },
    Approve { annulment: usize, officer: usize },
    Reject { annulment: usize, officer: usize },
    Reinstate { annulment: usize },
}

/// What an act answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Done {
    Nothing,
    Imported(usize),
    /// Case and version of what became available, in that order.
    Issued(Vec<(usize, usize)>),
    Confirmed(u32),
    Unconfirmed {
        downloaded: bool,
    },
    Hit(Vec<usize>),
}

pub(super) type Answer = Result<Done, Refusal>;

/// What can be seen of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VersionView {
    pub(super) stage: Stage,
    /// As lists on screens show it.
    pub(super) status: Status,
    /// As the public list says.
    pub(super) published: Status,
    pub(super) downloads: i64,
}

/// What can be seen of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CaseView {
    pub(super) rank: Option<Rank>,
    pub(super) stage: Stage,
    pub(super) status: Status,
    pub(super) downloaded: bool,
    /// Version 1 first.
    pub(super) versions: Vec<VersionView>,
    /// Versions that the holder is offered.
    pub(super) offered: Vec<usize>,
}

/// The cases of [`CAST`]; none before its import.
pub(super) type View = Vec<Option<CaseView>>;

/// Something that acts are tried on: the program, or only its rules.
pub(super) trait Subject {
    fn act(&mut self, act: &Act) -> Answer;
    fn view(&mut self) -> View;
    /// How long the history is, and its digest where there is one.
    fn head(&mut self) -> (i64, String);
}

/// A sequence of acts, and whether a second officer has to approve annulments.
#[derive(Clone, Debug)]
pub(super) struct Sequence {
    pub(super) four_eyes: bool,
    pub(super) acts: Vec<Act>,
}

pub(super) fn sequences(longest: usize) -> impl Strategy<Value = Sequence> {
    let acts = prop::collection::vec(act(), 4..longest);
    (any::<bool>(), import(), acts).prop_map(|(four_eyes, import, mut acts)| {
        acts.splice(0..0, [import, Act::StartBatch, Act::Press]);
        Sequence { four_eyes, acts }
    })
}

fn import() -> impl Strategy<Value = Act> {
    prop::array::uniform9(prop::bool::weighted(0.4)).prop_map(|cases| Act::Import { cases })
}

fn case() -> std::ops::Range<usize> {
    0..CAST.len()
}

fn officer() -> std::ops::Range<usize> {
    0..OFFICERS.len()
}

fn seen() -> impl Strategy<Value = Seen> {
    prop_oneof![12 => Just(Seen::Newest), 1 => Just(Seen::Before), 1 => Just(Seen::NotYetThere)]
}

fn by() -> impl Strategy<Value = By> {
    prop_oneof![2 => Just(By::Ministry), 1 => (0..SCHOOLS.len()).prop_map(By::School)]
}

fn rank() -> impl Strategy<Value = Rank> + Clone {
    prop::sample::select(&Rank::ALL[..])
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![1 => Just(Change::Nothing), 6 => Just(Change::Name), 2 => rank().prop_map(Change::Rank)]
}

fn ground() -> impl Strategy<Value = ReplacementGround> {
    prop::sample::select(&ReplacementGround::ALL[..])
}

fn act() -> impl Strategy<Value = Act> {
    let reach = prop_oneof![3 => Just(Reach::FromRankUpward), 2 => Just(Reach::ThisOnly)];
    let annulment = 0..4_usize;
    prop_oneof![
        1 => import(),
        1 => Just(Act::StartBatch),
        4 => Just(Act::Press),
        3 => (case(), seen(), change()).prop_map(|(case, seen, change)| Act::Correct { case, seen, change }),
        6 => (prop::collection::vec((case(), seen()), 1..3), by())
            .prop_map(|(cases, by)| Act::Confirm { cases, by }),
        2 => (case(), by()).prop_map(|(case, by)| Act::Unconfirm { case, by }),
        4 => (case(), 0..3_usize, prop::option::weighted(0.2, 0..HOLDERS)).prop_map(
            |(case, version, holder)| {
                Act::Download { case, version, holder: holder.unwrap_or(CAST[case].holder) }
            }
        ),
        4 => (case(), seen(), ground(), change(), any::<bool>()).prop_map(
            |(case, seen, ground, change, paper)| Act::Replace { case, seen, ground, change, paper }
        ),
        3 => (case(), prop::option::weighted(0.3, rank()), reach, prop::bool::weighted(0.9), officer())
            .prop_map(|(case, from, reach, fits, officer)| Act::Annul { case, from, reach, fits, officer }),
        2 => (annulment.clone(), officer())
            .prop_map(|(annulment, officer)| Act::Approve { annulment, officer }),
        1 => (annulment.clone(), officer())
            .prop_map(|(annulment, officer)| Act::Reject { annulment, officer }),
        2 => annulment.prop_map(|annulment| Act::Reinstate { annulment }),
    ]
}
