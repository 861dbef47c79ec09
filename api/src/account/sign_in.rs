//! The first step: account and password.

use certificate::{Timestamp, api::SignIn};

use super::{
    AccountProblem, StepDone, Token, lock, session,
    trail::{self, NOBODY},
};
use crate::{
    db,
    history::{EventKind, Occasion, SealedAddress},
    unit::IssuingUnit,
};

impl IssuingUnit {
    /// Opens a session. `before` is the session that the browser had; it ends.
    ///
    /// The answer and the work are the same for an account that is unknown, locked
    /// or disabled and for a wrong password: one hash, one write.
    pub(crate) async fn sign_in(
        &self,
        attempt: &SignIn,
        before: Option<&Token>,
        address: Option<&SealedAddress>,
        now: Timestamp,
    ) -> Result<StepDone, AccountProblem> {
        let name = attempt.account.trim().to_ascii_lowercase();
        let seen = db::load_account_by_name(&mut *self.db.read().await?, &name).await?;
        let stored = seen.as_ref().map(|account| account.password.as_str());
        let fits = self.hasher.check(&attempt.password, stored).await?;

        let mut tx = self.db.write().await?;
        // Meanwhile other attempts may have locked the account, or somebody changed
        // the password: what counts is the account as it is now.
        let account = db::load_account_by_name(&mut tx, &name).await?;
        let is_same = |password: &str| stored == Some(password);
        let admitted = account
            .as_ref()
            .filter(|account| fits && is_same(&account.password) && !lock::is_shut(account, now));
        let Some(account) = admitted else {
            let by = account.as_ref().map_or(NOBODY, |account| &account.name);
            let occasion = Occasion { account: by, now, address };
            trail::note(&mut tx, EventKind::SignInRefused, occasion).await?;
            if let Some(account) = &account {
                lock::count_failure(&mut tx, account, address, now).await?;
            }
            tx.commit().await?;
            return Err(AccountProblem::Refused);
        };
        if let Some(before) = before {
            db::delete_session(&mut tx, &before.digest()).await?;
        }
        self.delete_ended_sessions(&mut tx, now).await?;
        let opened = session::open(&mut tx, &account.id, now).await?;
        let done = self.finish_step(&mut tx, opened, false, address, now).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// Ends a session.
    pub(crate) async fn sign_out(
        &self,
        session: &super::OpenSession,
        now: Timestamp,
    ) -> Result<(), AccountProblem> {
        let mut tx = self.db.write().await?;
        if db::delete_session(&mut tx, &session.row.digest).await? {
            trail::note(&mut tx, EventKind::SignedOut, session.at(now)).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
