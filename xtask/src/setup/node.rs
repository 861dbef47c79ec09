//! Packages of npm: wasm-opt, TypeScript and Lighthouse, which are programs for
//! Node.js; pdf.js, the viewer of Firefox; and axe, which looks for barriers in a page.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::Need;
use crate::{process, workspace::Workspace};

/// A package that npm installs into a folder of its own.
pub struct Package {
    name: &'static str,
    version: &'static str,
    /// A file below `node_modules` that shows that it is there. Asking a program
    /// for its version would take half a second each time.
    wanted: &'static str,
    need: Need,
}

/// wasm-opt.
pub const BINARYEN: Package =
    Package { name: "binaryen", version: "132.0.0", wanted: ".bin/wasm-opt", need: Need::Site };

/// Checks the types of the package that `cargo xtask package` writes.
pub const TYPESCRIPT: Package =
    Package { name: "typescript", version: "6.0.3", wanted: ".bin/tsc", need: Need::Types };

/// Lighthouse. Newer ones want a newer Node.js than Debian 12 has.
pub const LIGHTHOUSE: Package = Package {
    name: "lighthouse",
    version: "12.8.2",
    wanted: "lighthouse/cli/index.js",
    need: Need::Lighthouse,
};

/// pdf.js. Newer ones want a newer Node.js than Debian 12 has.
pub const PDFJS: Package = Package {
    name: "pdfjs-dist",
    version: "4.8.69",
    wanted: "pdfjs-dist/legacy/build/pdf.mjs",
    need: Need::Spoil,
};

/// Finds what keeps people from using a page.
pub const AXE: Package =
    Package { name: "axe-core", version: "4.14.1", wanted: "axe-core/axe.min.js", need: Need::Browser };

/// Installs what the needs call for.
pub fn ensure(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    [BINARYEN, TYPESCRIPT, LIGHTHOUSE, PDFJS, AXE]
        .iter()
        .filter(|package| needs.contains(&package.need))
        .try_for_each(|package| package.install(workspace))
}

impl Package {
    /// Where it is installed.
    pub fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.cache.join(self.name)
    }

    /// Its programs.
    pub fn programs(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join("node_modules/.bin")
    }

    /// Installs it unless it is there. What it could use besides is left out: that
    /// needs compilers, and nothing here draws.
    fn install(&self, workspace: &Workspace) -> Result<()> {
        let (name, version, folder) = (self.name, self.version, self.folder(workspace));
        if self.installed(&folder).as_deref() == Some(version) {
            return Ok(());
        }
        println!("installing {name} {version}");
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        process::run(
            Command::new("npm")
                .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional"])
                .args(["--loglevel=error", "--prefix"])
                .arg(&folder)
                .arg(format!("{name}@{version}")),
        )?;
        match self.installed(&folder) {
            Some(found) if found == version => Ok(()),
            found => bail!("npm installed {name} {found:?} where {version} was asked for"),
        }
    }

    fn installed(&self, folder: &Path) -> Option<String> {
        let modules = folder.join("node_modules");
        let manifest = fs::read(modules.join(self.name).join("package.json")).ok()?;
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).ok()?;
        modules.join(self.wanted).is_file().then(|| manifest["version"].as_str().map(str::to_owned))?
    }
}
