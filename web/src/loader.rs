//! A [`Load`] that a view follows.

use std::{future::Future, pin::Pin, rc::Rc};

use leptos::{prelude::*, task};

use crate::{
    client::Leaving,
    load::{Load, Run},
    trouble::Trouble,
    visitor::Visitor,
};

type Fetch<T> = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<T, Trouble>>>>>;

/// Fetches for a view. Copies are the same.
pub struct Loader<T: Send + Sync + 'static> {
    load: RwSignal<Load<T>>,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loader<T> {}

impl<T: Send + Sync + 'static> Loader<T> {
    /// Fetches at once, and again when somebody signed in after the session had
    /// ended.
    pub fn start<F>(fetch: impl Fn(Leaving) -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, Trouble>> + 'static,
    {
        let loader = Self::idle(fetch);
        loader.reload();
        loader
    }

    /// Fetches when it is told to.
    pub fn idle<F>(fetch: impl Fn(Leaving) -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, Trouble>> + 'static,
    {
        let leaving = Leaving::watch();
        let fetch: Fetch<T> = Rc::new(move || Box::pin(fetch(leaving)));
        let loader = Self { load: RwSignal::new(Load::default()), fetch: StoredValue::new_local(fetch) };
        let visitor = expect_context::<Visitor>();
        Effect::new(move |seen: Option<u32>| {
            let returns = visitor.returns();
            let failed =
                loader.load.with_untracked(|load| load.trouble().is_some_and(Trouble::asks_to_sign_in));
            if seen.is_some_and(|seen| seen != returns) && failed {
                loader.refresh();
            }
            returns
        });
        loader
    }

    /// What is there.
    pub const fn load(self) -> RwSignal<Load<T>> {
        self.load
    }

    /// Fetches something else: what was there goes.
    pub fn reload(self) {
        if let Some(run) = self.load.try_update(Load::start) {
            self.run(run);
        }
    }

    /// Fetches the same anew: what was there stays until the answer comes.
    pub fn refresh(self) {
        if let Some(run) = self.load.try_update(Load::refresh) {
            self.run(run);
        }
    }

    fn run(self, run: Run) {
        let Some(fetch) = self.fetch.try_get_value() else { return };
        task::spawn_local(async move {
            let outcome = fetch().await;
            self.load.try_update(|load| load.finish(run, outcome));
        });
    }
}
