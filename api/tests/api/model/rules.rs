//! The rules of the program (`api::rules`) and its fold, with lists in place of the
//! database: fast enough for a hundred thousand sequences.

use std::collections::BTreeMap;

use api::{
    CaseState, Details, Event, EventKind, Refusal, fold,
    rules::{self, Extent, Fact, Standing, Version},
};
use certificate::{
    Digest, Rank, Status, Timestamp,
    api::{AnnulmentState, ReplacementGround, Stage},
};

use super::acts::{
    Act, Answer, By, CAST, CaseView, Change, Done, OFFICERS, Seen, Subject, VersionView, View,
};

const CASES: [&str; CAST.len()] = ["0", "1", "2", "3", "4", "5", "6", "7", "8"];

struct Case {
    rank: Option<Rank>,
    versions: Vec<Version>,
    ordered: bool,
}

struct Annulment {
    act: String,
    case: usize,
    rank: Option<Rank>,
    reach: certificate::api::Reach,
    proposed_by: &'static str,
    state: AnnulmentState,
}

pub(super) struct Rules {
    four_eyes: bool,
    cases: [Option<Case>; CAST.len()],
    annulments: Vec<Annulment>,
    events: Vec<Event>,
    /// Kept up to date event by event; [`Rules::check_fold`] folds anew.
    states: BTreeMap<String, CaseState>,
    /// What the newest list says: the fold over the events it was made from.
    published: BTreeMap<String, CaseState>,
}

impl Rules {
    pub(super) fn new(four_eyes: bool) -> Self {
        Self {
            four_eyes,
            cases: Default::default(),
            annulments: Vec::new(),
            events: Vec::new(),
            states: BTreeMap::new(),
            published: BTreeMap::new(),
        }
    }

    /// The states that came about one by one are those of the whole history.
    pub(super) fn check_fold(&self) {
        assert_eq!(fold(&self.events), self.states);
    }

    fn case(&self, place: usize) -> Result<&Case, Refusal> {
        self.cases[place].as_ref().ok_or(Refusal::NotFound)
    }

    fn standing(&self, place: usize) -> Result<Standing, Refusal> {
        let versions = self.case(place)?.versions.clone();
        Ok(Standing::new(self.states.get(CASES[place]).cloned().unwrap_or_default(), versions))
    }

    fn seen(&self, place: usize, seen: Seen) -> u32 {
        seen.of(self.cases[place].as_ref().map_or(0, |case| case.versions.len()))
    }

    fn record(
        &mut self,
        place: usize,
        act: &str,
        kind: EventKind,
        certificate: Option<&str>,
        details: &Details,
    ) {
        let event = Event {
            sequence: self.events.len() as i64 + 1,
            at: Timestamp::from_unix(0).unwrap(),
            account: "officer".to_owned(),
            kind,
            act: act.to_owned(),
            case_id: Some(CASES[place].to_owned()),
            certificate_id: certificate.map(str::to_owned),
            details: details.to_json(),
            digest: Digest([0; 32]),
        };
        self.states.entry(CASES[place].to_owned()).or_default().apply(&event);
        self.events.push(event);
    }

    fn record_facts(&mut self, place: usize, facts: &[Fact<'_>]) {
        for fact in facts {
            self.record(place, "act", fact.kind, fact.certificate_id, Details::NONE);
        }
    }

    fn publish(&mut self) {
        let decide_status = |event: &&Event| {
            use EventKind::{Annulled, Reinstated, Revoked, Superseded, Withdrawn};
            matches!(event.kind, Superseded | Withdrawn | Annulled | Revoked | Reinstated)
        };
        self.published = fold(self.events.iter().filter(decide_status));
    }

    fn order(&mut self, place: usize) {
        let versions = &mut self.cases[place].as_mut().unwrap().versions;
        let number = versions.len() + 1;
        versions.push(Version { id: format!("{place}.{number}"), number: number as i64, failed: false });
    }

    fn start_batch(&mut self) -> Answer {
        let mut any = false;
        for place in 0..CAST.len() {
            let Ok(standing) = self.standing(place) else { continue };
            let case = self.cases[place].as_mut().unwrap();
            let waits = standing.stage() == Stage::Approved && standing.status() == Status::Current;
            any |= waits && !case.ordered;
            case.ordered |= waits;
        }
        if any { Ok(Done::Nothing) } else { Err(Refusal::NothingToIssue) }
    }

    fn press(&mut self) -> Done {
        let mut issued = Vec::new();
        for place in 0..CAST.len() {
            let Ok(standing) = self.standing(place) else { continue };
            let ordered = std::mem::take(&mut self.cases[place].as_mut().unwrap().ordered);
            if ordered && standing.stage() == Stage::Approved && standing.status() == Status::Current {
                self.order(place);
            }
            let standing = self.standing(place).unwrap();
            for version in self.case(place).unwrap().versions.clone() {
                let state = standing.state();
                if !state.certificate(&version.id).is_issued() && state.status(&version.id) == Status::Current
                {
                    self.record(place, "act", EventKind::Issued, Some(&version.id), Details::NONE);
                    issued.push((place, version.number.try_into().unwrap()));
                }
            }
        }
        Done::Issued(issued)
    }

    fn correct(&mut self, place: usize, seen: Seen, change: Change) -> Answer {
        let standing = self.standing(place)?;
        let facts = standing.correct(self.seen(place, seen))?;
        if !self.change(place, change)? {
            return Err(Refusal::NothingChanged);
        }
        self.record_facts(place, &facts);
        if standing.version() > 0 {
            self.order(place);
            self.publish();
        }
        Ok(Done::Nothing)
    }

    /// Whether the data changed. Refuses what a K-12 case does not have.
    fn change(&mut self, place: usize, change: Change) -> Result<bool, Refusal> {
        let case = self.cases[place].as_mut().unwrap();
        match change {
            Change::Nothing => Ok(false),
            Change::Name => Ok(true),
            Change::Rank(_) if case.rank.is_none() => Err(Refusal::Invalid(Vec::new())),
            Change::Rank(rank) => Ok(case.rank.replace(rank) != Some(rank)),
        }
    }

    fn confirm(&mut self, cases: &[(usize, Seen)], by: By) -> Answer {
        let (length, states) = (self.events.len(), self.states.clone());
        let mut confirmed = 0;
        for (place, seen) in cases {
            let facts = check_scope(*place, by)
                .and_then(|()| self.standing(*place))
                .and_then(|standing| Ok(owned(&standing.confirm(self.seen(*place, *seen))?)));
            match facts {
                Ok(facts) => {
                    confirmed += u32::from(!facts.is_empty());
                    for (kind, id) in facts {
                        self.record(*place, "act", kind, id.as_deref(), Details::NONE);
                    }
                }
                Err(refusal) => {
                    // As the database rolls back.
                    self.events.truncate(length);
                    self.states = states;
                    return Err(refusal);
                }
            }
        }
        self.publish();
        Ok(Done::Confirmed(confirmed))
    }

    fn unconfirm(&mut self, place: usize, by: By) -> Answer {
        check_scope(place, by)?;
        let standing = self.standing(place)?;
        self.record_facts(place, &[standing.unconfirm()?]);
        Ok(Done::Unconfirmed { downloaded: standing.is_downloaded() })
    }

    fn download(&mut self, place: usize, version: usize, holder: usize) -> Answer {
        let standing = self.standing(place)?;
        let id = format!("{place}.{}", version + 1);
        if CAST[place].holder != holder || !standing.state().certificate(&id).is_confirmed() {
            return Err(Refusal::NotFound);
        }
        rules::download(standing.state().status(&id))?;
        self.record(place, "act", EventKind::Downloaded, Some(&id), Details::NONE);
        Ok(Done::Nothing)
    }

    fn replace(
        &mut self,
        place: usize,
        seen: Seen,
        ground: ReplacementGround,
        change: Change,
        paper: bool,
    ) -> Answer {
        let standing = self.standing(place)?;
        standing.replace(self.seen(place, seen))?;
        let before = self.case(place)?.rank;
        let changed = self.change(place, change)?;
        let needs_change = matches!(ground, ReplacementGround::Changed | ReplacementGround::Clerical);
        let is_first = standing.version() == 0;
        let refused = if !changed && needs_change && !is_first {
            Some(Refusal::NothingChanged)
        } else if is_first && !paper {
            Some(Refusal::Invalid(Vec::new()))
        } else {
            None
        };
        if let Some(refusal) = refused {
            self.cases[place].as_mut().unwrap().rank = before;
            return Err(refusal);
        }
        self.order(place);
        let id = self.case(place)?.versions.last().unwrap().id.clone();
        self.record(place, "act", EventKind::Replaced, Some(&id), Details::NONE);
        Ok(Done::Nothing)
    }

    fn annul(&mut self, place: usize, act: &Act) -> Answer {
        let &Act::Annul { from, reach, fits, officer, .. } = act else { unreachable!() };
        let own = self.case(place)?.rank;
        if own.is_none() && from.is_some() {
            return Err(Refusal::Invalid(Vec::new()));
        }
        if !fits || (own.is_none() && reach == certificate::api::Reach::FromRankUpward) {
            return Err(Refusal::GroundDoesNotFit);
        }
        let annulment = Annulment {
            act: format!("annulment {}", self.annulments.len()),
            case: place,
            rank: from.or(own),
            reach,
            proposed_by: OFFICERS[officer],
            state: AnnulmentState::Proposed,
        };
        if self.hit(&annulment).is_empty() {
            return Err(Refusal::NothingHit);
        }
        self.annulments.push(annulment);
        if self.four_eyes { Ok(Done::Hit(Vec::new())) } else { self.enforce(self.annulments.len() - 1) }
    }

    fn hit(&self, annulment: &Annulment) -> Vec<usize> {
        let Annulment { case, rank, reach, .. } = *annulment;
        let extent = Extent { case_id: CASES[case], rank, reach };
        let is_hit = |place: &usize| {
            let found = self.cases[*place].as_ref();
            found.is_some_and(|found| extent.hits(CASES[*place], found.rank))
        };
        (0..CAST.len()).filter(|place| CAST[*place].holder == CAST[case].holder).filter(is_hit).collect()
    }

    fn enforce(&mut self, number: usize) -> Answer {
        let annulment = &self.annulments[number];
        let hit = self.hit(annulment);
        if hit.is_empty() {
            return Err(Refusal::NothingHit);
        }
        let extent = Extent { case_id: CASES[annulment.case], rank: annulment.rank, reach: annulment.reach };
        let (kind, act) = (extent.kind(), annulment.act.clone());
        hit.iter().for_each(|place| self.record(*place, &act, kind, None, Details::NONE));
        self.annulments[number].state = AnnulmentState::InForce;
        self.publish();
        Ok(Done::Hit(hit))
    }

    fn approve(&mut self, number: usize, officer: usize) -> Answer {
        let annulment = self.annulments.get(number).ok_or(Refusal::NotFound)?;
        rules::approve(annulment.state, annulment.proposed_by, OFFICERS[officer])?;
        self.enforce(number)
    }

    fn reject(&mut self, number: usize) -> Answer {
        let annulment = self.annulments.get_mut(number).ok_or(Refusal::NotFound)?;
        rules::reject(annulment.state)?;
        annulment.state = AnnulmentState::Rejected;
        Ok(Done::Hit(Vec::new()))
    }

    fn reinstate(&mut self, number: usize) -> Answer {
        let annulment = self.annulments.get_mut(number).ok_or(Refusal::NotFound)?;
        rules::reinstate(annulment.state)?;
        annulment.state = AnnulmentState::Reinstated;
        let act = annulment.act.clone();
        let hit: Vec<_> = (0..CAST.len())
            .filter(|place| self.states.get(CASES[*place]).is_some_and(|state| state.is_annulled_by(&act)))
            .collect();
        let details = Details { undoes: Some(act), ..Default::default() };
        hit.iter().for_each(|place| self.record(*place, "act", EventKind::Reinstated, None, &details));
        self.publish();
        Ok(Done::Hit(hit))
    }
}

/// What a fact says, kept.
fn owned(facts: &[Fact<'_>]) -> Vec<(EventKind, Option<String>)> {
    facts.iter().map(|fact| (fact.kind, fact.certificate_id.map(str::to_owned))).collect()
}

fn check_scope(place: usize, by: By) -> Result<(), Refusal> {
    match by {
        By::School(school) if CAST[place].school != Some(school) => Err(Refusal::NotFound),
        By::School(_) | By::Ministry => Ok(()),
    }
}

impl Subject for Rules {
    fn act(&mut self, act: &Act) -> Answer {
        match *act {
            Act::Import { cases } => {
                let mut imported = 0;
                for place in (0..CAST.len()).filter(|place| cases[*place]) {
                    if self.cases[place].is_none() {
                        self.cases[place] =
                            Some(Case { rank: CAST[place].rank, versions: Vec::new(), ordered: false });
                        self.record(place, "act", EventKind::Imported, None, Details::NONE);
                        imported += 1;
                    }
                }
                Ok(Done::Imported(imported))
            }
            Act::StartBatch => self.start_batch(),
            Act::Press => Ok(self.press()),
            Act::Correct { case, seen, change } => self.correct(case, seen, change),
            Act::Confirm { ref cases, by } => self.confirm(cases, by),
            Act::Unconfirm { case, by } => self.unconfirm(case, by),
            Act::Download { case, version, holder } => self.download(case, version, holder),
            Act::Replace { case, seen, ground, change, paper } => {
                self.replace(case, seen, ground, change, paper)
            }
            Act::Annul { case, .. } => self.annul(case, act),
            Act::Approve { annulment, officer } => self.approve(annulment, officer),
            Act::Reject { annulment, .. } => self.reject(annulment),
            Act::Reinstate { annulment } => self.reinstate(annulment),
        }
    }

    fn view(&mut self) -> View {
        (0..CAST.len()).map(|place| self.case_view(place)).collect()
    }

    fn head(&mut self) -> (i64, String) {
        (self.events.len() as i64, String::new())
    }
}

impl Rules {
    fn case_view(&self, place: usize) -> Option<CaseView> {
        let case = self.cases[place].as_ref()?;
        let standing = self.standing(place).ok()?;
        let published = self.published.get(CASES[place]);
        let version = |version: &Version| VersionView {
            stage: standing.stage_of(version),
            status: standing.state().status(&version.id),
            published: published.map_or(Status::Current, |state| state.status(&version.id)),
            downloads: standing.state().certificate(&version.id).downloads(),
        };
        let is_offered = |version: &&Version| standing.state().certificate(&version.id).is_confirmed();
        Some(CaseView {
            rank: case.rank,
            stage: standing.stage(),
            status: standing.status(),
            downloaded: standing.is_downloaded(),
            versions: case.versions.iter().map(version).collect(),
            offered: case.versions.iter().filter(is_offered).map(|version| version.number as usize).collect(),
        })
    }
}
