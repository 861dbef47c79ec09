//! Where the issuing unit of a test keeps everything: a folder of its own and,
//! where `DCERT_TEST_POSTGRES` names a PostgreSQL, a database of its own there.

use std::path::{Path, PathBuf};

use api::{IssuingUnit, Settings};
use keys::{Hierarchy, Profile};
use sqlx::{AnyConnection, Connection as _};

use super::support::{hierarchy, now, settings};

/// Where a unit keeps everything. Dropping it removes everything.
pub(super) struct Place {
    pub(super) folder: tempfile::TempDir,
    /// URL of the database on PostgreSQL.
    database: Option<String>,
    hierarchy: PathBuf,
}

impl Place {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = std::env::var("DCERT_TEST_POSTGRES").ok();
        let database = server.as_ref().map(|server| on_server(server, folder.path()));
        if let (Some(server), Some(database)) = (&server, &database) {
            on_postgres(server, format!("create database {}", database_name(database))).await;
        }
        Self { folder, database, hierarchy: hierarchy() }
    }

    /// With keys that no other test has.
    pub(super) async fn with_own_hierarchy() -> Self {
        let mut place = Self::new().await;
        place.hierarchy = place.folder.path().join("hierarchy");
        Hierarchy::create(&place.hierarchy, Profile::Development, "Test", None, now()).unwrap();
        place
    }

    /// A connection past the program.
    pub(super) async fn connect(&self) -> AnyConnection {
        AnyConnection::connect(&self.settings().database).await.unwrap()
    }

    /// On SQLite, whatever the others are on.
    pub(super) fn on_sqlite() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database: None, hierarchy: hierarchy() }
    }

    pub(super) fn settings(&self) -> Settings {
        settings(self.folder.path(), &self.hierarchy, self.database.as_deref())
    }

    pub(super) async fn open(&self) -> IssuingUnit {
        IssuingUnit::open(self.settings()).await.unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let (Ok(server), Some(database)) = (std::env::var("DCERT_TEST_POSTGRES"), self.database.take())
        else {
            return;
        };
        // Dropping is not async, and the runtime of the test may be ending.
        let drop_database = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let statement = format!("drop database {} with (force)", database_name(&database));
            runtime.block_on(on_postgres(&server, statement));
        };
        let _ = std::thread::spawn(drop_database).join();
    }
}

/// The URL of a database that is named after a folder, which no other test has.
fn on_server(server: &str, folder: &Path) -> String {
    let folder = folder.file_name().unwrap().to_string_lossy();
    let letters = folder.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    server.replacen("/postgres?", &format!("/test_{letters}?"), 1)
}

fn database_name(database: &str) -> &str {
    let (url, _) = database.split_once('?').unwrap();
    url.rsplit_once('/').unwrap().1
}

async fn on_postgres(server: &str, statement: String) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(server).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
}
