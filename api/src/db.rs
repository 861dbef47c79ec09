//! All SQL. One text serves SQLite and PostgreSQL; a function is a query named
//! by its intent and takes the connection, so that transactions stay visible in
//! the code that needs them.

mod cases;
mod certificates;
mod events;
mod lists;
mod reference;

use anyhow::{Context as _, Result, bail};
use sqlx::{Any, AnyPool, Transaction, any::AnyPoolOptions, migrate::MigrateError};

pub(crate) use cases::{
    CaseRow, insert_case, insert_holder, load_case, load_case_by_number, load_holder, load_unissued_cases,
    mark_identity_number,
};
pub(crate) use certificates::{
    CertificateRow, count_certificates, insert_certificate, is_slot_taken, load_all_certificates,
    load_certificate, load_certificates, load_holder_certificates, load_pending_certificates, load_slots,
    mark_stored,
};
pub(crate) use events::{append_event, load_act, load_certificate_events, load_events, load_status_events};
pub(crate) use lists::{ListRow, insert_list, load_newest_list};
pub(crate) use reference::{
    ReferenceList, clear_grounds, clear_reference_entries, insert_ground, insert_reference_entry,
    load_grounds, load_reference_entries,
};

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

    /// A transaction that reads.
    pub(crate) async fn read(&self) -> Result<Transaction<'static, Any>> {
        Ok(self.pool.begin().await?)
    }

    /// A transaction that writes. On SQLite it takes the write lock at once:
    /// upgrading later could fail after work was done.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Any>> {
        Ok(match self.engine {
            Engine::Sqlite => self.pool.begin_with("begin immediate").await?,
            Engine::Postgres => self.pool.begin_with("begin isolation level serializable").await?,
        })
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
        Err(error) => Err(error).context("cannot bring the database to this version"),
    }
}
