//! Another storage key, while the server runs.
//!
//! A new key seals from the moment it is in the key ring; what older keys sealed is
//! sealed anew in small batches. A rotation that was cut off goes on where it
//! stopped: what is still to be done shows on the sealed values themselves.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use certificate::Timestamp;
use serde::Serialize;

use crate::{
    db::{self, SealedColumn, TABLES, Table},
    files::FileStoreError,
    history::{Details, EventKind, Occasion},
    storage::{StorageFault, record, record_within},
    unit::IssuingUnit,
    vault::{KeyEntry, KeyId, text_prefix},
};

/// How many texts a transaction seals anew. The server waits that long at most.
const BATCH: i64 = 200;

/// For so long a process may still be about to store what it sealed with the key
/// before, in seconds.
const GRACE: i64 = 600;

/// A storage key and what it seals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyUse {
    /// The key.
    pub key: String,
    /// When it was added; unknown for the first one.
    pub added_at: Option<Timestamp>,
    /// Whether it seals what is stored from now on.
    pub newest: bool,
    /// Texts in the database that it sealed.
    pub texts: i64,
    /// Files that it sealed.
    pub files: i64,
}

/// What a rotation did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resealed {
    /// The newest key.
    pub key: String,
    /// Whether it was added now. A rotation that was cut off is only finished.
    pub added: bool,
    /// Texts that were sealed anew.
    pub texts: u64,
    /// Files that were sealed anew.
    pub files: u64,
    /// What does not open with any key and stays as it is, as sentences.
    pub faults: Vec<String>,
}

/// Why a key is kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RotationRefusal {
    /// No such key.
    #[error("there is no storage key {key}")]
    Unknown {
        /// The key.
        key: KeyId,
    },
    /// It seals what is stored now.
    #[error("{key} is the newest storage key; rotate first")]
    Newest {
        /// The key.
        key: KeyId,
    },
    /// Something would stay closed for ever.
    #[error("{key} still seals {texts} texts and {files} files; rotate first")]
    InUse {
        /// The key.
        key: KeyId,
        /// Texts in the database.
        texts: i64,
        /// Files.
        files: i64,
    },
    /// Something that was sealed before the rotation may not be stored yet.
    #[error("the newest storage key is younger than ten minutes; retire {key} later")]
    TooEarly {
        /// The key.
        key: KeyId,
    },
}

impl IssuingUnit {
    /// The storage keys, oldest first, and what each seals.
    pub async fn storage_keys(&self) -> Result<Vec<KeyUse>> {
        let keys = self.vault.keys();
        let newest = keys.last().copied();
        let sealed_files = self.sealed_files()?;
        let mut uses = Vec::with_capacity(keys.len());
        for key in keys {
            let texts = self.count_texts(key.id).await?;
            let files = sealed_files.get(&key.id).copied().unwrap_or(0);
            let (id, newest) = (key.id.to_string(), Some(key) == newest);
            uses.push(KeyUse { key: id, added_at: key.added_at, newest, texts, files });
        }
        Ok(uses)
    }

    /// Adds a key and seals everything with it; or, when an earlier rotation was cut
    /// off, seals the rest with the newest key there is.
    pub async fn rotate_storage_key(&self, occasion: Occasion<'_>) -> Result<Resealed> {
        let mut resealed = self.reseal().await?;
        if resealed.texts + resealed.files == 0 {
            self.add_storage_key(occasion.now).await?;
            resealed = Resealed { added: true, ..self.reseal().await? };
        }
        let details = Details {
            subject: Some(resealed.key.clone()),
            count: Some(resealed.texts + resealed.files),
            ..Details::default()
        };
        record(&self.db, occasion, EventKind::StorageKeyChanged, &details).await?;
        Ok(resealed)
    }

    /// Adds a key that seals from now on; what older keys sealed stays as it is. One
    /// process at a time changes the ring: the one that may write.
    pub async fn add_storage_key(&self, now: Timestamp) -> Result<KeyId> {
        let tx = self.db.write().await?;
        let key = self.vault.add_key(now)?;
        tx.rollback().await?;
        Ok(key)
    }

    /// Seals anew whatever the newest key did not seal, until nothing is left: the
    /// server goes on storing in the meantime.
    async fn reseal(&self) -> Result<Resealed> {
        let newest = self.newest_key()?.id;
        let mut all =
            Resealed { key: newest.to_string(), added: false, texts: 0, files: 0, faults: Vec::new() };
        loop {
            let (texts, files) = (all.texts, all.files);
            all.faults.clear();
            for table in TABLES {
                if let Some(column) = &table.sealed {
                    self.reseal_texts(newest, table, column, &mut all).await?;
                }
            }
            self.reseal_files(newest, &mut all)?;
            if (texts, files) == (all.texts, all.files) {
                return Ok(all);
            }
        }
    }

    async fn reseal_texts(
        &self,
        newest: KeyId,
        table: &Table,
        column: &SealedColumn,
        all: &mut Resealed,
    ) -> Result<()> {
        let (prefix, mut after) = (text_prefix(newest), None);
        loop {
            let mut tx = self.db.write().await?;
            let texts =
                db::load_sealed(&mut tx, table, column, Some(&prefix), after.as_deref(), BATCH).await?;
            let Some(last) = texts.last() else { return Ok(()) };
            after = Some(last.key.clone());
            for text in &texts {
                let place = text.place(table, column)?;
                match self.vault.unseal_text(&place, &text.sealed) {
                    Ok(plain) => {
                        let sealed = self.vault.seal_text(&place, &plain);
                        db::mark_sealed(&mut tx, table, column, &text.key, &sealed).await?;
                        all.texts += 1;
                    }
                    Err(source) => {
                        let fault = StorageFault::Text { table: table.name, key: text.name(), source };
                        all.faults.push(fault.to_string());
                    }
                }
            }
            tx.commit().await?;
        }
    }

    /// A file gets its new content at once or not at all, and either sealing opens.
    fn reseal_files(&self, newest: KeyId, all: &mut Resealed) -> Result<()> {
        for file in self.files.names()? {
            match self.files.key(file) {
                Ok(key) if key == newest => {}
                Err(error) if error.is_away() => return Err(error.into()),
                _ => match self.files.reseal(file) {
                    Ok(()) => all.files += 1,
                    Err(error) if error.is_away() => return Err(error.into()),
                    Err(error) => all.faults.push(error.to_string()),
                },
            }
        }
        Ok(())
    }

    /// How many texts a key sealed.
    async fn count_texts(&self, key: KeyId) -> Result<i64> {
        let mut tx = self.db.read().await?;
        let mut texts = 0;
        for table in TABLES {
            if let Some(column) = &table.sealed {
                texts += db::count_sealed(&mut tx, table, column, &text_prefix(key)).await?;
            }
        }
        Ok(texts)
    }

    /// How many files each key sealed. A file that cannot be read just now may be
    /// any key's, so it fails; a damaged one is no key's.
    fn sealed_files(&self) -> Result<BTreeMap<KeyId, i64>> {
        let mut counts = BTreeMap::new();
        for file in self.files.names()? {
            match self.files.key(file) {
                Ok(key) => *counts.entry(key).or_default() += 1,
                Err(FileStoreError::Damaged(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(counts)
    }

    fn newest_key(&self) -> Result<KeyEntry> {
        self.vault.keys().last().copied().context("a ring holds a key")
    }

    /// Takes a key out of the ring that seals nothing any more.
    pub async fn retire_storage_key(&self, key: KeyId, occasion: Occasion<'_>) -> Result<()> {
        // While it is held, nobody writes a row and nobody else changes the ring.
        let mut tx = self.db.write().await?;
        self.check_retirement(key, self.newest_key()?, occasion.now).await?;
        self.vault.remove_key(key)?;
        let details = Details { subject: Some(key.to_string()), ..Details::default() };
        record_within(&mut tx, occasion, EventKind::StorageKeyChanged, &details).await?;
        Ok(tx.commit().await?)
    }

    async fn check_retirement(&self, key: KeyId, newest: KeyEntry, now: Timestamp) -> Result<()> {
        if !self.vault.keys().iter().any(|known| known.id == key) {
            return Err(RotationRefusal::Unknown { key }.into());
        }
        if newest.id == key {
            return Err(RotationRefusal::Newest { key }.into());
        }
        if newest.added_at.is_some_and(|added_at| now.unix() < added_at.unix() + GRACE) {
            return Err(RotationRefusal::TooEarly { key }.into());
        }
        let files = self.sealed_files()?.get(&key).copied().unwrap_or(0);
        match (self.count_texts(key).await?, files) {
            (0, 0) => Ok(()),
            (texts, files) => Err(RotationRefusal::InUse { key, texts, files }.into()),
        }
    }
}
