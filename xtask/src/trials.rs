//! Long runs of tests that a usual run tries for a few seconds: `cargo xtask model`
//! and `cargo xtask crash`. On PostgreSQL they run behind `cargo xtask postgres`.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{
    binaries::{FEATURES, NATIVE},
    process::{self, cargo},
    setup::{self, Need},
    workspace::Workspace,
};

/// How many random sequences of acts are compared with the model.
pub struct Sequences {
    /// On the rules alone.
    pub rules: u32,
    /// On the issuing unit with its database and real files.
    pub unit: u32,
}

/// Memory is the disk, where the system has one: a try waits for nothing then.
const MEMORY: &str = "/dev/shm";

/// Compares with the model, and tells how many sequences a second that were.
pub fn model(workspace: &Workspace, sequences: &Sequences) -> Result<()> {
    setup::ensure(workspace, &[Need::Compose])?;
    let mut tests = tests(workspace, "model::");
    tests.env("DCERT_MODEL_SEQUENCES", sequences.rules.to_string());
    tests.env("DCERT_MODEL_UNIT_SEQUENCES", sequences.unit.to_string());
    if Path::new(MEMORY).is_dir() {
        tests.env("TMPDIR", MEMORY);
    }
    process::run(&mut tests)
}

/// Kills the path of issuing at every call that makes something last, and fails
/// every one of them.
pub fn crash(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, &[Need::Compose, Need::Trace])?;
    process::run(tests(workspace, "crash::traced").env("DCERT_EVERY_CALL", "1"))
}

/// Tests of `api`, built as `cargo xtask test` builds them, that show what they say.
fn tests(workspace: &Workspace, filter: &str) -> Command {
    let mut tests = cargo();
    tests.args(["test", "--release", "--locked", "--test", "api"]);
    tests.args(NATIVE).args(FEATURES).args([filter, "--", "--nocapture"]);
    tests.current_dir(&workspace.root);
    tests
}
