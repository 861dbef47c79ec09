//! Tools that are Rust programs, by `cargo install`.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use super::Need;
use crate::{
    process::{self, cargo},
    workspace::Workspace,
};

/// A program that `cargo install` makes.
pub struct Tool {
    /// The package.
    pub package: &'static str,
    /// The program it installs.
    pub program: &'static str,
    /// Exactly this version.
    pub version: &'static str,
    need: Need,
    features: &'static [&'static str],
    minutes: &'static str,
}

/// Builds the web application. 0.22 wants a newer compiler. Without its TLS and
/// update check, which this project never uses, it compiles in half the time.
pub const TRUNK: Tool = Tool {
    package: "trunk",
    program: "trunk",
    version: "0.21.14",
    need: Need::Site,
    features: &["--no-default-features"],
    minutes: "about 3 minutes",
};

/// Must be the version of the `wasm-bindgen` crate in the lock file.
pub const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: "0.2.126",
    need: Need::Site,
    features: &[],
    minutes: "about 2 minutes",
};

/// Checks licences, sources and duplicates of the dependencies.
pub const CARGO_DENY: Tool = Tool {
    package: "cargo-deny",
    program: "cargo-deny",
    version: "0.20.2",
    need: Need::Licences,
    features: &[],
    minutes: "about 2 minutes",
};

/// Drives Firefox.
pub const GECKODRIVER: Tool = Tool {
    package: "geckodriver",
    program: "geckodriver",
    version: "0.37.1",
    need: Need::Firefox,
    features: &[],
    minutes: "about 2 minutes",
};

/// Builds the fuzz targets. Without a sanitizer, of which code that forbids
/// `unsafe` has little, the pinned stable compiler is enough.
pub const CARGO_FUZZ: Tool = Tool {
    package: "cargo-fuzz",
    program: "cargo-fuzz",
    version: "0.13.2",
    need: Need::Fuzz,
    features: &[],
    minutes: "about 1 minute",
};

/// The tools that the needs call for and that are not there in their version.
pub fn missing(workspace: &Workspace, needs: &[Need]) -> Vec<Tool> {
    [TRUNK, WASM_BINDGEN, CARGO_DENY, GECKODRIVER, CARGO_FUZZ]
        .into_iter()
        .filter(|tool| needs.contains(&tool.need) && tool.find(workspace).is_none())
        .collect()
}

impl Tool {
    /// The program in the right version: in the cache, or else on the PATH.
    pub fn find(&self, workspace: &Workspace) -> Option<PathBuf> {
        let cached = workspace.tools().join("bin").join(self.program);
        [Some(cached), process::find_program(self.program)].into_iter().flatten().find(|path| {
            // `trunk 0.21.14`, `wasm-bindgen 0.2.126`, `cargo-deny 0.20.2`,
            // `cargo-fuzz 0.13.2`, `geckodriver 0.37.1 (…)`
            process::output(Command::new(path).arg("--version"))
                .is_ok_and(|text| text.split_whitespace().nth(1) == Some(self.version))
        })
    }

    /// Compiles it into the cache.
    pub fn install(&self, workspace: &Workspace) -> Result<()> {
        println!("installing {} {} ({})", self.package, self.version, self.minutes);
        process::run(
            cargo()
                .args(["install", "--locked", self.package, "--version", self.version])
                .args(self.features)
                .arg("--root")
                .arg(workspace.tools())
                // Kept until all tools are there: a run that was stopped goes
                // on where it was, and the tools share some dependencies.
                .env("CARGO_TARGET_DIR", build_folder(workspace))
                // Two of them ask for the slowest optimisation there is. They work
                // for seconds; compiling them that way takes many minutes.
                .envs(
                    [("OPT_LEVEL", "1"), ("LTO", "off"), ("CODEGEN_UNITS", "16")]
                        .map(|(setting, value)| (format!("CARGO_PROFILE_RELEASE_{setting}"), value)),
                )
                // Not the root of the tree, whose toolchain file and
                // configuration are for its own crates.
                .current_dir(workspace.cache_folder()?),
        )
    }
}

fn build_folder(workspace: &Workspace) -> PathBuf {
    workspace.cache.join("build")
}

/// Removes what compiling the tools left behind.
pub fn remove_build_folder(workspace: &Workspace) -> Result<()> {
    let folder = build_folder(workspace);
    if folder.is_dir() {
        fs::remove_dir_all(&folder).with_context(|| format!("could not remove {}", folder.display()))?;
    }
    Ok(())
}
