//! What a page fetches, as a plain value: pending, failed or there. Only the
//! answer to the newest fetch counts. While something is fetched anew, and if
//! that fails, what was there stays.

use crate::trouble::Trouble;

/// The number of a fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run(u32);

/// Something fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load<T> {
    value: Option<T>,
    trouble: Option<Trouble>,
    pending: bool,
    run: Run,
}

impl<T> Default for Load<T> {
    fn default() -> Self {
        Self { value: None, trouble: None, pending: false, run: Run(0) }
    }
}

impl<T> Load<T> {
    /// What is there.
    pub const fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Why the last fetch failed.
    pub const fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Whether a fetch is under way.
    pub const fn is_pending(&self) -> bool {
        self.pending
    }

    /// Starts over: what was there is about something else.
    pub fn start(&mut self) -> Run {
        self.value = None;
        self.trouble = None;
        self.refresh()
    }

    /// Fetches the same anew.
    pub fn refresh(&mut self) -> Run {
        self.run = Run(self.run.0.wrapping_add(1));
        self.pending = true;
        self.run
    }

    /// Ends a fetch; `false` if a newer one has begun, in which case nothing changes.
    pub fn finish(&mut self, run: Run, outcome: Result<T, Trouble>) -> bool {
        let newest = run == self.run && self.pending;
        if newest {
            self.pending = false;
            match outcome {
                Ok(value) => {
                    self.value = Some(value);
                    self.trouble = None;
                }
                Err(trouble) => self.trouble = Some(trouble),
            }
        }
        newest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_was_overtaken_is_dropped() {
        let mut load = Load::default();
        let first = load.start();
        let second = load.start();
        assert!(!load.finish(first, Ok(1)));
        assert_eq!((load.value(), load.is_pending()), (None, true));
        assert!(load.finish(second, Ok(2)));
        assert!(!load.finish(second, Ok(3)), "a fetch ends once");
        assert_eq!((load.value(), load.is_pending()), (Some(&2), false));
    }

    #[test]
    fn what_was_there_stays_when_a_refresh_fails() {
        let mut load = Load::default();
        let run = load.start();
        load.finish(run, Ok(1));
        let run = load.refresh();
        assert_eq!(load.value(), Some(&1));
        load.finish(run, Err(Trouble::Away));
        assert_eq!((load.value(), load.trouble()), (Some(&1), Some(&Trouble::Away)));
        let run = load.refresh();
        load.finish(run, Ok(2));
        assert_eq!((load.value(), load.trouble()), (Some(&2), None));
    }

    #[test]
    fn starting_over_shows_nothing_of_before() {
        let mut load = Load::default();
        let run = load.start();
        load.finish(run, Ok(1));
        load.start();
        assert_eq!((load.value(), load.trouble()), (None, None));
    }
}
