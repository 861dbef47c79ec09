//! A new password, chosen by its owner.

use certificate::{
    Timestamp,
    api::{PasswordChange, SignInStep},
};
use sqlx::AnyConnection;

use super::{
    AccountProblem, OpenSession, StepDone, lock,
    password::{self, PasswordProblem},
    session, trail,
};
use crate::{db, history::EventKind, unit::IssuingUnit};

/// 附表十: not one of the last three. One is in force, the others were before.
const FORMER: i64 = 2;

impl IssuingUnit {
    /// Changes the password; every other session of the account ends.
    pub(crate) async fn change_password(
        &self,
        session: &OpenSession,
        change: &PasswordChange,
        now: Timestamp,
    ) -> Result<StepDone, AccountProblem> {
        if !matches!(session.next_step, None | Some(SignInStep::PasswordChange)) {
            return Err(AccountProblem::StepRequired);
        }
        let seen = &session.account;
        if lock::is_shut(seen, now) {
            return Err(AccountProblem::Refused);
        }
        if !self.hasher.check(&change.current, Some(&seen.password)).await? {
            return Err(self.refuse_change(session, now).await?);
        }
        // Of many guesses at once, those after the lock learn nothing.
        let seen = &self.reload_unlocked(&mut *self.db.read().await?, session, now).await?.account;
        password::check_rule(&change.new, &seen.name)?;
        let former = db::load_former_passwords(&mut *self.db.read().await?, &seen.id, FORMER).await?;
        for used in former.iter().chain([&seen.password]) {
            if self.hasher.check(&change.new, Some(used)).await? {
                return Err(PasswordProblem::UsedBefore.into());
            }
        }
        let hash = self.hasher.hash(&change.new).await?;

        let mut tx = self.db.write().await?;
        let session = self.reload_unlocked(&mut tx, session, now).await?;
        if session.account.password != seen.password {
            return Err(AccountProblem::WrongCurrent);
        }
        db::mark_password(&mut tx, &session.account.id, &hash, false, now.unix()).await?;
        db::delete_sessions_of(&mut tx, &session.account.id).await?;
        trail::note(&mut tx, EventKind::PasswordChanged, session.at(now)).await?;
        let factor = session.row.second_factor != 0;
        let renewed = session::renew(&mut tx, &session.row, factor, now).await?;
        let done =
            self.finish_step(&mut tx, renewed, session.next_step.is_none(), session.address(), now).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// Who took over a session may not guess the password in it.
    async fn refuse_change(
        &self,
        session: &OpenSession,
        now: Timestamp,
    ) -> Result<AccountProblem, AccountProblem> {
        let mut tx = self.db.write().await?;
        let session = self.reload_unlocked(&mut tx, session, now).await?;
        if lock::count_failure(&mut tx, &session.account, session.address(), now).await? {
            db::delete_session(&mut tx, &session.row.digest).await?;
        }
        tx.commit().await?;
        Ok(AccountProblem::WrongCurrent)
    }

    async fn reload_unlocked(
        &self,
        db: &mut AnyConnection,
        session: &OpenSession,
        now: Timestamp,
    ) -> Result<OpenSession, AccountProblem> {
        let session = self.reload(db, session, now).await?;
        if lock::is_shut(&session.account, now) { Err(AccountProblem::Refused) } else { Ok(session) }
    }
}
