//! Every table there is, in one list: what a backup holds and what is sealed. A
//! test compares it with the migrations.

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// Its primary key.
    pub(crate) key: &'static [&'static str],
    pub(crate) sealed: Option<SealedColumn>,
    pub(crate) backup: Backup,
}

/// A column whose text is sealed.
#[derive(Debug)]
pub(crate) struct SealedColumn {
    pub(crate) name: &'static str,
    /// What it is sealed for; `{…}` stands for a column of the key.
    place: &'static str,
}

/// Whether a backup holds a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backup {
    Kept,
    /// What matters to the running server only.
    LeftOut,
}

const fn table(name: &'static str, key: &'static [&'static str]) -> Table {
    Table { name, key, sealed: None, backup: Backup::Kept }
}

impl Table {
    const fn sealed(self, name: &'static str, place: &'static str) -> Self {
        Self { sealed: Some(SealedColumn { name, place }), ..self }
    }

    const fn left_out(self) -> Self {
        Self { backup: Backup::LeftOut, ..self }
    }
}

/// A row comes after the rows it refers to, so a restore that keeps the order
/// meets every constraint. The first one tells whether the storage keys fit.
pub(crate) const TABLES: &[Table] = &[
    table("storage_check", &["id"]).sealed("sealed", "storage_check/{id}"),
    table("holder", &["id"]).sealed("sealed", "holder/{id}"),
    table("batch", &["id"]),
    table("approved_case", &["id"]),
    table("case_revision", &["case_id", "revision"]).sealed("sealed", "case/{case_id}/{revision}"),
    table("certificate", &["id"]).sealed("sealed", "claims/{id}"),
    table("event", &["sequence"]),
    table("client_address", &["id"]).sealed("sealed", "client_address/{id}"),
    table("account", &["id"]).sealed("totp_secret", "account.totp_secret/{id}"),
    table("account_role", &["account_id", "role"]),
    table("former_password", &["account_id", "sequence"]),
    // Whoever was signed in when the backup was made signs in again.
    table("session", &["digest"]).left_out(),
    table("annulment", &["id"]),
    table("note", &["id"]).sealed("sealed", "note/{id}"),
    table("status_list", &["version"]),
    table("reference_entry", &["list", "code"]),
    table("ground", &["code"]),
];

impl SealedColumn {
    /// The place of a row, whose key columns are looked up by their names.
    pub(crate) fn place(&self, value: impl Fn(&str) -> Option<String>) -> Option<String> {
        let mut place = String::new();
        let mut rest = self.place;
        while let Some((before, after)) = rest.split_once('{') {
            let (column, after) = after.split_once('}')?;
            place += before;
            place += &value(column)?;
            rest = after;
        }
        Some(place + rest)
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Row as _;

    use super::*;
    use crate::db::{Db, database};

    #[tokio::test]
    async fn every_table_of_the_migrations_is_in_the_list() {
        let (_folder, db) = database().await;
        let mut made: Vec<String> = sqlx::query_scalar(
            "select name from sqlite_master where type = 'table' and name <> '_sqlx_migrations'
                and name not like 'sqlite~_%' escape '~'",
        )
        .fetch_all(&mut *db.read().await.unwrap())
        .await
        .unwrap();
        let mut listed: Vec<_> = TABLES.iter().map(|table| table.name).collect();
        made.sort();
        listed.sort_unstable();
        assert_eq!(made, listed);
    }

    #[tokio::test]
    async fn every_key_and_every_sealed_column_is_in_the_list() {
        let (_folder, db) = database().await;
        let mut tx = db.read().await.unwrap();
        for table in TABLES {
            let columns = sqlx::query("select name, pk from pragma_table_info($1) order by pk, name")
                .bind(table.name)
                .fetch_all(&mut *tx)
                .await
                .unwrap();
            let is_key = |column: &&sqlx::any::AnyRow| column.get::<i64, _>("pk") > 0;
            let name = |column: &sqlx::any::AnyRow| column.get::<String, _>("name");
            let key: Vec<_> = columns.iter().filter(is_key).map(name).collect();
            assert_eq!(key, table.key, "{}", table.name);
            let is_sealed = columns.iter().any(|column| name(column) == "sealed");
            assert!(!is_sealed || table.sealed.is_some(), "{}", table.name);
        }
    }

    #[tokio::test]
    async fn a_row_comes_after_the_rows_it_refers_to() {
        let (_folder, db) = database().await;
        let mut tx = db.read().await.unwrap();
        let mut before = Vec::new();
        for table in TABLES.iter().filter(|table| table.backup == Backup::Kept) {
            let referred: Vec<String> =
                sqlx::query_scalar(r#"select "table" from pragma_foreign_key_list($1)"#)
                    .bind(table.name)
                    .fetch_all(&mut *tx)
                    .await
                    .unwrap();
            for referred in referred {
                assert!(before.contains(&referred), "{} refers to {referred}", table.name);
            }
            before.push(table.name.to_owned());
        }
    }

    #[tokio::test]
    async fn the_tables_of_an_earlier_version_grow_to_this_one() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("x.sqlite").display());
        let earlier = Db::open_empty(&url, 1).await.unwrap();
        crate::db::has_rows(&mut earlier.read().await.unwrap(), "account").await.unwrap_err();
        drop(earlier);
        let db = Db::open(&url).await.unwrap();
        for table in TABLES {
            assert!(!crate::db::has_rows(&mut db.read().await.unwrap(), table.name).await.unwrap());
        }
        let newer = Db::open_empty(&url, Db::schema() + 1).await.err().unwrap();
        assert!(newer.to_string().contains("newer version"));
    }

    #[test]
    fn a_place_is_filled_in_from_the_key() {
        let column = SealedColumn { name: "sealed", place: "case/{case_id}/{revision}" };
        let value = |column: &str| match column {
            "case_id" => Some("c1".to_owned()),
            "revision" => Some("2".to_owned()),
            _ => None,
        };
        assert_eq!(column.place(value).unwrap(), "case/c1/2");
        assert_eq!(column.place(|_| None), None);
    }
}
