//! Accounts (資通安全責任等級分級辦法, 附表十): who signs in, how, and what a
//! session may do.
//!
//! A sign-in is a password and the steps after it (second factor, change of a
//! password that was given by somebody else). What is left to do is not stored: it
//! follows from the account and the session, so whatever changes at the account
//! holds at once for every session.

mod administration;
mod lock;
mod password;
mod password_change;
mod problem;
mod second_factor;
mod session;
mod settings;
mod sign_in;
mod trail;

pub use administration::{FirstPassword, ListedAccount, NewAccount, RoleError, parse_role};
pub(crate) use password::Hasher;
pub(crate) use problem::AccountProblem;
pub(crate) use session::{OpenSession, Token};
pub use settings::AccessSettings;

use certificate::{Timestamp, api::Role};
use sqlx::AnyConnection;

use crate::{
    db::{self, SessionRow},
    history::{EventKind, Occasion, SealedAddress},
    unit::IssuingUnit,
};

/// Who makes a request: the account of a complete session.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// Its name, under which acts are recorded.
    pub account: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// Blind index of the identity number of a teacher.
    pub identity_index: Option<String>,
    /// Where the request came from.
    pub address: Option<SealedAddress>,
}

impl Actor {
    /// The actor, at an instant.
    pub fn at(&self, now: Timestamp) -> Occasion<'_> {
        Occasion { account: &self.account, now, address: self.address.as_ref() }
    }

    /// 學校代碼 of the one school whose cases the actor may see.
    pub fn school(&self) -> Option<&str> {
        self.roles.iter().find_map(|role| match role {
            Role::School { code } => Some(code.as_str()),
            Role::Teacher | Role::Issuer | Role::Auditor => None,
        })
    }
}

/// What a step of signing in gives: a session under a token that nobody knew
/// before.
pub(crate) struct StepDone {
    pub(crate) token: Token,
    pub(crate) session: OpenSession,
}

impl IssuingUnit {
    /// Ends a step. The last one makes the sign-in complete, and only that forgets
    /// refused attempts: who knows the password alone may not guess codes for ever.
    async fn finish_step(
        &self,
        db: &mut AnyConnection,
        (token, row): (Token, SessionRow),
        was_complete: bool,
        address: Option<&SealedAddress>,
        now: Timestamp,
    ) -> Result<StepDone, AccountProblem> {
        let session = self.load_open_session(db, &row.digest, now).await?.ok_or(AccountProblem::Ended)?;
        let session = session.used_from(address.cloned());
        if session.next_step.is_none() && !was_complete {
            db::mark_signed_in(db, &session.account.id, now.unix()).await?;
            trail::note(db, EventKind::SignedIn, session.at(now)).await?;
        }
        Ok(StepDone { token, session })
    }
}
