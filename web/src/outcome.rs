//! What an act did, said where everybody sees and hears it.

use leptos::prelude::*;

use crate::text::Sentence;

/// The last thing that was done. Copies are the same.
#[derive(Clone, Copy)]
pub struct Outcome(RwSignal<Option<Sentence>>);

impl Outcome {
    /// Provides it to all below.
    pub fn provide() -> Self {
        let outcome = Self(RwSignal::new(None));
        provide_context(outcome);
        outcome
    }

    /// The sentence, if there is one.
    pub fn get(self) -> Option<Sentence> {
        self.0.get()
    }

    /// Says what was done. The view that did it may be gone by then.
    pub fn say(self, sentence: Sentence) {
        self.0.try_set(Some(sentence));
    }

    /// Takes it away.
    pub fn clear(self) {
        self.0.try_set(None);
    }
}
