//! Sessions: a random token at the browser, its SHA-256 in the database.

use std::time::Duration;

use anyhow::Result;
use certificate::{
    Digest, Timestamp,
    api::{Role, Session, SignInStep},
};
use sha2::{Digest as _, Sha256};
use sqlx::AnyConnection;

use super::{AccountProblem, Actor};
use crate::{
    db::{self, AccountRow, SessionRow},
    history::{Occasion, SealedAddress},
    unit::IssuingUnit,
};

/// A session ends after a working day, whatever happens in it.
const LONGEST: Duration = Duration::from_secs(8 * 3600);
/// A use is written down once in so long: a write for every request would make
/// readers wait for each other. The session ends that much earlier at most.
const USE_GRAIN: i64 = 30;

/// The secret that stands for a session: 256 random bits in hexadecimal.
pub(crate) struct Token(String);

impl Token {
    fn random() -> Self {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits).expect("the system gives random bytes");
        Self(Digest(bits).to_string())
    }

    /// As a browser sent it.
    pub(crate) fn received(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// For the cookie.
    pub(crate) fn secret(&self) -> &str {
        &self.0
    }

    pub(super) fn digest(&self) -> String {
        Digest(Sha256::digest(self.0.as_bytes()).into()).to_string()
    }
}

/// A session that has not ended, with its account as it is now.
#[derive(Clone, Debug)]
pub(crate) struct OpenSession {
    pub(super) row: SessionRow,
    pub(super) account: AccountRow,
    roles: Vec<Role>,
    /// What has to be done before anything else.
    pub(crate) next_step: Option<SignInStep>,
    /// Where the request in it came from.
    address: Option<SealedAddress>,
    idle_until: Timestamp,
    ends_at: Timestamp,
}

impl OpenSession {
    /// Who acts in it, once every step is done.
    pub(crate) fn actor(&self) -> Option<Actor> {
        self.next_step.is_none().then(|| Actor {
            account: self.account.name.clone(),
            roles: self.roles.clone(),
            identity_index: self.account.identity_index.clone(),
            address: self.address.clone(),
        })
    }

    /// The session, used from an address.
    pub(crate) fn used_from(self, address: Option<SealedAddress>) -> Self {
        Self { address, ..self }
    }

    pub(super) const fn address(&self) -> Option<&SealedAddress> {
        self.address.as_ref()
    }

    /// Its account acts, also before every step is done.
    pub(super) fn at(&self, now: Timestamp) -> Occasion<'_> {
        Occasion { account: &self.account.name, now, address: self.address() }
    }

    /// Names the session in the process, e.g. to count its requests.
    pub(crate) fn key(&self) -> &str {
        &self.row.digest
    }

    /// What the browser learns of it.
    pub(crate) fn describe(&self) -> Session {
        Session {
            account: self.account.name.clone(),
            roles: if self.next_step.is_none() { self.roles.clone() } else { Vec::new() },
            next_step: self.next_step,
            idle_until: self.idle_until.min(self.ends_at),
            ends_at: self.ends_at,
        }
    }
}

impl IssuingUnit {
    /// The session of a token, unless it has ended.
    pub(crate) async fn session(&self, token: &Token, now: Timestamp) -> Result<Option<OpenSession>> {
        self.load_open_session(&mut *self.db.ask().await?, &token.digest(), now).await
    }

    /// The session was used; that keeps it open. Where a writer is at work, e.g. at a
    /// large import, who reads does not wait: the next request writes it down. Only
    /// a session that has not been written down for half of its time waits.
    pub(crate) async fn mark_used(&self, session: &OpenSession, now: Timestamp) -> Result<()> {
        let rested = now.unix() - session.row.used_at;
        if rested < USE_GRAIN {
            return Ok(());
        }
        let is_urgent = rested.cast_unsigned() > self.settings.access.idle().as_secs() / 2;
        let writing = if is_urgent { Some(self.db.write().await?) } else { self.db.write_if_free().await? };
        if let Some(mut tx) = writing {
            db::mark_session_used(&mut tx, &session.row.digest, now.unix()).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// The session as it is in this transaction.
    pub(super) async fn reload(
        &self,
        db: &mut AnyConnection,
        session: &OpenSession,
        now: Timestamp,
    ) -> Result<OpenSession, AccountProblem> {
        let found = self.load_open_session(db, &session.row.digest, now).await?;
        Ok(found.ok_or(AccountProblem::Ended)?.used_from(session.address.clone()))
    }

    pub(super) async fn delete_ended_sessions(
        &self,
        db: &mut AnyConnection,
        now: Timestamp,
    ) -> sqlx::Result<()> {
        let idle = i64::try_from(self.settings.access.idle().as_secs()).unwrap_or(i64::MAX);
        db::delete_ended_sessions(db, now.unix(), now.unix().saturating_sub(idle)).await
    }

    pub(super) async fn load_open_session(
        &self,
        db: &mut AnyConnection,
        digest: &str,
        now: Timestamp,
    ) -> Result<Option<OpenSession>> {
        let Some((row, account, roles)) = db::load_session(db, digest).await? else { return Ok(None) };
        let idle_until = instant(row.used_at)?.after(self.settings.access.idle());
        let ends_at = instant(row.ends_at)?;
        if now >= idle_until || now >= ends_at || account.disabled != 0 {
            return Ok(None);
        }
        let next_step = self.next_step(&account, &roles, &row, now);
        Ok(Some(OpenSession { row, account, roles, next_step, address: None, idle_until, ends_at }))
    }

    /// The second factor comes before the password: who only knows the password
    /// may not change it.
    fn next_step(
        &self,
        account: &AccountRow,
        roles: &[Role],
        session: &SessionRow,
        now: Timestamp,
    ) -> Option<SignInStep> {
        let is_officer = roles.iter().any(|role| matches!(role, Role::Issuer | Role::Auditor));
        let is_old = self.settings.access.password_days.is_some_and(|days| {
            now.unix() >= account.password_changed_at.saturating_add(86_400 * i64::from(days))
        });
        if account.totp_enrolled != 0 && session.second_factor == 0 {
            Some(SignInStep::SecondFactor)
        } else if account.totp_enrolled == 0 && is_officer {
            Some(SignInStep::SecondFactorEnrolment)
        } else if account.password_given != 0 || is_old {
            Some(SignInStep::PasswordChange)
        } else {
            None
        }
    }
}

/// Opens a session; the token is told once and kept nowhere.
pub(super) async fn open(
    db: &mut AnyConnection,
    account_id: &str,
    now: Timestamp,
) -> sqlx::Result<(Token, SessionRow)> {
    let token = Token::random();
    let row = SessionRow {
        digest: token.digest(),
        account_id: account_id.to_owned(),
        second_factor: 0,
        used_at: now.unix(),
        ends_at: now.after(LONGEST).unix(),
    };
    db::insert_session(db, &row).await?;
    Ok((token, row))
}

/// The same session under a new token, after a step: a token that somebody knew
/// before the step is worth nothing after it.
pub(super) async fn renew(
    db: &mut AnyConnection,
    old: &SessionRow,
    second_factor: bool,
    now: Timestamp,
) -> sqlx::Result<(Token, SessionRow)> {
    let token = Token::random();
    let row = SessionRow {
        digest: token.digest(),
        second_factor: i64::from(second_factor),
        used_at: now.unix(),
        ..old.clone()
    };
    db::delete_session(db, &old.digest).await?;
    db::insert_session(db, &row).await?;
    Ok((token, row))
}

fn instant(seconds: i64) -> Result<Timestamp> {
    use anyhow::Context as _;
    Timestamp::from_unix(seconds).context("a session with an instant that is none")
}
