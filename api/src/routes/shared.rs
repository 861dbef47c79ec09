//! Many ask for the same, one looks. Everybody gets what a look found that began
//! after the question, so nobody gets something older than when asking alone.

use std::{
    future::Future,
    sync::atomic::{AtomicU64, Ordering},
};

use anyhow::Result;
use tokio::sync::Mutex;

/// A value that is looked up anew for every question, once for all who wait.
pub(crate) struct Shared<T> {
    /// Numbers questions and looks in the order in which they began.
    begun: AtomicU64,
    /// The last look, and what it found.
    last: Mutex<Option<(u64, T)>>,
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self { begun: AtomicU64::new(0), last: Mutex::new(None) }
    }
}

impl<T: Clone> Shared<T> {
    /// Looks, unless somebody looked after this was asked. `look` gets what the last
    /// one found; one that fails fails for who made it.
    pub(crate) async fn get<F: Future<Output = Result<T>>>(
        &self,
        look: impl FnOnce(Option<T>) -> F,
    ) -> Result<T> {
        let asked = self.begin();
        // Whoever waits here waits for a look that began before the question, or
        // for one that answers it.
        let mut last = self.last.lock().await;
        if let Some((_, value)) = last.as_ref().filter(|(begun, _)| *begun > asked) {
            return Ok(value.clone());
        }
        let begun = self.begin();
        let value = look(last.as_ref().map(|(_, value)| value.clone())).await?;
        *last = Some((begun, value.clone()));
        Ok(value)
    }

    fn begin(&self) -> u64 {
        self.begun.fetch_add(1, Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        sync::atomic::AtomicUsize,
        task::{Context, Waker},
    };

    use tokio::sync::oneshot;

    use super::*;

    /// Whether a future is still waiting.
    fn waits<T>(future: std::pin::Pin<&mut impl Future<Output = T>>) -> bool {
        future.poll(&mut Context::from_waker(Waker::noop())).is_pending()
    }

    #[tokio::test]
    async fn who_asks_during_a_look_gets_a_newer_one_and_all_of_them_the_same() {
        let (shared, looks) = (Shared::default(), AtomicUsize::new(0));
        let (ready, first_is_ready) = oneshot::channel::<()>();
        let count = || looks.fetch_add(1, Ordering::SeqCst) + 1;
        let mut first = pin!(shared.get(|_| async {
            first_is_ready.await?;
            Ok(count())
        }));
        assert!(waits(first.as_mut()));
        let mut second = pin!(shared.get(|_| async { Ok(count()) }));
        let mut third = pin!(shared.get(|_| async { Ok(count()) }));
        assert!(waits(second.as_mut()) && waits(third.as_mut()));
        ready.send(()).unwrap();
        assert_eq!(first.await.unwrap(), 1);
        assert_eq!(second.await.unwrap(), 2, "the first look began before the question");
        assert_eq!(third.await.unwrap(), 2, "the second look began after both questions");
    }

    #[tokio::test]
    async fn every_question_that_comes_alone_is_looked_up_anew() {
        let shared = Shared::default();
        for expected in 1..=3 {
            let found = shared.get(|before: Option<i32>| async move { Ok(before.unwrap_or(0) + 1) });
            assert_eq!(found.await.unwrap(), expected);
        }
    }

    #[tokio::test]
    async fn a_look_that_fails_is_not_kept() {
        let shared = Shared::default();
        assert_eq!(shared.get(|_| async { Ok(1) }).await.unwrap(), 1);
        shared.get(|_| async { anyhow::bail!("away") }).await.unwrap_err();
        assert_eq!(shared.get(|before| async move { Ok(before.unwrap() + 1) }).await.unwrap(), 2);
    }
}
