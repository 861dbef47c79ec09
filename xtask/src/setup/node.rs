//! wasm-opt, which is published as a program for Node.js.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{process, workspace::Workspace};

const VERSION: &str = "132.0.0";

/// The folder that holds `wasm-opt`.
pub fn programs(workspace: &Workspace) -> PathBuf {
    workspace.cache.join("binaryen/node_modules/.bin")
}

/// Installs wasm-opt unless it is there. Asking the program for its version
/// would take half a second each time, so the package is asked.
pub fn wasm_opt(workspace: &Workspace) -> Result<()> {
    let folder = workspace.cache.join("binaryen");
    if installed_version(&folder).as_deref() == Some(VERSION) {
        return Ok(());
    }
    println!("installing wasm-opt {VERSION}");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    process::run(
        Command::new("npm")
            .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--prefix"])
            .arg(&folder)
            .arg(format!("binaryen@{VERSION}")),
    )?;
    match installed_version(&folder) {
        Some(version) if version == VERSION => Ok(()),
        found => bail!("npm installed binaryen {found:?} where {VERSION} was asked for"),
    }
}

fn installed_version(folder: &Path) -> Option<String> {
    let manifest = fs::read(folder.join("node_modules/binaryen/package.json")).ok()?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).ok()?;
    folder
        .join("node_modules/.bin/wasm-opt")
        .is_file()
        .then(|| manifest["version"].as_str().map(str::to_owned))?
}
