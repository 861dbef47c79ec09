//! What must be so, told from what is seen before and after an act: no model needed.
//! The numbers are those of the list at the head of `model.rs`.

use std::collections::{BTreeMap, BTreeSet};

use certificate::{
    Rank, Status,
    api::{Reach, Stage},
};

use super::acts::{Act, CAST, CaseView, Done, View};

/// Where a version is: its case and its place among the versions.
type Place = (usize, usize);

struct Annulment {
    case: usize,
    rank: Option<Rank>,
    reach: Reach,
    took: Vec<usize>,
}

/// What was seen so far.
#[derive(Default)]
pub(super) struct Watch {
    withdrawn: BTreeSet<Place>,
    /// Cases, with the newest version that was ever confirmed.
    confirmed: BTreeMap<usize, usize>,
    /// Those that were not refused, in their order.
    annulments: Vec<Annulment>,
}

impl Watch {
    /// Checks an act that was not refused.
    pub(super) fn check(&mut self, act: &Act, done: &Done, before: &View, after: &View) {
        check_versions(before, after);
        let changed = changed(before, after);
        match *act {
            Act::Import { .. } | Act::StartBatch | Act::Press | Act::Replace { .. } => {
                assert!(changed.is_empty(), "it changes the status of nothing: {changed:?}");
            }
            Act::Correct { case, .. } => self.check_correction(case, &changed, before),
            Act::Confirm { ref cases, .. } => {
                let cases: BTreeSet<_> = cases.iter().map(|(case, _)| *case).collect();
                self.check_confirmation(&cases, &changed, after);
            }
            Act::Unconfirm { .. } => assert!(changed.is_empty(), "2: {changed:?}"),
            Act::Download { case, version, .. } => {
                let found = &seen(before, case).versions[version];
                assert_eq!((found.stage, found.status), (Stage::Confirmed, Status::Current), "1");
                assert!(changed.is_empty(), "1: {changed:?}");
            }
            Act::Annul { case, from, reach, .. } => {
                let rank = from.or(seen(before, case).rank);
                self.annulments.push(Annulment { case, rank, reach, took: Vec::new() });
                self.check_hit(self.annulments.len() - 1, done, &changed, before, after);
            }
            Act::Approve { annulment, .. } => self.check_hit(annulment, done, &changed, before, after),
            Act::Reject { .. } => assert!(changed.is_empty(), "{changed:?}"),
            Act::Reinstate { annulment } => self.check_reinstatement(annulment, done, &changed),
        }
        self.check_for_good(after);
    }

    fn check_correction(&mut self, case: usize, changed: &BTreeSet<Place>, before: &View) {
        let newest = seen(before, case).versions.len().checked_sub(1);
        let withdrawn: BTreeSet<_> = newest.into_iter().map(|newest| (case, newest)).collect();
        assert_eq!(*changed, withdrawn, "only what was corrected is withdrawn");
        self.withdrawn.extend(withdrawn);
    }

    fn check_confirmation(&mut self, cases: &BTreeSet<usize>, changed: &BTreeSet<Place>, after: &View) {
        for case in cases {
            let versions = &seen(after, *case).versions;
            let newest = versions.len() - 1;
            assert_eq!(versions[newest].stage, Stage::Confirmed);
            assert!(!changed.contains(&(*case, newest)), "2: {changed:?}");
            let current = versions.iter().filter(|version| version.status == Status::Current).count();
            assert_eq!(current, 1, "4: one version of case {case} is current");
            self.confirmed.insert(*case, newest);
        }
        assert!(changed.iter().all(|(case, _)| cases.contains(case)), "other cases stay: {changed:?}");
    }

    fn check_hit(
        &mut self,
        number: usize,
        done: &Done,
        changed: &BTreeSet<Place>,
        before: &View,
        after: &View,
    ) {
        let Done::Hit(hit) = done else { panic!("{done:?}") };
        let annulment = &mut self.annulments[number];
        annulment.took.clone_from(hit);
        if hit.is_empty() {
            assert!(changed.is_empty(), "a proposal changes nothing: {changed:?}");
            return;
        }
        for (place, case) in before.iter().enumerate() {
            let Some(case) = case else { continue };
            let same_holder = CAST[place].holder == CAST[annulment.case].holder;
            let meant = match (annulment.rank, annulment.reach) {
                (None, _) => place == annulment.case,
                (Some(rank), Reach::FromRankUpward) => case.rank >= Some(rank),
                (Some(rank), Reach::ThisOnly) => case.rank == Some(rank),
            };
            assert_eq!(hit.contains(&place), same_holder && meant, "5, 6: case {place}");
        }
        assert!(changed.iter().all(|(case, _)| hit.contains(case)), "5, 6: {changed:?}");
        for place in hit {
            let case = seen(after, *place);
            assert_eq!(case.status, Status::Revoked, "5, 6");
            assert!(case.versions.iter().all(|version| version.status == Status::Revoked), "5, 6");
        }
    }

    fn check_reinstatement(&mut self, number: usize, done: &Done, changed: &BTreeSet<Place>) {
        let annulment = &mut self.annulments[number];
        assert_eq!(*done, Done::Hit(std::mem::take(&mut annulment.took)), "7");
        let Done::Hit(given_back) = done else { panic!("{done:?}") };
        let still_taken: BTreeSet<_> = self.annulments.iter().flat_map(|other| &other.took).collect();
        for (case, version) in changed {
            assert!(given_back.contains(case) && !still_taken.contains(case), "7: case {case}");
            assert!(!self.withdrawn.contains(&(*case, *version)), "8: case {case}");
        }
    }

    /// What stays so, whatever comes.
    fn check_for_good(&self, after: &View) {
        for (case, version) in &self.withdrawn {
            assert_eq!(seen(after, *case).versions[*version].status, Status::Revoked, "8: case {case}");
        }
        for (case, newest) in &self.confirmed {
            let older = &seen(after, *case).versions[..*newest];
            assert!(older.iter().all(|version| version.status != Status::Current), "4: case {case}");
        }
        for case in self.annulments.iter().flat_map(|annulment| &annulment.took) {
            assert_eq!(seen(after, *case).status, Status::Revoked, "7: case {case}");
        }
    }
}

fn seen(view: &View, case: usize) -> &CaseView {
    view[case].as_ref().expect("the case was imported")
}

/// 1, 3 and 9: of every case, whatever the act.
fn check_versions(before: &View, after: &View) {
    for (place, case) in after.iter().enumerate() {
        let Some(case) = case else { continue };
        let older = before[place].as_ref().map_or(0, |case| case.versions.len());
        assert!((older..=older + 1).contains(&case.versions.len()), "3: case {place}");
        for (number, version) in (1..).zip(&case.versions) {
            assert_eq!(version.status, version.published, "9: case {place}");
            let is_offered = case.offered.contains(&number);
            assert_eq!(is_offered, version.stage == Stage::Confirmed, "1, 11: case {place}");
        }
    }
}

/// Versions that were there before and have another status now.
fn changed(before: &View, after: &View) -> BTreeSet<Place> {
    let statuses = |view: &View| -> BTreeMap<Place, Status> {
        let cases = view.iter().enumerate().filter_map(|(place, case)| Some((place, case.as_ref()?)));
        let versions = cases.flat_map(|(place, case)| {
            (0..).zip(&case.versions).map(move |(number, version)| ((place, number), version.status))
        });
        versions.collect()
    };
    let after = statuses(after);
    statuses(before)
        .into_iter()
        .filter(|(place, status)| after[place] != *status)
        .map(|(place, _)| place)
        .collect()
}
