//! What the history says of accounts: which account, never a person.

use certificate::Timestamp;
use sqlx::AnyConnection;

/// What happened to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry<'a> {
    /// Every step of a sign-in was taken.
    SignedIn,
    /// Wrong, unknown, locked or disabled.
    SignInRefused,
    /// Too many refused attempts.
    Locked,
    /// The session was ended by its owner.
    SignedOut,
    /// The owner chose a new password.
    PasswordChanged,
    /// A second factor was set up.
    SecondFactorEnrolled,
    /// Made by an administrator.
    Added {
        /// The account that the entry is about.
        account: &'a str,
    },
    /// Cannot sign in any more.
    Disabled {
        /// The account that the entry is about.
        account: &'a str,
    },
    /// Can sign in again.
    Enabled {
        /// The account that the entry is about.
        account: &'a str,
    },
    /// Has a new first password, and perhaps no second factor.
    Reset {
        /// The account that the entry is about.
        account: &'a str,
    },
}

/// Who attempted to sign in when there is no such account: a name that was typed
/// is not written down, it may be a password.
pub(super) const NOBODY: &str = "-";

/// Adds an entry to the history.
#[expect(clippy::unused_async, reason = "the history is not connected yet")]
pub(super) async fn note(
    _db: &mut AnyConnection,
    entry: Entry<'_>,
    by: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    tracing::info!(?entry, by, at = %now, "account");
    Ok(())
}
