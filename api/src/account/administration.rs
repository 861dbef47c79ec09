//! What an administrator does with accounts, from the command line.

mod role;

use anyhow::{Context as _, Result, bail, ensure};
use certificate::{IdentityNumber, Timestamp, api::Role};
use serde::Serialize;

pub use role::{RoleError, parse_role};

use super::{password, second_factor, trail};
use crate::{
    db::{self, AccountRow},
    history::{EventKind, Occasion},
    ids,
    unit::IssuingUnit,
};

/// What a new account is.
#[derive(Debug)]
pub struct NewAccount {
    /// The name to sign in with: 3 to 64 lower-case letters, digits, `.`, `_`, `-`.
    /// It stands in the history, so it should not be a person's name.
    pub name: String,
    /// What it may do; at least one, at most one school.
    pub roles: Vec<Role>,
    /// Of a teacher, and of nobody else.
    pub identity_number: Option<IdentityNumber>,
    /// How it is entered first.
    pub password: FirstPassword,
    /// A second factor in Base32 that is set up already, for demonstrations.
    pub totp_secret: Option<String>,
}

/// A password that an administrator gives.
#[derive(Clone)]
pub enum FirstPassword {
    /// Made here and told once; has to be changed.
    Random,
    /// Made elsewhere; has to be changed.
    Given(String),
    /// Made elsewhere and good to stay, for demonstrations.
    Kept(String),
}

/// An account as the list command shows it.
#[derive(Clone, Debug, Serialize)]
pub struct ListedAccount {
    /// Its name.
    pub account: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// Whether it can sign in at all.
    pub disabled: bool,
    /// Until when every attempt is refused.
    pub locked_until: Option<Timestamp>,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Whether the password still is the one an administrator gave.
    pub first_password: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// The last complete sign-in: idle accounts are to be disabled.
    pub last_sign_in_at: Option<Timestamp>,
}

impl IssuingUnit {
    /// Makes an account. Returns the password if it was made here.
    pub async fn add_account(&self, new: NewAccount, now: Timestamp) -> Result<Option<String>> {
        check_name(&new.name)?;
        role::check_roles(&new.roles, new.identity_number.is_some())?;
        if let Some(secret) = &new.totp_secret {
            second_factor::check_secret(secret)?;
        }
        let password = new.password.resolve(&new.name)?;
        let account = self.new_row(&new, &password, now).await?;
        let mut tx = self.db.write().await?;
        if db::load_account_by_name(&mut tx, &account.name).await?.is_some() {
            bail!("there is an account {} already", account.name);
        }
        role::check_school(&mut tx, &new.roles).await?;
        db::insert_account(&mut tx, &account).await?;
        for role in &new.roles {
            db::insert_role(&mut tx, &account.id, role).await?;
        }
        trail::note_act(
            &mut tx,
            EventKind::AccountAdded,
            &trail::about(&account.name, &[]),
            self.administrator(now),
        )
        .await?;
        tx.commit().await?;
        Ok(password.to_tell)
    }

    /// Ends every session and refuses every sign-in.
    pub async fn disable_account(&self, name: &str, now: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        let account = existing(&mut tx, name).await?;
        db::mark_disabled(&mut tx, &account.id, true).await?;
        db::delete_sessions_of(&mut tx, &account.id).await?;
        trail::note_act(
            &mut tx,
            EventKind::AccountDisabled,
            &trail::about(&account.name, &[]),
            self.administrator(now),
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// Lets a disabled account sign in again.
    pub async fn enable_account(&self, name: &str, now: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        let account = existing(&mut tx, name).await?;
        db::mark_disabled(&mut tx, &account.id, false).await?;
        trail::note_act(
            &mut tx,
            EventKind::AccountEnabled,
            &trail::about(&account.name, &[]),
            self.administrator(now),
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// Gives a new first password, ends a lock and every session; on request the
    /// second factor has to be set up anew, too.
    pub async fn reset_account(
        &self,
        name: &str,
        password: FirstPassword,
        forget_second_factor: bool,
        now: Timestamp,
    ) -> Result<Option<String>> {
        let password = password.resolve(name)?;
        let hash = self.hasher.hash(&password.text).await?;
        let mut tx = self.db.write().await?;
        let account = existing(&mut tx, name).await?;
        db::mark_password(&mut tx, &account.id, &hash, password.must_change, now.unix()).await?;
        db::mark_failures(&mut tx, &account.id, 0, 0).await?;
        db::delete_sessions_of(&mut tx, &account.id).await?;
        if forget_second_factor {
            db::forget_second_factor(&mut tx, &account.id).await?;
        }
        let forgotten = if forget_second_factor { &["second-factor"][..] } else { &[] };
        let details = trail::about(&account.name, forgotten);
        trail::note_act(&mut tx, EventKind::AccountReset, &details, self.administrator(now)).await?;
        tx.commit().await?;
        Ok(password.to_tell)
    }

    /// Gives an account other roles in place of those it has, and ends its sessions.
    /// A teacher who was none before needs an identity number; one who was keeps it.
    pub async fn set_roles(
        &self,
        name: &str,
        roles: &[Role],
        identity_number: Option<&IdentityNumber>,
        now: Timestamp,
    ) -> Result<()> {
        let mut tx = self.db.write().await?;
        let account = existing(&mut tx, name).await?;
        let is_teacher = roles.contains(&Role::Teacher);
        let kept = account.identity_index.filter(|_| is_teacher);
        role::check_roles(roles, identity_number.is_some() || kept.is_some())?;
        role::check_school(&mut tx, roles).await?;
        let identity_index = identity_number.map(|number| self.vault.identity_index(number)).or(kept);
        db::mark_holder(&mut tx, &account.id, identity_index.as_deref()).await?;
        db::delete_roles(&mut tx, &account.id).await?;
        for role in roles {
            db::insert_role(&mut tx, &account.id, role).await?;
        }
        db::delete_sessions_of(&mut tx, &account.id).await?;
        let names: Vec<_> = roles.iter().map(role::name).collect();
        let details = trail::about(&account.name, &names.iter().map(String::as_str).collect::<Vec<_>>());
        trail::note_act(&mut tx, EventKind::AccountRolesChanged, &details, self.administrator(now)).await?;
        Ok(tx.commit().await?)
    }

    /// Who acts on the command line.
    fn administrator(&self, now: Timestamp) -> Occasion<'_> {
        Occasion { account: &self.settings.officer, now, address: None }
    }

    /// Every account, by name.
    pub async fn accounts(&self, now: Timestamp) -> Result<Vec<ListedAccount>> {
        let mut tx = self.db.read().await?;
        let mut listed = Vec::new();
        for account in db::load_accounts(&mut tx).await? {
            let roles = db::load_roles(&mut tx, &account.id).await?;
            listed.push(list(account, roles, now)?);
        }
        Ok(listed)
    }

    /// How many password hashes were computed since the start.
    pub fn password_hashes_computed(&self) -> u64 {
        self.hasher.computed()
    }

    async fn new_row(&self, new: &NewAccount, password: &Resolved, now: Timestamp) -> Result<AccountRow> {
        let id = ids::new_id();
        let number = new.identity_number.as_ref();
        Ok(AccountRow {
            name: new.name.clone(),
            identity_index: number.map(|number| self.vault.identity_index(number)),
            password: self.hasher.hash(&password.text).await?,
            password_given: i64::from(password.must_change),
            password_changed_at: now.unix(),
            totp_secret: new.totp_secret.as_deref().map(|secret| self.seal(&id, secret)),
            totp_enrolled: i64::from(new.totp_secret.is_some()),
            totp_step: 0,
            failures: 0,
            locked_until: 0,
            disabled: 0,
            created_at: now.unix(),
            last_sign_in_at: None,
            id,
        })
    }
}

/// A first password in clear text, for a moment.
struct Resolved {
    text: String,
    must_change: bool,
    to_tell: Option<String>,
}

impl FirstPassword {
    fn resolve(&self, account: &str) -> Result<Resolved> {
        let (text, must_change, to_tell) = match self {
            Self::Random => {
                let text = password::random();
                (text.clone(), true, Some(text))
            }
            Self::Given(text) => (text.clone(), true, None),
            Self::Kept(text) => (text.clone(), false, None),
        };
        password::check_rule(&text, account)?;
        Ok(Resolved { text, must_change, to_tell })
    }
}

/// Secrets stay out of traces.
impl std::fmt::Debug for FirstPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Random => "Random",
            Self::Given(_) => "Given",
            Self::Kept(_) => "Kept",
        })
    }
}

/// The command line records its acts under a name of its own.
fn check_name(name: &str) -> Result<()> {
    let is_letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
    ensure!(
        (3..=64).contains(&name.len()) && name.bytes().all(is_letter) && name.as_bytes()[0] != b'-',
        "the name of an account has 3 to 64 lower-case letters, digits, dots, underscores and hyphens"
    );
    ensure!(name != "command-line", "the command line has this name");
    Ok(())
}

async fn existing(db: &mut sqlx::AnyConnection, name: &str) -> Result<AccountRow> {
    db::load_account_by_name(db, name).await?.with_context(|| format!("there is no account {name}"))
}

fn list(account: AccountRow, roles: Vec<Role>, now: Timestamp) -> Result<ListedAccount> {
    let instant = |seconds| Timestamp::from_unix(seconds).context("an account with an instant that is none");
    Ok(ListedAccount {
        account: account.name,
        roles,
        disabled: account.disabled != 0,
        locked_until: (now.unix() < account.locked_until)
            .then(|| instant(account.locked_until))
            .transpose()?,
        second_factor: account.totp_enrolled != 0,
        first_password: account.password_given != 0,
        created_at: instant(account.created_at)?,
        last_sign_in_at: account.last_sign_in_at.map(instant).transpose()?,
    })
}
