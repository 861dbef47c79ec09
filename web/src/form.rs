//! A form that is sent by fetch: what is typed stays, whatever the answer.

use std::future::Future;

use leptos::{prelude::*, task};

use crate::{navigation, trouble::Trouble};

/// One form. Copies are the same.
#[derive(Clone, Copy)]
pub struct Form {
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
    /// The `id` of the notice of what went wrong, which gets the focus.
    notice: &'static str,
}

impl Form {
    /// A form whose notice has this `id`.
    pub fn new(notice: &'static str) -> Self {
        Self { trouble: RwSignal::new(None), busy: RwSignal::new(false), notice }
    }

    /// The `id` of the notice.
    pub const fn notice(self) -> &'static str {
        self.notice
    }

    /// Why it was refused.
    pub fn trouble(self) -> Option<Trouble> {
        self.trouble.get()
    }

    /// Whether an answer is awaited.
    pub fn is_busy(self) -> bool {
        self.busy.get()
    }

    /// What the server says about a field.
    pub fn error(self, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.trouble.with(|trouble| trouble.as_ref()?.of_field(name).map(ToOwned::to_owned))
        })
    }

    /// Takes back what was said.
    pub fn clear(self) {
        self.trouble.set(None);
    }

    /// Takes back that somebody has to sign in.
    pub fn forget_sign_in(self) {
        let asks = |trouble: &Option<Trouble>| trouble.as_ref().is_some_and(Trouble::asks_to_sign_in);
        if self.trouble.with_untracked(asks) {
            self.trouble.set(None);
        }
    }

    /// Sends once at a time; `done` gets the answer.
    pub fn submit<T: 'static>(
        self,
        act: impl Future<Output = Result<T, Trouble>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        task::spawn_local(async move {
            let outcome = act.await;
            // Gone with its view, the form has nothing to say any more.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(answer) => done(answer),
                Err(trouble) => {
                    self.trouble.try_set(Some(trouble));
                    navigation::focus(self.notice);
                }
            }
        });
    }
}
