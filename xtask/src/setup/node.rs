//! Programs that are published for Node.js, each in a folder of its own.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use super::Need;
use crate::{process, workspace::Workspace};

/// A program that npm installs.
pub struct Tool {
    package: &'static str,
    program: &'static str,
    /// Exactly this version.
    version: &'static str,
    need: Need,
}

/// Makes WebAssembly smaller.
pub const WASM_OPT: Tool =
    Tool { package: "binaryen", program: "wasm-opt", version: "132.0.0", need: Need::Site };

/// Checks the types of the JavaScript package.
pub const TYPESCRIPT: Tool =
    Tool { package: "typescript", program: "tsc", version: "6.0.3", need: Need::Types };

/// Installs what the needs call for, unless it is there.
pub fn ensure(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    [WASM_OPT, TYPESCRIPT]
        .iter()
        .filter(|tool| needs.contains(&tool.need))
        .try_for_each(|tool| tool.ensure(workspace))
}

impl Tool {
    /// The program.
    pub fn path(&self, workspace: &Workspace) -> PathBuf {
        self.bin(workspace).join(self.program)
    }

    /// The folder that holds the program.
    pub fn bin(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join("node_modules/.bin")
    }

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.cache.join(self.package)
    }

    fn ensure(&self, workspace: &Workspace) -> Result<()> {
        let Self { package, version, .. } = self;
        if self.installed_version(workspace).as_deref() == Some(version) {
            return Ok(());
        }
        println!("installing {package} {version}");
        let folder = self.folder(workspace);
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        process::run(
            Command::new("npm")
                .args([
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--ignore-scripts",
                    "--loglevel=error",
                    "--prefix",
                ])
                .arg(&folder)
                .arg(format!("{package}@{version}")),
        )?;
        match self.installed_version(workspace) {
            Some(found) if found == *version => Ok(()),
            found => bail!("npm installed {package} {found:?} where {version} was asked for"),
        }
    }

    /// Asking the program itself would take half a second each time, so its
    /// package is asked.
    fn installed_version(&self, workspace: &Workspace) -> Option<String> {
        let manifest = self.folder(workspace).join("node_modules").join(self.package).join("package.json");
        let manifest: serde_json::Value = serde_json::from_slice(&fs::read(manifest).ok()?).ok()?;
        let version = manifest["version"].as_str()?.to_owned();
        self.path(workspace).is_file().then_some(version)
    }
}
