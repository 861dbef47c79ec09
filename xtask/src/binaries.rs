//! The native programs of the workspace, built once in release for everything:
//! serving, samples, tests and measurements.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    process::{cargo, run},
    workspace::Workspace,
};

/// All packages but the one that only makes sense in a browser.
pub const NATIVE: [&str; 3] = ["--workspace", "--exclude", "web"];

/// The features of everything that is built for tests and measurements, so that one
/// build serves all of them.
pub const FEATURES: [&str; 2] = ["--features", "e2e/journeys,api/fill"];

/// Builds the programs and returns the folder they are in.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    run(cargo()
        .args(["build", "--release", "--locked"])
        .args([
            "--package",
            "api",
            "--package",
            "keys",
            "--package",
            "verifier-wasm",
            "--package",
            "e2e",
            "--bins",
        ])
        .args(FEATURES)
        .current_dir(&workspace.root))?;
    Ok(folder(workspace))
}

/// Where cargo puts the programs.
pub fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("release")
}
