//! Brings a database and its storage keys together.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use sqlx::AnyConnection;

use crate::{
    db::{self, Db},
    vault::{Vault, VaultError},
};

const PLACE: &str = "storage_check/1";
const TEXT: &str = "dcert";

/// Opens the key ring of a database; a database that is new gets a new one. New
/// keys for a database that has been used would leave it unreadable for good.
pub(super) async fn open(path: &Path, db: &Db) -> Result<Vault> {
    let mut tx = db.write().await?;
    if db::load_storage_check(&mut tx).await?.is_some() {
        let vault = open_existing(path)?;
        check(&mut tx, &vault).await?;
        return Ok(vault);
    }
    let vault = Vault::open_or_create(path)?;
    let (sealed, text_index) = (vault.seal_text(PLACE, TEXT), vault.index(PLACE, TEXT));
    db::insert_storage_check(&mut tx, &sealed, &text_index).await?;
    tx.commit().await?;
    Ok(vault)
}

fn open_existing(path: &Path) -> Result<Vault> {
    match Vault::open(path) {
        Err(error @ VaultError::Missing { .. }) => Err(error).context(
            "the database is there, but the keys that open it are gone; put back the copy of the key ring",
        ),
        opened => Ok(opened?),
    }
}

/// Whether these keys are the ones of this database.
pub(crate) async fn check(db: &mut AnyConnection, vault: &Vault) -> Result<()> {
    let (sealed, text_index) =
        db::load_storage_check(db).await?.context("the database does not name its storage keys")?;
    vault.unseal_text(PLACE, &sealed).context("these are the storage keys of another database")?;
    ensure!(vault.index(PLACE, TEXT) == text_index, "the index key is the one of another database");
    Ok(())
}
