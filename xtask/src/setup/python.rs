//! pyHanko, the unrelated verifier, in a virtual environment of its own.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{process, stamp, workspace::Workspace};

/// The interpreter of the environment.
pub fn interpreter(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("bin/python")
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.cache.join("python")
}

/// Makes the environment unless it is there with these very requirements.
pub fn environment(workspace: &Workspace) -> Result<()> {
    let requirements = workspace.root.join("tests/pyhanko/requirements.txt");
    let wanted = stamp::of(&workspace.root, std::slice::from_ref(&requirements))?;
    let folder = folder(workspace);
    let mark = folder.join("requirements.sha256");
    if fs::read_to_string(&mark).is_ok_and(|found| found == wanted) && works(workspace) {
        return Ok(());
    }
    println!("installing pyHanko into {}", folder.display());
    process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    process::run(
        Command::new(interpreter(workspace))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(&requirements),
    )?;
    fs::write(&mark, wanted).with_context(|| format!("could not write {}", mark.display()))
}

/// The interpreter the environment was made from may be gone since.
fn works(workspace: &Workspace) -> bool {
    process::output(Command::new(interpreter(workspace)).args(["-c", "import pyhanko"])).is_ok()
}
