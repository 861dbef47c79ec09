//! Headings with times, and the table of times at the end.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The steps done so far. Dropping it prints the table, so that a failed run
/// shows how far it came.
pub struct Steps {
    started: Instant,
    done: Vec<(&'static str, Outcome, Duration)>,
}

#[derive(Clone, Copy)]
enum Outcome {
    Passed,
    Failed,
}

impl Steps {
    /// Starts the clock.
    pub fn start() -> Self {
        Self { started: Instant::now(), done: Vec::new() }
    }

    /// Does one step under its heading.
    pub fn step<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n== {} {name} (after {})", self.done.len() + 1, clock(self.started.elapsed()));
        let started = Instant::now();
        let result = work();
        let outcome = if result.is_ok() { Outcome::Passed } else { Outcome::Failed };
        self.done.push((name, outcome, started.elapsed()));
        result.with_context(|| format!("step `{name}`"))
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        println!("\n{:<44} {:>6}", "step", "time");
        for (name, outcome, time) in &self.done {
            let mark = match outcome {
                Outcome::Passed => "",
                Outcome::Failed => "  failed; later steps did not run",
            };
            println!("{name:<44} {:>6}{mark}", clock(*time));
        }
        println!("{:<44} {:>6}", "all", clock(self.started.elapsed()));
    }
}

/// `12:07`, minutes and seconds.
fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}
