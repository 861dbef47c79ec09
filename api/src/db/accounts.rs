//! Accounts, their roles and passwords.

use certificate::api::Role;
use sqlx::{AnyConnection, Row as _, any::AnyRow};

/// An account. Instants are seconds since 1970 UTC, flags 0 or 1.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct AccountRow {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Blind index of a teacher's identity number.
    pub(crate) identity_index: Option<String>,
    /// Argon2id in PHC form.
    pub(crate) password: String,
    /// Somebody else knows the password.
    pub(crate) password_given: i64,
    pub(crate) password_changed_at: i64,
    /// Sealed.
    pub(crate) totp_secret: Option<String>,
    pub(crate) totp_enrolled: i64,
    /// The last time step whose code was taken.
    pub(crate) totp_step: i64,
    pub(crate) failures: i64,
    /// 0: not locked.
    pub(crate) locked_until: i64,
    pub(crate) disabled: i64,
    pub(crate) created_at: i64,
    pub(crate) last_sign_in_at: Option<i64>,
}

const SELECT: &str =
    "select id, name, identity_index, password, password_given, password_changed_at, totp_secret,
    totp_enrolled, totp_step, failures, locked_until, disabled, created_at, last_sign_in_at from account";

/// The account of this name.
pub(crate) async fn load_account_by_name(
    db: &mut AnyConnection,
    name: &str,
) -> sqlx::Result<Option<AccountRow>> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!("{SELECT} where name = $1")))
        .bind(name)
        .fetch_optional(db)
        .await
}

pub(crate) async fn load_accounts(db: &mut AnyConnection) -> sqlx::Result<Vec<AccountRow>> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!("{SELECT} order by name"))).fetch_all(db).await
}

pub(crate) async fn insert_account(db: &mut AnyConnection, account: &AccountRow) -> sqlx::Result<()> {
    sqlx::query(
        "insert into account (id, name, identity_index, password, password_given, password_changed_at, totp_secret,
             totp_enrolled, totp_step, failures, locked_until, disabled, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(&account.id)
    .bind(&account.name)
    .bind(&account.identity_index)
    .bind(&account.password)
    .bind(account.password_given)
    .bind(account.password_changed_at)
    .bind(&account.totp_secret)
    .bind(account.totp_enrolled)
    .bind(account.totp_step)
    .bind(account.failures)
    .bind(account.locked_until)
    .bind(account.disabled)
    .bind(account.created_at)
    .execute(db)
    .await
    .map(drop)
}

/// What an account may do, in a fixed order.
pub(crate) async fn load_roles(db: &mut AnyConnection, account_id: &str) -> sqlx::Result<Vec<Role>> {
    let rows = sqlx::query("select role, school_code from account_role where account_id = $1")
        .bind(account_id)
        .fetch_all(db)
        .await?;
    let mut roles = rows.iter().map(read_role).collect::<sqlx::Result<Vec<_>>>()?;
    roles.sort();
    Ok(roles)
}

/// What the columns `role` and `school_code` say.
pub(super) fn read_role(row: &AnyRow) -> sqlx::Result<Role> {
    match (row.try_get("role")?, row.try_get("school_code")?) {
        ("teacher", None) => Ok(Role::Teacher),
        ("school", Some(code)) => Ok(Role::School { code }),
        ("issuer", None) => Ok(Role::Issuer),
        ("auditor", None) => Ok(Role::Auditor),
        _ => {
            Err(sqlx::Error::ColumnDecode { index: "role".to_owned(), source: "not a value of ours".into() })
        }
    }
}

pub(crate) async fn insert_role(db: &mut AnyConnection, account_id: &str, role: &Role) -> sqlx::Result<()> {
    let (code, school_code) = match role {
        Role::Teacher => ("teacher", None),
        Role::School { code } => ("school", Some(code)),
        Role::Issuer => ("issuer", None),
        Role::Auditor => ("auditor", None),
    };
    sqlx::query("insert into account_role (account_id, role, school_code) values ($1, $2, $3)")
        .bind(account_id)
        .bind(code)
        .bind(school_code)
        .execute(db)
        .await
        .map(drop)
}

pub(crate) async fn delete_roles(db: &mut AnyConnection, account_id: &str) -> sqlx::Result<()> {
    sqlx::query("delete from account_role where account_id = $1").bind(account_id).execute(db).await.map(drop)
}

/// Whose certificates an account sees; nobody's where it is no teacher's.
pub(crate) async fn mark_holder(
    db: &mut AnyConnection,
    account_id: &str,
    identity_index: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query("update account set identity_index = $2 where id = $1")
        .bind(account_id)
        .bind(identity_index)
        .execute(db)
        .await
        .map(drop)
}

/// Refused attempts since the last complete sign-in, and the lock that follows.
pub(crate) async fn mark_failures(
    db: &mut AnyConnection,
    account_id: &str,
    failures: i64,
    locked_until: i64,
) -> sqlx::Result<()> {
    sqlx::query("update account set failures = $2, locked_until = $3 where id = $1")
        .bind(account_id)
        .bind(failures)
        .bind(locked_until)
        .execute(db)
        .await
        .map(drop)
}

/// A complete sign-in.
pub(crate) async fn mark_signed_in(db: &mut AnyConnection, account_id: &str, at: i64) -> sqlx::Result<()> {
    sqlx::query("update account set failures = 0, locked_until = 0, last_sign_in_at = $2 where id = $1")
        .bind(account_id)
        .bind(at)
        .execute(db)
        .await
        .map(drop)
}

/// Puts a new password in force and keeps the one before it.
pub(crate) async fn mark_password(
    db: &mut AnyConnection,
    account_id: &str,
    password: &str,
    given: bool,
    at: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into former_password (account_id, sequence, password)
         select id, (select coalesce(max(sequence), 0) + 1 from former_password where account_id = $1), password
         from account where id = $1",
    )
    .bind(account_id)
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "update account set password = $2, password_given = $3, password_changed_at = $4 where id = $1",
    )
    .bind(account_id)
    .bind(password)
    .bind(i64::from(given))
    .bind(at)
    .execute(db)
    .await
    .map(drop)
}

/// The passwords before the one in force, newest first.
pub(crate) async fn load_former_passwords(
    db: &mut AnyConnection,
    account_id: &str,
    limit: i64,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "select password from former_password where account_id = $1 order by sequence desc limit $2",
    )
    .bind(account_id)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// A second factor that waits for its first code.
pub(crate) async fn mark_second_factor_offered(
    db: &mut AnyConnection,
    account_id: &str,
    sealed: &str,
) -> sqlx::Result<()> {
    sqlx::query("update account set totp_secret = $2, totp_enrolled = 0, totp_step = 0 where id = $1")
        .bind(account_id)
        .bind(sealed)
        .execute(db)
        .await
        .map(drop)
}

/// A code was taken: the factor is enrolled, and no code of this step or an
/// earlier one counts again.
pub(crate) async fn mark_second_factor_used(
    db: &mut AnyConnection,
    account_id: &str,
    step: i64,
) -> sqlx::Result<()> {
    sqlx::query("update account set totp_enrolled = 1, totp_step = $2 where id = $1")
        .bind(account_id)
        .bind(step)
        .execute(db)
        .await
        .map(drop)
}

/// The second factor is gone, e.g. with the telephone it was on.
pub(crate) async fn forget_second_factor(db: &mut AnyConnection, account_id: &str) -> sqlx::Result<()> {
    sqlx::query("update account set totp_secret = null, totp_enrolled = 0, totp_step = 0 where id = $1")
        .bind(account_id)
        .execute(db)
        .await
        .map(drop)
}

pub(crate) async fn mark_disabled(
    db: &mut AnyConnection,
    account_id: &str,
    disabled: bool,
) -> sqlx::Result<()> {
    sqlx::query("update account set disabled = $2 where id = $1")
        .bind(account_id)
        .bind(i64::from(disabled))
        .execute(db)
        .await
        .map(drop)
}

/// The identity number of a holder changed: the accounts follow.
pub(crate) async fn mark_identity_index(db: &mut AnyConnection, old: &str, new: &str) -> sqlx::Result<()> {
    sqlx::query("update account set identity_index = $2 where identity_index = $1")
        .bind(old)
        .bind(new)
        .execute(db)
        .await
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;

    fn teacher(id: &str, identity_index: &str) -> AccountRow {
        AccountRow {
            id: id.to_owned(),
            name: format!("teacher-{id}"),
            identity_index: Some(identity_index.to_owned()),
            password: String::new(),
            password_given: 0,
            password_changed_at: 0,
            totp_secret: None,
            totp_enrolled: 0,
            totp_step: 0,
            failures: 0,
            locked_until: 0,
            disabled: 0,
            created_at: 0,
            last_sign_in_at: None,
        }
    }

    #[tokio::test]
    async fn accounts_follow_their_holder_to_a_new_identity_number() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("x.sqlite").display());
        let db = Db::open(&url).await.unwrap();
        let mut tx = db.write().await.unwrap();
        for (id, index) in [("1", "old"), ("2", "old"), ("3", "other")] {
            insert_account(&mut tx, &teacher(id, index)).await.unwrap();
        }
        mark_identity_index(&mut tx, "old", "new").await.unwrap();
        let accounts = load_accounts(&mut tx).await.unwrap();
        let indexes: Vec<_> =
            accounts.iter().filter_map(|account| account.identity_index.as_deref()).collect();
        assert_eq!(indexes, ["new", "new", "other"]);
    }
}
