//! How often somebody may ask (GCRA). Counted in each process by itself: with two
//! servers twice as often, which is still a bound. The lock of an account, which
//! has to be exact, is in the database.

use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::keyed::DashMapStateStore,
};

use super::{client::Client, problem::ProblemResponse};
use crate::account::AccessSettings;

/// After so many requests the keys that are long quiet are forgotten.
const SWEEP: u32 = 4096;

/// What is counted.
pub(crate) struct Rates {
    pub(crate) sign_ins: Rate<Client>,
    pub(crate) requests: Rate<String>,
}

impl Rates {
    pub(crate) fn new(settings: &AccessSettings) -> Self {
        Self {
            sign_ins: Rate::new(settings.sign_ins_per_minute, MonotonicClock),
            requests: Rate::new(settings.requests_per_minute, MonotonicClock),
        }
    }
}

/// So many requests a minute for each key, all at once or spread.
pub(crate) struct Rate<K: Hash + Eq + Clone, C: Clock = MonotonicClock> {
    limiter: RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<C::Instant>>,
    asked: AtomicU32,
}

impl<K: Hash + Eq + Clone, C: Clock> Rate<K, C> {
    fn new(per_minute: NonZeroU32, clock: C) -> Self {
        let store = DashMapStateStore::default();
        Self {
            limiter: RateLimiter::new(Quota::per_minute(per_minute), store, clock),
            asked: AtomicU32::new(0),
        }
    }

    /// Counts a request, or says when to come back.
    pub(crate) fn check(&self, key: &K) -> Result<(), ProblemResponse> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|refused| {
            let wait = refused.wait_time_from(self.limiter.clock().now());
            ProblemResponse::too_many_requests(wait.as_secs() + 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::{http::header, response::IntoResponse as _};
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn too_many_requests_are_told_when_to_come_back_and_then_pass() {
        let clock = FakeRelativeClock::default();
        let rate = Rate::new(const { NonZeroU32::new(2).unwrap() }, clock.clone());
        assert!(rate.check(&"a").is_ok() && rate.check(&"a").is_ok());
        let refused = rate.check(&"a").unwrap_err().into_response();
        assert_eq!(refused.headers()[header::RETRY_AFTER], "31");
        assert!(rate.check(&"b").is_ok(), "another key is not concerned");
        clock.advance(Duration::from_secs(31));
        assert!(rate.check(&"a").is_ok());
        assert!(rate.check(&"a").is_err());
    }
}
