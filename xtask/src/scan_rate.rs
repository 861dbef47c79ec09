//! `cargo xtask scan-rate`: how often the code of a printed certificate is read.

use std::{ffi::OsString, process::Command};

use anyhow::{Context, Result};

use crate::{
    binaries,
    process::{self, cargo},
    sample,
    setup::{self, Need},
    workspace::Workspace,
};

/// Makes certificates, and pictures of them.
pub fn run(workspace: &Workspace, options: &[OsString]) -> Result<()> {
    setup::ensure(workspace, &[Need::Compose])?;
    let folder = tempfile::tempdir().context("there is no place for temporary files")?;
    sample::write(workspace, &binaries::build(workspace)?, folder.path())?;
    let build = [
        "build",
        "--release",
        "--locked",
        "--package",
        "rendering",
        "--features",
        "rate",
        "--bin",
        "scan-rate",
    ];
    process::run(cargo().args(build).current_dir(&workspace.root))?;
    let certificates = ["current", "superseded", "revoked", "rare-name"];
    let files = certificates.map(|name| folder.path().join(name).with_extension("pdf"));
    process::run(Command::new(binaries::folder(workspace).join("scan-rate")).args(options).args(files))
}
