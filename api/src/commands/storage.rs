//! Commands about what is kept at rest: back-up, restore, check, storage keys.

use std::path::Path;

use anyhow::{Result, bail, ensure};
use api::{IssuingUnit, KeyId, Occasion, Settings, now};
use clap::Subcommand;

use crate::print;

#[derive(Subcommand)]
pub(crate) enum StorageKeyCommand {
    /// List the keys and what each seals, one JSON object a line
    List,
    /// Add a key and seal everything with it; also finishes a rotation that was cut off
    Rotate,
    /// Take a key out of the ring that seals nothing any more
    Retire {
        /// The key, as `list` prints it
        key: KeyId,
    },
}

pub(crate) async fn storage_key(
    unit: &IssuingUnit,
    command: StorageKeyCommand,
    occasion: Occasion<'_>,
) -> Result<()> {
    match command {
        StorageKeyCommand::List => unit.storage_keys().await?.iter().try_for_each(print),
        StorageKeyCommand::Rotate => {
            let resealed = unit.rotate_storage_key(occasion).await?;
            print(&resealed)?;
            fail_with(&resealed.faults)
        }
        StorageKeyCommand::Retire { key } => unit.retire_storage_key(key, occasion).await,
    }
}

pub(crate) async fn backup(unit: &IssuingUnit, out: &Path, occasion: Occasion<'_>) -> Result<()> {
    print(&unit.backup(out, occasion).await?)?;
    say("the storage keys and the signing hierarchy are not in the backup; \
         without a copy of both, kept apart, it is worth nothing");
    Ok(())
}

pub(crate) async fn restore(settings: Settings, from: &Path) -> Result<()> {
    let restored = api::restore(settings, from, now()).await?;
    print(&restored)?;
    ensure!(
        restored.faults.is_empty(),
        "everything was restored, but no list was published, for the backup is not sound:\n{}",
        restored.faults.join("\n")
    );
    say(&format!("what happened after {} is not in the backup and must be done again", restored.made_at));
    Ok(())
}

pub(crate) async fn check(unit: &IssuingUnit) -> Result<()> {
    let checked = unit.check().await?;
    print(&checked)?;
    fail_with(&checked.faults())
}

fn fail_with(faults: &[String]) -> Result<()> {
    if faults.is_empty() { Ok(()) } else { bail!("{}", faults.join("\n")) }
}

/// For the person at the terminal; the answer for programs is on standard output.
fn say(sentence: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "api: {sentence}");
}
