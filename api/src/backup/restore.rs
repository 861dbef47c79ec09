//! Restoring: a new database and a file store from an archive, with the storage
//! keys that its owner kept apart.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Read},
    path::Path,
};

use anyhow::{Context as _, Result, bail, ensure};
use certificate::{Digest, Timestamp};
use keys::Purpose;
use serde::Serialize;
use sqlx::AnyConnection;

use super::{ArchiveError, FACTS, FORMAT, Facts, LIST, archive};
use crate::{
    db::{self, Db, JsonRow},
    files::FileStore,
    history::{Details, EventKind, Occasion},
    settings::Settings,
    storage::record,
    unit::{IssuingUnit, storage_keys},
    vault::{Vault, VaultError},
};

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// When the backup was made; what happened later is lost.
    pub made_at: Timestamp,
    /// Rows of all tables.
    pub rows: u64,
    /// Stored files.
    pub files: u64,
    /// What was wrong in the backup itself. Then no list is published.
    pub faults: Vec<String>,
}

/// Fills an empty database and the file store from an archive, checks everything,
/// and publishes a status list that is newer than any that browsers have seen.
pub async fn restore(settings: Settings, from: &Path, now: Timestamp) -> Result<Restored> {
    archive::check(from)?;
    let facts = facts(from)?;
    ensure!(
        facts.list_uri == settings.list_uri,
        "the certificates name the status list {}; set `origin` so that it is served there",
        facts.list_uri
    );
    // What would fail later fails before anything is written.
    settings.open_signer(Purpose::StatusSigning)?;
    let vault = open_vault(&settings.storage_keys)?;
    let db = Db::open_empty(&settings.database, facts.schema).await?;
    let files = settings.open_files(vault.clone())?;
    let (rows, files) = fill(from, &db, &vault, &files).await?;
    // From here on as with any other start: later migrations, guards.
    drop(db);
    let occasion = Occasion { account: &settings.officer.clone(), now, address: None };
    let unit = IssuingUnit::open(settings).await?;
    let faults = unit.check().await?.faults();
    let details = Details { count: Some(files), ..Details::default() };
    record(&unit.db, occasion, EventKind::Restored, &details).await?;
    if faults.is_empty() {
        unit.publish(now).await?;
    }
    Ok(Restored { made_at: facts.made_at, rows, files, faults })
}

fn facts(from: &Path) -> Result<Facts> {
    let mut tar = archive::open(from)?;
    let first = tar.entries()?.next().ok_or(ArchiveError::Foreign)??;
    ensure!(archive::name(&first)? == FACTS, ArchiveError::Foreign);
    let facts: Facts = serde_json::from_reader(first).map_err(|_| ArchiveError::Foreign)?;
    ensure!(facts.format == FORMAT, "this backup was made by a newer version of dcert");
    Ok(facts)
}

fn open_vault(path: &Path) -> Result<Vault> {
    match Vault::open(path) {
        Err(error @ VaultError::Missing { .. }) => Err(error)
            .context("a backup does not hold the storage keys; put the copy that was kept apart there first"),
        opened => Ok(opened?),
    }
}

/// One transaction for all rows, which ends after the last file is kept: a restore
/// that is cut off leaves a database without rows and can be started again.
async fn fill(from: &Path, db: &Db, vault: &Vault, files: &FileStore) -> Result<(u64, u64)> {
    let mut tx = db.write().await?;
    let (mut rows, mut kept) = (0, BTreeSet::new());
    let mut tar = archive::open(from)?;
    for entry in tar.entries()? {
        let mut entry = entry?;
        let name = archive::name(&entry)?;
        if let Some(table) = name.strip_prefix("tables/").and_then(|name| name.strip_suffix(".jsonl")) {
            rows += fill_table(&mut tx, table, entry).await?;
            // The first table, so that other keys are found out at once.
            if table == "storage_check" {
                storage_keys::check(&mut tx, vault).await?;
            }
        } else if let Some(digest) = file_name(&name) {
            let mut sealed = Vec::new();
            entry.read_to_end(&mut sealed)?;
            files.put_sealed(digest, &sealed)?;
            kept.insert(digest);
        } else if ![FACTS, LIST, archive::SUMS].contains(&name.as_str()) {
            bail!("this version does not know the entry {name}");
        }
    }
    storage_keys::check(&mut tx, vault).await?;
    for file in db::load_stored_files(&mut tx).await? {
        ensure!(kept.contains(&file.parse()?), "the backup lacks the stored file {file}");
    }
    tx.commit().await?;
    Ok((rows, kept.len().try_into()?))
}

async fn fill_table(db: &mut AnyConnection, table: &str, lines: impl Read) -> Result<u64> {
    let mut count = 0;
    for line in BufReader::new(lines).lines() {
        let row: JsonRow =
            serde_json::from_str(&line?).with_context(|| format!("a row of {table} cannot be read"))?;
        db::insert_row(db, table, &row).await?;
        count += 1;
    }
    Ok(count)
}

fn file_name(entry: &str) -> Option<Digest> {
    let (_, name) = entry.strip_prefix("files/")?.split_once('/')?;
    name.parse().ok()
}
