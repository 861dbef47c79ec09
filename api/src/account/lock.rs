//! Refused attempts, and the lock that follows (附表十: at least 15 minutes after
//! 5 failures).

use std::time::Duration;

use certificate::Timestamp;
use sqlx::AnyConnection;

use super::trail;
use crate::{
    db::{self, AccountRow},
    history::{EventKind, Occasion, SealedAddress},
};

const MOST_FAILURES: i64 = 5;
const LOCK: Duration = Duration::from_secs(15 * 60);

/// Whether attempts are refused whatever they are.
pub(super) fn is_shut(account: &AccountRow, now: Timestamp) -> bool {
    account.disabled != 0 || is_locked(account, now)
}

fn is_locked(account: &AccountRow, now: Timestamp) -> bool {
    now.unix() < account.locked_until
}

/// Counts a refused attempt; returns whether it locked the account. While it is
/// shut, attempts do not count, or it could be kept shut for ever.
pub(super) async fn count_failure(
    db: &mut AnyConnection,
    account: &AccountRow,
    address: Option<&SealedAddress>,
    now: Timestamp,
) -> sqlx::Result<bool> {
    if is_shut(account, now) {
        return Ok(false);
    }
    let failures = account.failures + 1;
    if failures < MOST_FAILURES {
        db::mark_failures(db, &account.id, failures, 0).await?;
        return Ok(false);
    }
    db::mark_failures(db, &account.id, 0, now.after(LOCK).unix()).await?;
    let occasion = Occasion { account: &account.name, now, address };
    trail::note(db, EventKind::AccountLocked, occasion).await?;
    Ok(true)
}
