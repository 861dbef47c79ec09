//! The model: what a clerk with a paper book would note down. It knows nothing of
//! events, folds or projections; each act strikes out and writes in directly.

use api::Refusal;
use certificate::{
    Rank, Status,
    api::{Reach, ReplacementGround, Stage},
};

use super::acts::{Act, Answer, By, CAST, CaseView, Change, Done, OFFICERS, Seen, VersionView, View};

#[derive(Clone, Default)]
struct Version {
    made: bool,
    released: bool,
    replaced: bool,
    taken_back: bool,
    downloads: i64,
}

#[derive(Clone)]
struct Case {
    rank: Option<Rank>,
    versions: Vec<Version>,
    /// It waits in a batch that was started.
    ordered: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Proposed,
    InForce,
    Rejected,
    Undone,
}

#[derive(Clone)]
struct Annulment {
    case: usize,
    rank: Option<Rank>,
    reach: Reach,
    officer: usize,
    stand: Stand,
    took: Vec<usize>,
}

/// The book.
#[derive(Clone)]
pub(super) struct Book {
    four_eyes: bool,
    cases: [Option<Case>; CAST.len()],
    annulments: Vec<Annulment>,
}

impl Book {
    pub(super) fn new(four_eyes: bool) -> Self {
        Self { four_eyes, cases: Default::default(), annulments: Vec::new() }
    }

    /// The version that an officer looked at, as a number.
    pub(super) fn seen(&self, case: usize, seen: Seen) -> u32 {
        seen.of(self.cases[case].as_ref().map_or(0, |case| case.versions.len()))
    }

    pub(super) fn act(&mut self, act: &Act) -> Answer {
        match *act {
            Act::Import { cases } => Ok(self.import(cases)),
            Act::StartBatch => self.start_batch(),
            Act::Press => Ok(self.press()),
            Act::Correct { case, seen, change } => self.correct(case, seen, change),
            Act::Confirm { ref cases, by } => self.confirm(cases, by),
            Act::Unconfirm { case, by } => self.unconfirm(case, by),
            Act::Download { case, version, holder } => self.download(case, version, holder),
            Act::Replace { case, seen, ground, change, paper } => {
                self.replace(case, seen, ground, change, paper)
            }
            Act::Annul { case, from, reach, fits, officer } => self.annul(case, from, reach, fits, officer),
            Act::Approve { annulment, officer } => self.approve(annulment, officer),
            Act::Reject { annulment, .. } => self.reject(annulment),
            Act::Reinstate { annulment } => self.reinstate(annulment),
        }
    }

    fn import(&mut self, cases: [bool; CAST.len()]) -> Done {
        let mut imported = 0;
        for (place, _) in cases.iter().enumerate().filter(|(_, asked)| **asked) {
            if self.cases[place].is_none() {
                self.cases[place] =
                    Some(Case { rank: CAST[place].rank, versions: Vec::new(), ordered: false });
                imported += 1;
            }
        }
        Done::Imported(imported)
    }

    fn start_batch(&mut self) -> Answer {
        let waiting: Vec<_> = (0..CAST.len())
            .filter(|place| {
                let case = self.cases[*place].as_ref();
                case.is_some_and(|case| case.versions.is_empty() && !case.ordered)
                    && !self.is_annulled(*place)
            })
            .collect();
        if waiting.is_empty() {
            return Err(Refusal::NothingToIssue);
        }
        for place in waiting {
            self.case_mut(place).ordered = true;
        }
        Ok(Done::Nothing)
    }

    fn press(&mut self) -> Done {
        let mut issued = Vec::new();
        for place in 0..CAST.len() {
            let annulled = self.is_annulled(place);
            let Some(case) = &mut self.cases[place] else { continue };
            let was_ordered = std::mem::take(&mut case.ordered);
            if annulled {
                continue;
            }
            if was_ordered && case.versions.is_empty() {
                case.versions.push(Version::default());
            }
            for (number, version) in (1..).zip(&mut case.versions) {
                if !version.made && !version.taken_back {
                    version.made = true;
                    issued.push((place, number));
                }
            }
        }
        Done::Issued(issued)
    }

    fn correct(&mut self, place: usize, seen: Seen, change: Change) -> Answer {
        self.look(place, seen)?;
        if let Some(newest) = self.case(place)?.versions.last() {
            if newest.released {
                return Err(Refusal::Confirmed);
            }
            if newest.downloads > 0 {
                return Err(Refusal::Downloaded);
            }
        }
        if !self.changes(place, change)? {
            return Err(Refusal::NothingChanged);
        }
        self.write_change(place, change);
        let versions = &mut self.case_mut(place).versions;
        if let Some(newest) = versions.last_mut() {
            newest.taken_back = true;
            versions.push(Version::default());
        }
        Ok(Done::Nothing)
    }

    fn confirm(&mut self, cases: &[(usize, Seen)], by: By) -> Answer {
        let mut after = self.clone();
        let mut confirmed = 0;
        for (place, seen) in cases {
            after.reach(*place, by)?;
            // What the officers looked at was there before the act.
            if self.seen(*place, *seen) != after.seen(*place, Seen::Newest) {
                return Err(Refusal::VersionChanged);
            }
            let annulled = after.is_annulled(*place);
            let (newest, older) =
                after.case_mut(*place).versions.split_last_mut().ok_or(Refusal::NotIssued)?;
            if annulled {
                return Err(Refusal::Annulled);
            }
            if !newest.made {
                return Err(Refusal::NotIssued);
            }
            if !newest.released {
                confirmed += 1;
                newest.released = true;
                older.iter_mut().for_each(|older| older.replaced = true);
            }
        }
        *self = after;
        Ok(Done::Confirmed(confirmed))
    }

    fn unconfirm(&mut self, place: usize, by: By) -> Answer {
        self.reach(place, by)?;
        let newest = self.case_mut(place).versions.last_mut().ok_or(Refusal::NotConfirmed)?;
        if !newest.released {
            return Err(Refusal::NotConfirmed);
        }
        newest.released = false;
        Ok(Done::Unconfirmed { downloaded: newest.downloads > 0 })
    }

    fn download(&mut self, place: usize, version: usize, holder: usize) -> Answer {
        let found = self.case(place)?.versions.get(version);
        if CAST[place].holder != holder || !found.is_some_and(|version| version.released) {
            return Err(Refusal::NotFound);
        }
        match self.status(place, version) {
            Status::Revoked => Err(Refusal::Annulled),
            Status::Superseded => Err(Refusal::Superseded),
            Status::Current => {
                self.case_mut(place).versions[version].downloads += 1;
                Ok(Done::Nothing)
            }
        }
    }

    fn replace(
        &mut self,
        place: usize,
        seen: Seen,
        ground: ReplacementGround,
        change: Change,
        paper: bool,
    ) -> Answer {
        self.look(place, seen)?;
        let case = self.case(place)?;
        if case.versions.last().is_some_and(|newest| !newest.released) {
            return Err(Refusal::NotConfirmed);
        }
        let is_first = case.versions.is_empty();
        let needs_change = matches!(ground, ReplacementGround::Changed | ReplacementGround::Clerical);
        if !self.changes(place, change)? && needs_change && !is_first {
            return Err(Refusal::NothingChanged);
        }
        if is_first && !paper {
            return Err(Refusal::Invalid(Vec::new()));
        }
        self.write_change(place, change);
        self.case_mut(place).versions.push(Version::default());
        Ok(Done::Nothing)
    }

    fn annul(
        &mut self,
        place: usize,
        from: Option<Rank>,
        reach: Reach,
        fits: bool,
        officer: usize,
    ) -> Answer {
        let own = self.case(place)?.rank;
        if own.is_none() && from.is_some() {
            return Err(Refusal::Invalid(Vec::new()));
        }
        if !fits || (own.is_none() && reach == Reach::FromRankUpward) {
            return Err(Refusal::GroundDoesNotFit);
        }
        let mut annulment = Annulment {
            case: place,
            rank: from.or(own),
            reach,
            officer,
            stand: Stand::Proposed,
            took: vec![],
        };
        let hit = self.hit(&annulment);
        if hit.is_empty() {
            return Err(Refusal::NothingHit);
        }
        if !self.four_eyes {
            annulment.stand = Stand::InForce;
            annulment.took = hit;
        }
        self.annulments.push(annulment.clone());
        Ok(Done::Hit(annulment.took))
    }

    fn approve(&mut self, number: usize, officer: usize) -> Answer {
        let annulment = self.annulments.get(number).ok_or(Refusal::NotFound)?;
        if annulment.stand != Stand::Proposed {
            return Err(Refusal::NotProposed);
        }
        if OFFICERS[annulment.officer] == OFFICERS[officer] {
            return Err(Refusal::OwnProposal);
        }
        let hit = self.hit(annulment);
        if hit.is_empty() {
            return Err(Refusal::NothingHit);
        }
        let annulment = &mut self.annulments[number];
        annulment.stand = Stand::InForce;
        annulment.took.clone_from(&hit);
        Ok(Done::Hit(hit))
    }

    fn reject(&mut self, number: usize) -> Answer {
        let annulment = self.annulments.get_mut(number).ok_or(Refusal::NotFound)?;
        if annulment.stand != Stand::Proposed {
            return Err(Refusal::NotProposed);
        }
        annulment.stand = Stand::Rejected;
        Ok(Done::Hit(Vec::new()))
    }

    fn reinstate(&mut self, number: usize) -> Answer {
        let annulment = self.annulments.get_mut(number).ok_or(Refusal::NotFound)?;
        if annulment.stand != Stand::InForce {
            return Err(Refusal::NotInForce);
        }
        annulment.stand = Stand::Undone;
        Ok(Done::Hit(annulment.took.clone()))
    }

    /// 該等級起, or that rank only; of that holder only. K-12: that certificate.
    fn hit(&self, annulment: &Annulment) -> Vec<usize> {
        let holder = CAST[annulment.case].holder;
        let is_hit = |place: &usize| {
            let Some(case) = &self.cases[*place] else { return false };
            match (annulment.rank, case.rank, annulment.reach) {
                (None, _, _) => *place == annulment.case,
                (Some(_), None, _) => false,
                (Some(from), Some(rank), Reach::FromRankUpward) => rank >= from,
                (Some(only), Some(rank), Reach::ThisOnly) => rank == only,
            }
        };
        (0..CAST.len()).filter(|place| CAST[*place].holder == holder).filter(is_hit).collect()
    }

    fn case(&self, place: usize) -> Result<&Case, Refusal> {
        self.cases[place].as_ref().ok_or(Refusal::NotFound)
    }

    fn case_mut(&mut self, place: usize) -> &mut Case {
        self.cases[place].as_mut().expect("the case was looked up before")
    }

    fn reach(&self, place: usize, by: By) -> Result<(), Refusal> {
        self.case(place)?;
        match by {
            By::School(school) if CAST[place].school != Some(school) => Err(Refusal::NotFound),
            By::School(_) | By::Ministry => Ok(()),
        }
    }

    fn look(&self, place: usize, seen: Seen) -> Result<(), Refusal> {
        let newest = self.case(place)?.versions.len();
        if usize::try_from(self.seen(place, seen)) != Ok(newest) {
            return Err(Refusal::VersionChanged);
        }
        if self.is_annulled(place) { Err(Refusal::Annulled) } else { Ok(()) }
    }

    fn changes(&self, place: usize, change: Change) -> Result<bool, Refusal> {
        match (change, self.case(place)?.rank) {
            (Change::Nothing, _) => Ok(false),
            (Change::Name, _) => Ok(true),
            (Change::Rank(_), None) => Err(Refusal::Invalid(Vec::new())),
            (Change::Rank(new), Some(rank)) => Ok(new != rank),
        }
    }

    fn write_change(&mut self, place: usize, change: Change) {
        if let Change::Rank(rank) = change {
            self.case_mut(place).rank = Some(rank);
        }
    }

    fn is_annulled(&self, place: usize) -> bool {
        self.annulments
            .iter()
            .any(|annulment| annulment.stand == Stand::InForce && annulment.took.contains(&place))
    }

    fn status(&self, place: usize, version: usize) -> Status {
        let own = &self.cases[place].as_ref().expect("imported").versions[version];
        if own.taken_back || self.is_annulled(place) {
            Status::Revoked
        } else if own.replaced {
            Status::Superseded
        } else {
            Status::Current
        }
    }

    pub(super) fn view(&self) -> View {
        (0..CAST.len()).map(|place| Some(self.case_view(place, self.cases[place].as_ref()?))).collect()
    }

    fn case_view(&self, place: usize, case: &Case) -> CaseView {
        let stage = |version: &Version| match (version.made, version.released) {
            (false, _) => Stage::Issuing,
            (true, false) => Stage::Unconfirmed,
            (true, true) => Stage::Confirmed,
        };
        let versions: Vec<_> = (0..case.versions.len())
            .map(|number| VersionView {
                stage: stage(&case.versions[number]),
                status: self.status(place, number),
                published: self.status(place, number),
                downloads: case.versions[number].downloads,
            })
            .collect();
        let annulled = if self.is_annulled(place) { Status::Revoked } else { Status::Current };
        CaseView {
            rank: case.rank,
            stage: versions.last().map_or(Stage::Approved, |newest| newest.stage),
            status: versions.last().map_or(annulled, |newest| newest.status),
            downloaded: versions.last().is_some_and(|newest| newest.downloads > 0),
            offered: (1..)
                .zip(&case.versions)
                .filter(|(_, version)| version.released)
                .map(|(number, _)| number)
                .collect(),
            versions,
        }
    }
}
