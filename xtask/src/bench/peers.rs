//! The browser bundle of Blockcerts, which also verifies credentials in a page.

use std::{fs, process::Command};

use anyhow::{Context, Result};

use crate::process::output;

const PACKAGE: &str = "@blockcerts/cert-verifier-js@6.35.0";

/// Its length after brotli, compressed as our own site is. The reason where the
/// package cannot be had.
pub fn blockcerts() -> Result<usize> {
    let folder = tempfile::tempdir()?;
    let pack = output(
        Command::new("npm").args(["pack", "--silent", "--pack-destination"]).arg(folder.path()).arg(PACKAGE),
    )?;
    let archive = folder.path().join(pack.lines().last().context("npm named no file")?.trim());
    output(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(folder.path()))?;
    let bundle = fs::read(folder.path().join("package/dist/verifier-iife.js"))?;
    Ok(crate::site_assets::brotli(&bundle)?.len())
}
