//! `cargo xtask model`: random sequences of acts on the issuing unit with its
//! database and real files, many times as many as a test run tries.

use std::path::Path;

use anyhow::Result;

use crate::{
    process::{self, cargo},
    setup::{self, Need},
    workspace::Workspace,
};

/// The test that reads [`VARIABLE`].
const TEST: &str = "the_issuing_unit_agrees_with_the_model";
const VARIABLE: &str = "DCERT_MODEL_SEQUENCES";

/// Memory is the disk, where the system has one: a try waits for nothing then.
const MEMORY: &str = "/dev/shm";

/// Tries so many sequences, and tells how many a second that were.
pub fn run(workspace: &Workspace, sequences: u32) -> Result<()> {
    setup::ensure(workspace, &[Need::Compose])?;
    let mut test = cargo();
    test.args(["test", "--release", "--locked", "--package", "api", "--test", "api", TEST])
        .args(["--", "--nocapture"])
        .env(VARIABLE, sequences.to_string())
        .current_dir(&workspace.root);
    if Path::new(MEMORY).is_dir() {
        test.env("TMPDIR", MEMORY);
    }
    process::run(&mut test)
}
