//! All SQL. One text serves SQLite and PostgreSQL; a function is a query named
//! by its intent and takes the connection, so that transactions stay visible in
//! the code that needs them.

mod accounts;
mod annulments;
mod batches;
mod cases;
mod certificates;
mod events;
mod exports;
mod lists;
mod notes;
mod reference;
mod rows;
mod sessions;
mod statement;
mod storage;
mod tables;

use anyhow::{Context as _, Result, bail, ensure};
use sqlx::{
    Any, AnyConnection, AnyPool, Connection as _, Transaction,
    any::AnyPoolOptions,
    migrate::{MigrateError, Migrator},
};

pub(crate) use accounts::*;
pub(crate) use annulments::*;
pub(crate) use batches::*;
pub(crate) use cases::*;
pub(crate) use certificates::*;
pub(crate) use events::*;
pub(crate) use exports::*;
pub(crate) use lists::*;
pub(crate) use notes::*;
pub(crate) use reference::*;
pub(crate) use rows::*;
pub(crate) use sessions::*;
pub(crate) use storage::*;
pub(crate) use tables::*;

/// The lock of the writer, held until its transaction ends. The number means
/// nothing but this lock.
const ONE_WRITER: &str = "select 1 from pg_advisory_xact_lock(7293471)";

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// The database.
#[derive(Clone)]
pub struct Db {
    pool: AnyPool,
    engine: Engine,
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
                "select name from sqlite_master where type = 'table' and name <> '_sqlx_migrations'"
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
        let options = AnyPoolOptions::new().max_connections(8).after_connect(move |connection, _| {
            Box::pin(async move {
                if engine == Engine::Sqlite {
                    // FULL: what was reported as done survives a power cut.
                    sqlx::raw_sql(
                        "pragma busy_timeout = 10000; pragma journal_mode = wal; \
                         pragma synchronous = full; pragma foreign_keys = on",
                    )
                    .execute(connection)
                    .await?;
                }
                Ok(())
            })
        });
        // On a full disk SQLite ends a transaction by itself. The connection does not
        // notice and would refuse every other one.
        let options = options.before_acquire(|connection, _| {
            let is_free = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_free) })
        });
        let pool = options.connect(url).await.context("cannot open the database")?;
        Ok(Self { pool, engine })
    }

    /// A transaction that reads; all its queries see one state of the database.
    pub(crate) async fn read(&self) -> Result<Transaction<'static, Any>> {
        Ok(match self.engine {
            Engine::Sqlite => self.pool.begin().await?,
            Engine::Postgres => {
                self.pool.begin_with("begin isolation level repeatable read, read only").await?
            }
        })
    }

    /// A transaction that writes. There is one at a time, on both engines and for
    /// all servers: what it read stays true until it commits, the history gets its
    /// numbers without gaps, and nothing has to be tried again.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Any>> {
        match self.engine {
            // At once: upgrading later could fail after work was done.
            Engine::Sqlite => Ok(self.pool.begin_with("begin immediate").await?),
            Engine::Postgres => {
                let mut tx = self.pool.begin().await?;
                sqlx::query(ONE_WRITER).execute(&mut *tx).await?;
                Ok(tx)
            }
        }
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
