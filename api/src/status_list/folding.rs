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
    /// Certificate → case and slot, of these cases.
    slots: BTreeMap<String, (String, i64)>,
}

impl Folding {
    /// The fold up to the end of the history.
    pub(super) async fn advance(&self, db: &mut AnyConnection) -> Result<Folded> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut folded = match kept {
            Some(kept) if db::is_on_chain(db, kept.head).await? => kept,
            _ => Folded { head: Head::EMPTY, states: BTreeMap::new(), slots: BTreeMap::new() },
        };
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
        self.slots.append(&mut db::load_slots_of(db, touched).await?);
        self.head = db::load_head(db).await?;
        Ok(())
    }

    /// Two bits for every slot; unused slots look like current ones.
    pub(super) fn pack(&self, slots: i64) -> Result<Vec<u8>> {
        let mut packed = vec![0; usize::try_from(slots / 4)?];
        for (id, (case, slot)) in &self.slots {
            let status = self.states.get(case).map_or(Status::Current, |case| case.status(id));
            let byte = packed.get_mut(usize::try_from(slot / 4)?).context("a slot lies outside the list")?;
            *byte |= status.bits() << (2 * (slot % 4));
        }
        Ok(packed)
    }
}
