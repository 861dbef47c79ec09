//! Accounts (資通安全責任等級分級辦法, 附表十): who signs in, how, and what a
//! session may do.
//!
//! A sign-in is a password and the steps after it (second factor, change of a
//! password that was given by somebody else). What is left to do is not stored: it
//! follows from the account and the session, so whatever changes at the account
//! holds at once for every session.

mod session;
mod settings;

pub(crate) use session::{OpenSession, Token};
pub use settings::AccessSettings;

use certificate::api::Role;

/// Who makes a request: the account of a complete session.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// Id of the account.
    pub account_id: String,
    /// Its name, under which acts are recorded.
    pub account: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// Blind index of the identity number of a teacher.
    pub identity_index: Option<String>,
}

impl Actor {
    /// 學校代碼 of the one school whose cases the actor may see.
    pub fn school(&self) -> Option<&str> {
        self.roles.iter().find_map(|role| match role {
            Role::School { code } => Some(code.as_str()),
            Role::Teacher | Role::Issuer | Role::Auditor => None,
        })
    }
}
