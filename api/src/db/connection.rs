//! Transactions and connections: who waits for whom.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use anyhow::Result;
use sqlx::{
    Any, AnyConnection, Connection as _, Transaction, any::AnyPoolOptions, pool::PoolConnectionMetadata,
};
use tokio::sync::OwnedMutexGuard;

use super::{Db, Engine};

/// The lock of the writer, held until its transaction ends. The number means
/// nothing but this lock.
const ONE_WRITER: &str = "select 1 from pg_advisory_xact_lock(7293471)";
const ONE_WRITER_IF_FREE: &str = "select cast(cast(pg_try_advisory_xact_lock(7293471) as integer) as bigint)";

/// FULL: what was reported as done survives a power cut. The cache holds the upper
/// levels of every index of half a million certificates.
const SQLITE: &str = "pragma busy_timeout = 10000; pragma journal_mode = wal; \
     pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -16384";

/// A connection that rested for so long may have been cut meanwhile.
const REST: Duration = Duration::from_secs(1);

/// A transaction that writes. Dropped, it undoes everything.
pub(crate) struct Writing {
    // Ends before the turn does.
    transaction: Transaction<'static, Any>,
    _turn: OwnedMutexGuard<()>,
}

impl Writing {
    pub(crate) async fn commit(self) -> sqlx::Result<()> {
        self.transaction.commit().await
    }

    pub(crate) async fn rollback(self) -> sqlx::Result<()> {
        self.transaction.rollback().await
    }
}

impl Deref for Writing {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        &self.transaction
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}

impl Db {
    /// A transaction that reads; all its queries see one state of the database.
    pub(crate) async fn read(&self) -> Result<Transaction<'static, Any>> {
        Ok(match self.engine {
            Engine::Sqlite => self.pool.begin().await?,
            Engine::Postgres => {
                self.pool.begin_with("begin isolation level repeatable read, read only").await?
            }
        })
    }

    /// A connection for a single query, which needs no transaction.
    pub(crate) async fn ask(&self) -> Result<sqlx::pool::PoolConnection<Any>> {
        Ok(self.pool.acquire().await?)
    }

    /// A transaction that writes. There is one at a time, on both engines and for
    /// all servers: what it read stays true until it commits, the history gets its
    /// numbers without gaps, and nothing has to be tried again.
    ///
    /// The writers of one process take turns in the order in which they came, and
    /// only the one whose turn it is takes a connection: readers find one, and
    /// nobody is passed over again and again, as waiting for the engine would do.
    pub(crate) async fn write(&self) -> Result<Writing> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let mut transaction = self.begin().await?;
        if self.engine == Engine::Postgres {
            sqlx::query(ONE_WRITER).execute(&mut *transaction).await?;
        }
        Ok(Writing { transaction, _turn: turn })
    }

    /// As [`Self::write`], unless somebody writes at the moment. (Another process that
    /// writes to the same SQLite file is waited for.)
    pub(crate) async fn write_if_free(&self) -> Result<Option<Writing>> {
        let Ok(turn) = Arc::clone(&self.turn).try_lock_owned() else { return Ok(None) };
        let mut transaction = self.begin().await?;
        if self.engine == Engine::Postgres {
            let is_free: i64 = sqlx::query_scalar(ONE_WRITER_IF_FREE).fetch_one(&mut *transaction).await?;
            if is_free == 0 {
                return Ok(None);
            }
        }
        Ok(Some(Writing { transaction, _turn: turn }))
    }

    async fn begin(&self) -> sqlx::Result<Transaction<'static, Any>> {
        match self.engine {
            // At once: upgrading later could fail after work was done.
            Engine::Sqlite => self.pool.begin_with("begin immediate").await,
            Engine::Postgres => self.pool.begin().await,
        }
    }

    /// Counts what the tables hold, where that was not done for long, so that
    /// queries are planned by it. PostgreSQL does so by itself.
    pub(crate) async fn optimize(&self) -> Result<()> {
        if self.engine == Engine::Sqlite {
            sqlx::raw_sql("pragma optimize = 0x10002").execute(&self.pool).await?;
        }
        Ok(())
    }
}

/// How connections are made and kept.
pub(super) fn options(engine: Engine) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(8)
        // A question before each question would double the way to the database.
        .test_before_acquire(false)
        .before_acquire(move |connection, rested| Box::pin(is_alive(engine, connection, rested)))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if engine == Engine::Sqlite {
                    sqlx::raw_sql(SQLITE).execute(connection).await?;
                }
                Ok(())
            })
        })
}

/// A connection that was in use a moment ago is taken as it is, unless it is still in
/// a transaction: on a full disk SQLite ends one by itself, the connection does not
/// notice, and would refuse every other one.
async fn is_alive(
    engine: Engine,
    connection: &mut AnyConnection,
    rested: PoolConnectionMetadata,
) -> sqlx::Result<bool> {
    if connection.is_in_transaction() {
        return Ok(false);
    }
    if engine == Engine::Sqlite || rested.idle_for < REST {
        return Ok(true);
    }
    Ok(connection.ping().await.is_ok())
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        task::{Context, Waker},
    };

    use crate::db::database;

    #[tokio::test]
    async fn writers_come_in_their_order_and_readers_do_not_wait() {
        let (_folder, db) = database().await;
        let first = db.write().await.unwrap();
        let (mut second, mut third) = (pin!(db.write()), pin!(db.write()));
        let mut context = Context::from_waker(Waker::noop());
        assert!(second.as_mut().poll(&mut context).is_pending());
        assert!(third.as_mut().poll(&mut context).is_pending());
        db.read().await.unwrap();
        assert!(db.write_if_free().await.unwrap().is_none(), "somebody writes");
        first.commit().await.unwrap();
        let second = second.await.unwrap();
        assert!(third.as_mut().poll(&mut context).is_pending());
        second.rollback().await.unwrap();
        drop(third.await.unwrap());
        assert!(db.write_if_free().await.unwrap().is_some(), "nobody writes any more");
    }
}
