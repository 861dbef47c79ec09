//! All SQL. One text serves SQLite and PostgreSQL; a function is a query named
//! by its intent and takes the connection, so that transactions stay visible in
//! the code that needs them.

mod accounts;
mod annulments;
mod batches;
mod cases;
mod certificates;
mod connection;
mod events;
mod exports;
mod lists;
mod lookups;
mod notes;
mod reference;
mod rows;
mod sessions;
mod statement;
mod storage;
mod tables;

use std::sync::Arc;

use anyhow::{Context as _, Result, bail, ensure};
use sqlx::{
    AnyConnection, AnyPool,
    migrate::{MigrateError, Migrator},
};
use tokio::sync::Mutex;

pub(crate) use accounts::*;
pub(crate) use annulments::*;
pub(crate) use batches::*;
pub(crate) use cases::*;
pub(crate) use certificates::*;
pub(crate) use events::*;
pub(crate) use exports::*;
pub(crate) use lists::*;
pub(crate) use lookups::*;
pub(crate) use notes::*;
pub(crate) use reference::*;
pub(crate) use rows::*;
pub(crate) use sessions::*;
pub(crate) use storage::*;
pub(crate) use tables::*;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// An empty database of its own for a test, in a folder that goes with it.
#[cfg(test)]
pub(crate) async fn database() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("x.sqlite").display());
    let db = Db::open(&url).await.unwrap();
    (folder, db)
}

/// The database.
#[derive(Clone)]
pub struct Db {
    pool: AnyPool,
    engine: Engine,
    /// Of the writers of this process.
    turn: Arc<Mutex<()>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

impl Db {
    /// Connects and brings the tables to this version. Processes that start at the
    /// same time take turns.
    pub async fn open(url: &str) -> Result<Self> {
        let db = Self::connect(url).await?;
        let mut tx = db.write().await?;
        migrate(&mut tx, &MIGRATIONS).await?;
        db.guard_events(&mut tx).await?;
        tx.commit().await?;
        db.optimize().await?;
        Ok(db)
    }

    /// Connects to a database that holds nothing yet and gives it the tables of an
    /// earlier version, for a backup made then.
    pub(crate) async fn open_empty(url: &str, schema: i64) -> Result<Self> {
        ensure!(
            (1..=Self::schema()).contains(&schema),
            "this was made by a newer version of dcert; restore it with that version"
        );
        let db = Self::connect(url).await?;
        db.check_empty().await?;
        let migrations = MIGRATIONS.iter().filter(|migration| migration.version <= schema);
        let mut tx = db.write().await?;
        migrate(&mut tx, &Migrator::with_migrations(migrations.cloned().collect())).await?;
        tx.commit().await?;
        Ok(db)
    }

    /// The version of the tables.
    pub(crate) fn schema() -> i64 {
        MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
    }

    /// Tables without rows are what a restore leaves that was cut off.
    async fn check_empty(&self) -> Result<()> {
        let names = match self.engine {
            Engine::Sqlite => {
                "select name from sqlite_master where type = 'table' and name <> '_sqlx_migrations'
                    and name not like 'sqlite~_%' escape '~'"
            }
            Engine::Postgres => {
                "select cast(table_name as text) from information_schema.tables
                 where table_schema = current_schema() and table_name <> '_sqlx_migrations'"
            }
        };
        let names: Vec<String> = sqlx::query_scalar(names).fetch_all(&self.pool).await?;
        let mut tx = self.read().await?;
        for name in names {
            ensure!(
                !has_rows(&mut tx, &name).await?,
                "the database is in use (table {name} has rows); restore into a new one"
            );
        }
        Ok(())
    }

    async fn connect(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let engine = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Engine::Sqlite,
            Some("postgres" | "postgresql") => Engine::Postgres,
            _ => bail!("the database must be a sqlite: or postgres: URL"),
        };
        let pool = connection::options(engine).connect(url).await.context("cannot open the database")?;
        Ok(Self { pool, engine, turn: Arc::default() })
    }

    /// Looks at what the tables hold now, as PostgreSQL does by itself after a while.
    #[cfg(feature = "fill")]
    pub(crate) async fn analyze(&self) -> Result<()> {
        match self.engine {
            Engine::Sqlite => self.optimize().await?,
            Engine::Postgres => {
                sqlx::raw_sql("vacuum analyze").execute(&self.pool).await?;
            }
        }
        Ok(())
    }

    /// Events refuse update and delete, whoever asks.
    async fn guard_events(&self, db: &mut AnyConnection) -> Result<()> {
        let guard = match self.engine {
            Engine::Sqlite => include_str!("db/guard_sqlite.sql"),
            Engine::Postgres => include_str!("db/guard_postgres.sql"),
        };
        sqlx::raw_sql(guard).execute(db).await.context("cannot guard the history")?;
        Ok(())
    }
}

async fn migrate(db: &mut AnyConnection, migrations: &Migrator) -> Result<()> {
    match migrations.run(db).await {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..)) => {
            bail!(
                "the database was made by a newer version of dcert; start that version, or restore an older backup"
            )
        }
        // Only before the first release were migrations rewritten.
        Err(MigrateError::VersionMismatch(_)) => {
            bail!("the database was made by a development version of dcert; start with a new data folder")
        }
        Err(error) => Err(error).context("cannot bring the database to this version"),
    }
}
