//! How long answers took.

use std::time::Duration;

use serde_json::{Value, json};

/// Answers of one kind of request.
#[derive(Default)]
pub struct Timing {
    pub name: String,
    /// In microseconds.
    answers: Vec<u64>,
    bytes: u64,
    /// Answers that were no success, and the first of them.
    failures: u64,
    failure: Option<String>,
    elapsed: Duration,
}

impl Timing {
    pub fn of(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub fn add(&mut self, time: Duration, bytes: usize) {
        self.answers.push(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
        self.bytes += bytes as u64;
    }

    pub fn fail(&mut self, failure: &anyhow::Error) {
        self.failures += 1;
        self.failure.get_or_insert_with(|| format!("{failure:#}"));
    }

    /// Several users together, over one span of time.
    pub fn join(parts: Vec<Self>, elapsed: Duration) -> Self {
        let mut whole = Self { elapsed, ..Self::default() };
        for part in parts {
            whole.name = part.name;
            whole.answers.extend(part.answers);
            whole.bytes += part.bytes;
            whole.failures += part.failures;
            whole.failure = whole.failure.or(part.failure);
        }
        whole.answers.sort_unstable();
        whole
    }

    /// The time within which this share of the answers came, in milliseconds.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small numbers"
    )]
    fn within(&self, share: f64) -> Option<f64> {
        let place = (self.answers.len() as f64 * share).ceil() as usize;
        self.answers.get(place.saturating_sub(1)).map(|micros| *micros as f64 / 1e3)
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    pub fn to_json(&self) -> Value {
        let count = self.answers.len();
        json!({
            "name": self.name,
            "answers": count,
            "per_second": count as f64 / self.elapsed.as_secs_f64().max(1e-9),
            "p50_ms": self.within(0.5),
            "p99_ms": self.within(0.99),
            "worst_ms": self.within(1.0),
            "bytes": self.bytes / (count.max(1) as u64),
            "failures": self.failures,
            "failure": self.failure,
        })
    }
}
