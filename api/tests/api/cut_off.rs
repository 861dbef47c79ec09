//! Work that is cut off at a point where it waits, as a crash would.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

/// Polls so many times, then drops the work; `None` when it was not done by then.
pub(super) async fn cut_off_after<T>(polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}
