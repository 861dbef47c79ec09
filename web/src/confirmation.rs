//! 證書確認作業 as plain values: the rows of one 核定公文文號, which of them are
//! shown, which are ticked to be confirmed.

use std::collections::BTreeSet;

use certificate::{
    Status,
    api::{Confirmation, ConfirmedCase, SchoolCase, SchoolCases, Stage},
};

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// 尚未確認
    Unconfirmed,
    /// 已確認
    Confirmed,
}

impl Filter {
    /// All filters.
    pub const ALL: [Self; 3] = [Self::All, Self::Unconfirmed, Self::Confirmed];

    /// Whether it shows this row.
    pub fn shows(self, case: &SchoolCase) -> bool {
        match self {
            Self::All => true,
            Self::Unconfirmed => case.stage != Stage::Confirmed,
            Self::Confirmed => case.stage == Stage::Confirmed,
        }
    }
}

/// What the tick of a row means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    /// Nothing can be done: not issued yet, or no longer in force.
    Fixed,
    /// Ticks and un-ticks freely; 確認 takes the ticked ones.
    Open,
    /// 已確認: ticked. Taking it away takes the confirmation back.
    Confirmed,
}

impl Tick {
    /// What the tick of this row means.
    pub fn of(case: &SchoolCase) -> Self {
        match case.stage {
            Stage::Approved | Stage::Issuing | Stage::Failed => Self::Fixed,
            Stage::Unconfirmed if case.status == Status::Current => Self::Open,
            Stage::Unconfirmed => Self::Fixed,
            Stage::Confirmed => Self::Confirmed,
        }
    }
}

/// What is known of each row that is ticked: the version that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection(BTreeSet<(String, u32)>);

impl Selection {
    /// Whether a row is ticked.
    pub fn contains(&self, case: &SchoolCase) -> bool {
        // A set of pairs cannot be asked with a borrowed half.
        self.0.contains(&(case.id.clone(), case.version))
    }

    /// Ticks or un-ticks a row; one that cannot be confirmed stays as it is.
    pub fn toggle(&mut self, case: &SchoolCase) {
        let key = (case.id.clone(), case.version);
        if !self.0.remove(&key) && Tick::of(case) == Tick::Open {
            self.0.insert(key);
        }
    }

    /// 全選: ticks every row shown that can be confirmed.
    pub fn tick_all(&mut self, cases: &SchoolCases, filter: Filter) {
        self.0.extend(open(cases, filter).map(|case| (case.id.clone(), case.version)));
    }

    /// Ticks the rows shown from one to another, as far as they can be confirmed.
    pub fn tick_range(&mut self, cases: &SchoolCases, filter: Filter, from: &str, to: &str) {
        let shown: Vec<_> = cases.cases.iter().filter(|case| filter.shows(case)).collect();
        let place = |id: &str| shown.iter().position(|case| case.id == id);
        let (Some(from), Some(to)) = (place(from), place(to)) else { return };
        let range = shown.into_iter().skip(from.min(to)).take(from.abs_diff(to) + 1);
        let open = range.filter(|case| Tick::of(case) == Tick::Open);
        self.0.extend(open.map(|case| (case.id.clone(), case.version)));
    }

    /// Whether a row shown that can be confirmed is not ticked.
    pub fn leaves_any(&self, cases: &SchoolCases, filter: Filter) -> bool {
        open(cases, filter).any(|case| !self.contains(case))
    }

    /// How many rows are ticked that can still be confirmed as they were looked at.
    pub fn count(&self, cases: &SchoolCases) -> usize {
        self.ticked(cases).count()
    }

    /// What 確認 sends. A version that came in between, or a row that somebody else
    /// confirmed, is not in it.
    pub fn to_confirmation(&self, cases: &SchoolCases) -> Confirmation {
        let ticked = self.ticked(cases);
        Confirmation {
            cases: ticked.map(|case| ConfirmedCase { id: case.id.clone(), version: case.version }).collect(),
        }
    }

    fn ticked<'a>(&'a self, cases: &'a SchoolCases) -> impl Iterator<Item = &'a SchoolCase> {
        open(cases, Filter::All).filter(|case| self.contains(case))
    }

    /// Un-ticks everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// What came of taking back a confirmation that was just made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenBack {
    /// How many cases are no longer confirmed.
    pub count: u32,
    /// Of how many the teacher has a copy, which stays valid.
    pub downloaded: u32,
    /// Whether one of them is a later version: the status of the version before it does
    /// not come back.
    pub any_later_version: bool,
    /// What is still confirmed.
    pub left: Vec<ConfirmedCase>,
}

impl TakenBack {
    /// Takes note of one case.
    pub fn note(&mut self, case: &ConfirmedCase, downloaded: bool) {
        self.count += 1;
        self.downloaded += u32::from(downloaded);
        self.any_later_version |= case.version > 1;
    }
}

/// Where a key leads from the control at `place` in a column of `count`.
pub fn step(key: &str, place: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match key {
        "ArrowUp" => place.saturating_sub(1),
        "ArrowDown" => place.saturating_add(1).min(last),
        "PageUp" => place.saturating_sub(PAGE),
        "PageDown" => place.saturating_add(PAGE).min(last),
        "Home" => 0,
        "End" => last,
        _ => return None,
    })
}

/// So many rows are a page for the keyboard.
const PAGE: usize = 15;

fn open(cases: &SchoolCases, filter: Filter) -> impl Iterator<Item = &SchoolCase> {
    cases.cases.iter().filter(move |case| filter.shows(case) && Tick::of(case) == Tick::Open)
}

/// The rows before and after one, among those shown.
pub fn neighbours(cases: &SchoolCases, filter: Filter, id: &str) -> (Option<String>, Option<String>) {
    let shown: Vec<_> = cases.cases.iter().filter(|case| filter.shows(case) || case.id == id).collect();
    let Some(place) = shown.iter().position(|case| case.id == id) else { return (None, None) };
    let id_at = |place: Option<usize>| place.and_then(|place| shown.get(place)).map(|case| case.id.clone());
    (id_at(place.checked_sub(1)), id_at(place.checked_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(id: &str, stage: Stage) -> SchoolCase {
        SchoolCase {
            id: id.to_owned(),
            name: "王小明".to_owned(),
            identity_number: "F12".to_owned(),
            birth_date: "1989-04-16".parse().unwrap(),
            sex: None,
            rank: certificate::Rank::Professor,
            review_category: None,
            school_code: "0001".to_owned(),
            submitting_school: "國立示範大學".to_owned(),
            seniority_start: "2022-02".parse().unwrap(),
            certificate_number: "教字第142195號".parse().unwrap(),
            version: 1,
            stage,
            status: Status::Current,
            downloaded: false,
            changed: Vec::new(),
            former: Vec::new(),
            open_notes: 0,
        }
    }

    fn cases() -> SchoolCases {
        SchoolCases {
            document_number: "臺教高(五)字第1120000001號".to_owned(),
            unconfirmed: 2,
            confirmed: 1,
            cases: vec![
                case("a", Stage::Unconfirmed),
                case("b", Stage::Confirmed),
                case("c", Stage::Issuing),
                case("d", Stage::Unconfirmed),
            ],
        }
    }

    fn ids(cases: &SchoolCases, selection: &Selection) -> Vec<String> {
        selection.to_confirmation(cases).cases.into_iter().map(|case| case.id).collect()
    }

    #[test]
    fn all_are_the_rows_that_can_be_confirmed() {
        let (cases, mut selection) = (cases(), Selection::default());
        assert!(selection.leaves_any(&cases, Filter::All));
        selection.tick_all(&cases, Filter::All);
        assert_eq!(ids(&cases, &selection), ["a", "d"]);
        assert!(!selection.leaves_any(&cases, Filter::All));
        selection.clear();
        assert_eq!(selection.count(&cases), 0);
        assert!(!selection.leaves_any(&cases, Filter::Confirmed), "none can be ticked");
    }

    #[test]
    fn what_is_confirmed_or_not_issued_cannot_be_ticked_to_be_confirmed() {
        let (cases, mut selection) = (cases(), Selection::default());
        for case in &cases.cases {
            selection.toggle(case);
        }
        assert_eq!(ids(&cases, &selection), ["a", "d"]);
        selection.toggle(&cases.cases[0]);
        assert_eq!(ids(&cases, &selection), ["d"]);
    }

    #[test]
    fn a_revoked_certificate_waits_for_nobody() {
        let mut revoked = case("a", Stage::Unconfirmed);
        revoked.status = Status::Revoked;
        assert_eq!(Tick::of(&revoked), Tick::Fixed);
    }

    #[test]
    fn a_version_that_came_in_between_is_not_confirmed_unseen() {
        let (mut cases, mut selection) = (cases(), Selection::default());
        selection.tick_all(&cases, Filter::All);
        cases.cases[0].version = 2;
        cases.cases[3].stage = Stage::Confirmed;
        assert_eq!(selection.count(&cases), 0);
        assert!(ids(&cases, &selection).is_empty());
    }

    #[test]
    fn a_range_is_ticked_in_either_direction_as_far_as_it_can_be() {
        let cases = cases();
        for (from, to) in [("a", "d"), ("d", "a")] {
            let mut selection = Selection::default();
            selection.tick_range(&cases, Filter::All, from, to);
            assert_eq!(ids(&cases, &selection), ["a", "d"]);
        }
        let mut selection = Selection::default();
        selection.tick_range(&cases, Filter::All, "b", "c");
        selection.tick_range(&cases, Filter::All, "gone", "d");
        assert_eq!(selection.count(&cases), 0);
    }

    #[test]
    fn keys_lead_through_a_column_and_stop_at_its_ends() {
        assert_eq!(step("ArrowDown", 0, 3), Some(1));
        assert_eq!(step("ArrowDown", 2, 3), Some(2));
        assert_eq!(step("ArrowUp", 0, 3), Some(0));
        assert_eq!(step("PageDown", 0, 1000), Some(15));
        assert_eq!(step("PageUp", 999, 1000), Some(984));
        assert_eq!((step("Home", 7, 9), step("End", 0, 9)), (Some(0), Some(8)));
        assert_eq!((step("a", 0, 3), step("End", 0, 0)), (None, None));
    }

    #[test]
    fn taking_back_counts_what_is_in_the_hands_of_teachers() {
        let mut back = TakenBack::default();
        back.note(&ConfirmedCase { id: "a".to_owned(), version: 1 }, false);
        assert!(!back.any_later_version);
        back.note(&ConfirmedCase { id: "b".to_owned(), version: 2 }, true);
        assert_eq!((back.count, back.downloaded, back.any_later_version), (2, 1, true));
    }

    #[test]
    fn paging_goes_through_what_is_shown() {
        let cases = cases();
        let some = |id: &str| Some(id.to_owned());
        assert_eq!(neighbours(&cases, Filter::All, "a"), (None, some("b")));
        assert_eq!(neighbours(&cases, Filter::Unconfirmed, "a"), (None, some("c")));
        assert_eq!(neighbours(&cases, Filter::Unconfirmed, "d"), (some("c"), None));
        // The row looked at stays among them when it was confirmed meanwhile.
        assert_eq!(neighbours(&cases, Filter::Unconfirmed, "b"), (some("a"), some("c")));
        assert_eq!(neighbours(&cases, Filter::All, "z"), (None, None));
    }

    #[test]
    fn the_confirmation_names_the_version_that_was_looked_at() {
        let (mut cases, mut selection) = (cases(), Selection::default());
        cases.cases[0].version = 3;
        selection.toggle(&cases.cases[0]);
        let expected = vec![ConfirmedCase { id: "a".to_owned(), version: 3 }];
        assert_eq!(selection.to_confirmation(&cases).cases, expected);
    }
}
