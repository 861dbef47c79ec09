//! The two database engines, as an operator would run them.

use std::{ffi::OsString, fmt, path::Path};

use anyhow::Result;

use crate::postgres::Cluster;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// A new database; it lasts as long as the cluster.
    pub fn database(self, data: &Path) -> Result<(Option<Cluster>, OsString)> {
        match self {
            Self::Sqlite => {
                let url = format!("sqlite://{}?mode=rwc", data.join("dcert.sqlite").display());
                Ok((None, url.into()))
            }
            Self::Postgres => {
                let cluster = Cluster::start_durable()?;
                let url = cluster.url();
                Ok((Some(cluster), url))
            }
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}
