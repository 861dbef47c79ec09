//! Back-up and restore: one archive with everything but the keys.
//!
//! ```text
//! backup.json              what this is: Facts
//! tables/<name>.jsonl      the rows of each table, one JSON object a line
//! status.jwt               the newest status list, as it was served
//! files/<ab>/<abcdef…>     every stored file, sealed as it is kept
//! SHA256SUMS               digest and name of every entry above; always the last
//! ```
//! A POSIX tar, so that `tar` and `sha256sum --check` read it without us. Rows do
//! not depend on the engine: what one engine wrote, the other reads. What is sealed
//! stays sealed, and neither the storage keys nor the signing hierarchy are inside:
//! the archive alone opens nothing and signs nothing.

mod archive;
mod restore;

use std::{
    collections::BTreeSet,
    io::{BufWriter, Seek as _, Write as _},
    path::Path,
    pin::pin,
};

use anyhow::{Context as _, Result, ensure};
use certificate::{Digest, Timestamp};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use crate::{
    db::{self, Backup, Db, TABLES, Table},
    files::{FileStore, FileStoreError},
    history::{Details, EventKind, Occasion},
    storage::record,
    unit::IssuingUnit,
};
pub use archive::ArchiveError;
use archive::Writer;
pub use restore::{Restored, restore};

const FORMAT: u32 = 1;
const FACTS: &str = "backup.json";
const LIST: &str = "status.jwt";

/// What an archive says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// Version of the archive's form.
    format: u32,
    /// The program that wrote it.
    program: String,
    /// Version of the tables.
    schema: i64,
    made_at: Timestamp,
    /// What every certificate names; a restored system must serve the same.
    list_uri: String,
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    /// Rows of all tables.
    pub rows: u64,
    /// Stored files.
    pub files: u64,
    /// SHA-256 of the archive, to be noted somewhere else.
    pub digest: Digest,
}

impl IssuingUnit {
    /// Writes a backup while the server runs: one state of the database and every
    /// file it refers to. Nothing is left behind when it fails.
    pub async fn backup(&self, out: &Path, occasion: Occasion<'_>) -> Result<BackedUp> {
        ensure!(!out.exists(), "{} is there already and is not written over", out.display());
        let mut writer = Writer::create(out, occasion.now)?;
        let rows = self.write_tables(&mut writer, occasion.now).await?;
        // After the rows: a file is stored before the row that names it.
        let files = write_files(&self.files, &mut writer)?;
        let digest = writer.finish(out)?;
        self.record_backup(occasion, digest, files).await?;
        Ok(BackedUp { rows, files, digest })
    }

    async fn write_tables(&self, writer: &mut Writer, now: Timestamp) -> Result<u64> {
        let facts = Facts {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            schema: Db::schema(),
            made_at: now,
            list_uri: self.settings.list_uri.clone(),
        };
        writer.add(FACTS, &serde_json::to_vec_pretty(&facts)?)?;
        let mut tx = self.db.read().await?;
        let mut rows = 0;
        for table in TABLES.iter().filter(|table| table.backup == Backup::Kept) {
            rows += write_table(&mut tx, table, writer).await?;
        }
        if let Some(list) = db::load_newest_list(&mut tx).await? {
            writer.add(LIST, list.token.as_bytes())?;
        }
        let stored: BTreeSet<_> = self.files.names()?.into_iter().collect();
        for file in db::load_stored_files(&mut tx).await? {
            ensure!(stored.contains(&file.parse()?), "the stored file {file} is missing");
        }
        Ok(rows)
    }

    async fn record_backup(&self, occasion: Occasion<'_>, digest: Digest, files: u64) -> Result<()> {
        let details = Details { count: Some(files), fingerprint: Some(digest), ..Details::default() };
        record(&self.db, occasion, EventKind::BackedUp, &details).await
    }
}

/// A tar entry says its length first, so the rows wait in a file without a name.
async fn write_table(db: &mut AnyConnection, table: &Table, writer: &mut Writer) -> Result<u64> {
    let mut lines = BufWriter::new(writer.scratch()?);
    let mut count = 0;
    let mut rows = pin!(db::read_rows(db, table));
    while let Some(row) = rows.try_next().await.with_context(|| format!("cannot read {}", table.name))? {
        serde_json::to_writer(&mut lines, &row)?;
        lines.write_all(b"\n")?;
        count += 1;
    }
    let mut lines = lines.into_inner().context("cannot keep the rows")?;
    let length = lines.stream_position()?;
    lines.rewind()?;
    writer.add_file(&format!("tables/{}.jsonl", table.name), length, lines)?;
    Ok(count)
}

/// Every file is opened on the way: a backup of damaged files is no backup.
fn write_files(files: &FileStore, writer: &mut Writer) -> Result<u64> {
    let mut damaged = Vec::new();
    let mut count = 0;
    for name in files.names()? {
        match files.read_sealed(name) {
            Ok(sealed) => {
                writer.add(&file_entry(name), &sealed)?;
                count += 1;
            }
            Err(FileStoreError::Damaged(_)) => damaged.push(name.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    ensure!(
        damaged.is_empty(),
        "stored files are damaged; take them from an earlier backup first: {}",
        damaged.join(", ")
    );
    Ok(count)
}

fn file_entry(name: Digest) -> String {
    let name = name.to_string();
    format!("files/{}/{name}", &name[..2])
}
