//! The fold over the history that a list shows, kept between lists: the next one
//! takes only the events since then. It is the same fold. What was folded is kept with
//! the digest of its last event, which stands for every event before it; where the
//! history does not go through that digest, e.g. because an act was not committed, the fold
//! begins anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use anyhow::{Context as _, Result};
use certificate::Status;
use sqlx::AnyConnection;

use crate::{
    db,
    history::{CaseState, Head},
};

/// What the last list of this process was built from.
#[derive(Default)]
pub(crate) struct Folding(Mutex<Option<Folded>>);

/// The history up to a head, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folded {
    pub(super) head: Head,
    /// Cases with an event that decides a status.
    states: BTreeMap<String, CaseState>,
    /// Two bits for every slot; unused slots look like current ones.
    pub(super) packed: Vec<u8>,
}

impl Folding {
    /// The fold up to the end of the history, for a list of so many slots.
    pub(super) async fn advance(&self, db: &mut AnyConnection, slots: i64) -> Result<Folded> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut folded = match kept {
            Some(kept) if db::is_on_chain(db, kept.head).await? => kept,
            _ => Folded { head: Head::EMPTY, states: BTreeMap::new(), packed: Vec::new() },
        };
        folded.packed.resize(usize::try_from(slots / 4)?, 0);
        folded.advance(db).await?;
        Ok(folded)
    }

    /// Keeps a fold for the next list.
    pub(super) fn keep(&self, folded: Folded) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(folded);
    }
}

impl Folded {
    async fn advance(&mut self, db: &mut AnyConnection) -> Result<()> {
        let events = db::load_status_events(db, self.head.sequence).await?;
        let mut touched = BTreeSet::new();
        for event in &events {
            if let Some(case) = &event.case_id {
                self.states.entry(case.clone()).or_default().apply(event);
                touched.insert(case.as_str());
            }
        }
        for (id, (case, slot)) in db::load_slots_of(db, touched).await? {
            let status = self.states.get(&case).map_or(Status::Current, |case| case.status(&id));
            self.set(slot, status)?;
        }
        self.head = db::load_head(db).await?;
        Ok(())
    }

    fn set(&mut self, slot: i64, status: Status) -> Result<()> {
        let byte = self.packed.get_mut(usize::try_from(slot / 4)?).context("a slot lies outside the list")?;
        let place = 2 * (slot % 4);
        *byte = *byte & !(0b11 << place) | status.bits() << place;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use certificate::Timestamp;

    use super::*;
    use crate::{
        db::database,
        history::{self, Details, EventKind, NewEvent, Occasion},
    };

    async fn annul(db: &mut AnyConnection, case: &str) {
        let event = NewEvent {
            kind: EventKind::Annulled,
            act: "act",
            case_id: Some(case),
            certificate_id: None,
            details: Details::NONE,
        };
        let occasion = Occasion { account: "officer", now: Timestamp::from_unix(0).unwrap(), address: None };
        history::append(db, occasion, &[event]).await.unwrap();
    }

    /// What is folded on is what a fold from the beginning gives.
    async fn check(db: &mut AnyConnection, folding: &Folding, cases: &[&str]) {
        let folded = folding.advance(db, 8).await.unwrap();
        assert_eq!(folded, Folding::default().advance(db, 8).await.unwrap());
        assert_eq!(folded.states.keys().map(String::as_str).collect::<Vec<_>>(), cases);
        folding.keep(folded);
    }

    #[tokio::test]
    async fn only_what_happened_since_is_folded_on() {
        let (_folder, db) = database().await;
        let folding = Folding::default();
        let mut tx = db.write().await.unwrap();
        check(&mut tx, &folding, &[]).await;
        annul(&mut tx, "a").await;
        check(&mut tx, &folding, &["a"]).await;
        annul(&mut tx, "b").await;
        check(&mut tx, &folding, &["a", "b"]).await;
    }

    #[tokio::test]
    async fn an_act_that_was_not_committed_is_forgotten() {
        let (_folder, db) = database().await;
        let folding = Folding::default();
        let mut tx = db.write().await.unwrap();
        annul(&mut tx, "a").await;
        check(&mut tx, &folding, &["a"]).await;
        tx.rollback().await.unwrap();
        let mut tx = db.write().await.unwrap();
        check(&mut tx, &folding, &[]).await;
        // At the same place of the history something else happens.
        annul(&mut tx, "b").await;
        check(&mut tx, &folding, &["b"]).await;
    }

    #[test]
    fn a_status_takes_the_place_of_the_one_before_and_touches_no_other() {
        let mut folded = Folded { head: Head::EMPTY, states: BTreeMap::new(), packed: vec![0; 2] };
        for (slot, status) in [(1, Status::Superseded), (2, Status::Revoked), (7, Status::Superseded)] {
            folded.set(slot, status).unwrap();
        }
        assert_eq!(folded.packed, [0b0001_1100, 0b1100_0000]);
        folded.set(1, Status::Revoked).unwrap();
        folded.set(7, Status::Current).unwrap();
        assert_eq!(folded.packed, [0b0001_0100, 0]);
        folded.set(8, Status::Revoked).unwrap_err();
    }
}
