//! What an act did, said where everybody sees and hears it, with the way back where
//! there is one.

use std::sync::Arc;

use leptos::prelude::*;

use crate::text::Sentence;

/// Takes an act back.
pub type Undo = Arc<dyn Fn() + Send + Sync>;

/// The last thing that was done. Copies are the same.
#[derive(Clone, Copy)]
pub struct Outcome(RwSignal<Option<Said>>);

/// What is said of it.
#[derive(Clone)]
pub struct Said {
    /// What was done.
    pub sentence: Sentence,
    /// Takes it back, where that can be done.
    pub undo: Option<Undo>,
}

impl Outcome {
    /// Provides it to all below.
    pub fn provide() -> Self {
        let outcome = Self(RwSignal::new(None));
        provide_context(outcome);
        outcome
    }

    /// What is said, if there is something.
    pub fn get(self) -> Option<Said> {
        self.0.get()
    }

    /// Says what was done. The view that did it may be gone by then.
    pub fn say(self, sentence: Sentence) {
        self.0.try_set(Some(Said { sentence, undo: None }));
    }

    /// Says what was done and offers to take it back.
    pub fn say_with_undo(self, sentence: Sentence, undo: impl Fn() + Send + Sync + 'static) {
        self.0.try_set(Some(Said { sentence, undo: Some(Arc::new(undo)) }));
    }

    /// Takes it away.
    pub fn clear(self) {
        self.0.try_set(None);
    }
}
