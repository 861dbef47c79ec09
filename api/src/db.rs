//! All SQL. One text serves SQLite and PostgreSQL; a function is a query named
//! by its intent and takes the connection, so that transactions stay visible in
//! the code that needs them.

mod accounts;
mod annulments;
mod batches;
mod cases;
mod certificates;
mod events;
mod lists;
mod notes;
mod sessions;
mod storage;

use anyhow::{Context as _, Result, bail};
use sqlx::{Any, AnyPool, Transaction, any::AnyPoolOptions, migrate::MigrateError};

pub(crate) use accounts::*;
pub(crate) use annulments::*;
pub(crate) use batches::*;
pub(crate) use cases::*;
pub(crate) use certificates::*;
pub(crate) use events::*;
pub(crate) use lists::*;
pub(crate) use notes::*;
pub(crate) use sessions::*;
pub(crate) use storage::*;

/// The lock of the writer, held until its transaction ends. The number means
/// nothing but this lock.
const ONE_WRITER: &str = "select 1 from pg_advisory_xact_lock(7293471)";

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

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
    /// Connects and brings the tables to this version.
    pub async fn open(url: &str) -> Result<Self> {
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
        let pool = options.connect(url).await.context("cannot open the database")?;
        migrate(&pool).await?;
        let db = Self { pool, engine };
        db.guard_events().await?;
        Ok(db)
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
    async fn guard_events(&self) -> Result<()> {
        let guard = match self.engine {
            Engine::Sqlite => include_str!("db/guard_sqlite.sql"),
            Engine::Postgres => include_str!("db/guard_postgres.sql"),
        };
        sqlx::raw_sql(guard).execute(&self.pool).await.context("cannot guard the history")?;
        Ok(())
    }
}

async fn migrate(pool: &AnyPool) -> Result<()> {
    match MIGRATIONS.run(pool).await {
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
