//! Checks that everything stored is what was stored: every sealed text opens in its
//! place, every file has its fingerprint, the history is whole.

use anyhow::Result;
use certificate::Digest;
use serde::Serialize;
use sqlx::AnyConnection;

use crate::{
    case::CaseDetails,
    db::{self, SealedColumn, TABLES, Table},
    files::FileStoreError,
    unit::IssuingUnit,
    vault::VaultError,
    workflow::Audit,
};

/// How many texts are in memory at a time.
const BATCH: i64 = 500;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StorageCheck {
    /// The history.
    pub history: Audit,
    /// Sealed texts that were opened.
    pub texts: u64,
    /// Files that were read.
    pub files: u64,
    /// What does not open, as sentences.
    pub storage_faults: Vec<String>,
}

/// Something stored that is not what was stored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageFault {
    /// A sealed text does not open.
    #[error("{table} {key}: {source}")]
    Text {
        /// The table.
        table: &'static str,
        /// Key of the row.
        key: String,
        /// Why.
        source: VaultError,
    },
    /// A file that the database names.
    #[error(transparent)]
    File(#[from] FileStoreError),
}

impl StorageCheck {
    /// Everything that is wrong, as sentences.
    pub fn faults(&self) -> Vec<String> {
        [&self.history.faults[..], &self.storage_faults].concat()
    }
}

impl IssuingUnit {
    /// Checks everything stored. Finds every fault, not only the first.
    pub async fn check(&self) -> Result<StorageCheck> {
        let history = self.check_history().await?;
        let mut checked = StorageCheck { history, texts: 0, files: 0, storage_faults: Vec::new() };
        let mut tx = self.db.read().await?;
        for table in TABLES {
            if let Some(column) = &table.sealed {
                self.check_texts(&mut tx, table, column, &mut checked).await?;
            }
        }
        for file in db::load_stored_files(&mut tx).await? {
            self.check_file(file.parse()?, &mut checked)?;
        }
        Ok(checked)
    }

    async fn check_texts(
        &self,
        db: &mut AnyConnection,
        table: &Table,
        column: &SealedColumn,
        checked: &mut StorageCheck,
    ) -> Result<()> {
        let mut after = None;
        loop {
            let texts = db::load_sealed(db, table, column, None, after.as_deref(), BATCH).await?;
            let Some(last) = texts.last() else { return Ok(()) };
            after = Some(last.key.clone());
            for text in &texts {
                match self.vault.unseal_text(&text.place(table, column)?, &text.sealed) {
                    Ok(plain) if table.name == "case_revision" => self.check_photo(&plain, checked)?,
                    Ok(_) => {}
                    Err(source) => {
                        let fault = StorageFault::Text { table: table.name, key: text.name(), source };
                        checked.storage_faults.push(fault.to_string());
                    }
                }
                checked.texts += 1;
            }
        }
    }

    fn check_photo(&self, details: &str, checked: &mut StorageCheck) -> Result<()> {
        match CaseDetails::parse(details) {
            Ok(CaseDetails::K12(case)) => self.check_file(case.photo, checked),
            _ => Ok(()),
        }
    }

    /// A store that is away says nothing about its files.
    fn check_file(&self, file: Digest, checked: &mut StorageCheck) -> Result<()> {
        match self.files.read(file) {
            Err(error) if error.is_away() => return Err(error.into()),
            Err(error) => checked.storage_faults.push(StorageFault::File(error).to_string()),
            Ok(_) => {}
        }
        checked.files += 1;
        Ok(())
    }
}
