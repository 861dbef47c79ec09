//! Why something about an account was not done.

use super::password::PasswordProblem;

/// Why a step was not taken. Nothing here tells whether an account exists.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountProblem {
    /// Wrong, unknown, locked or disabled: one answer for all of them.
    #[error("the sign-in was refused")]
    Refused,
    /// The session has ended meanwhile.
    #[error("the session has ended")]
    Ended,
    /// Another step comes first.
    #[error("another step comes first")]
    StepRequired,
    /// There is no second factor to be set up or given.
    #[error("the second factor does not expect this")]
    UnexpectedFactor,
    /// The code does not fit the secret that is being set up.
    #[error("the code does not fit")]
    WrongCode,
    /// The password so far is another one.
    #[error("the current password is wrong")]
    WrongCurrent,
    /// The new password cannot be taken.
    #[error(transparent)]
    NewPassword(#[from] PasswordProblem),
    /// Something else failed.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl From<sqlx::Error> for AccountProblem {
    fn from(error: sqlx::Error) -> Self {
        Self::Other(error.into())
    }
}
