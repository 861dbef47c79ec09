//! `cargo xtask package DIR`: the verifier as a folder that other JavaScript
//! projects embed. Its parts lie in `verifier-wasm/package`; the module, its glue
//! and the names of all findings are made here.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    process::{self, cargo},
    setup::{self, Need},
    stamp,
    workspace::{self, Workspace},
};
use anyhow::{Context, Result, ensure};
use certificate::FindingCode;

/// Copied as they are.
const PARTS: [&str; 5] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "node.js", "verifier.js"];

/// What the package is made from.
const SOURCES: [&str; 6] =
    ["Cargo.lock", "Cargo.toml", "certificate", "keys", "verifier-wasm", "xtask/src/package.rs"];

/// Stands in `verifier.d.ts` where all codes go.
const CODES: &str = "__FINDING_CODES__";

/// As in `web/index.html`: what every browser of today understands.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// Sets up, builds and writes the package.
pub fn run(workspace: &Workspace, folder: &Path) -> Result<()> {
    workspace::refuse_unless_empty(folder)?;
    setup::ensure(workspace, &[Need::Site])?;
    write(workspace, folder, env::var_os("DCERT_ANCHORS").map(PathBuf::from).as_deref())?;
    println!("{}", folder.display());
    Ok(())
}

/// Builds the package that the tests embed, unless nothing has changed since the
/// last time. It trusts the official roots only.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let (folder, mark) = (workspace.target.join("package"), workspace.target.join("package.sha256"));
    let sources: Vec<_> = SOURCES.iter().map(|name| workspace.root.join(name)).collect();
    let wanted = stamp::of(&workspace.root, &sources)?;
    if fs::read_to_string(&mark).is_ok_and(|found| found == wanted) && folder.is_dir() {
        println!("the package is up to date");
        return Ok(folder);
    }
    if folder.is_dir() {
        fs::remove_dir_all(&folder).with_context(|| format!("could not remove {}", folder.display()))?;
    }
    write(workspace, &folder, None)?;
    write_text(&mark, &wanted)?;
    Ok(folder)
}

/// Makes everything in a temporary folder and copies it at the end, so that a
/// failure leaves nothing half-written. `anchors` are embedded beside the
/// official ones.
pub fn write(workspace: &Workspace, folder: &Path, anchors: Option<&Path>) -> Result<()> {
    let made = tempfile::tempdir().context("there is no place for temporary files")?;
    let made = made.path();
    let module = compile(workspace, anchors)?;
    bind(workspace, &module, made)?;
    let parts = workspace.root.join("verifier-wasm/package");
    for name in PARTS {
        copy(&parts.join(name), &made.join(name))?;
    }
    write_text(&made.join("verifier.d.ts"), &types(&read_text(&parts.join("verifier.d.ts"))?)?)?;
    write_text(&made.join("package.json"), &manifest(&read_text(&parts.join("package.json"))?))?;
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    for entry in fs::read_dir(made)? {
        let entry = entry?;
        copy(&entry.path(), &folder.join(entry.file_name()))?;
    }
    Ok(())
}

/// The module as the compiler leaves it.
fn compile(workspace: &Workspace, anchors: Option<&Path>) -> Result<PathBuf> {
    let mut build = cargo();
    build
        .args(["build", "--locked", "--package", "verifier-wasm", "--lib"])
        .args(["--no-default-features", "--features", "package"])
        .args(["--target", "wasm32-unknown-unknown", "--profile", "wasm"])
        .current_dir(&workspace.root);
    match anchors {
        Some(anchors) => build.env("DCERT_ANCHORS", anchors),
        None => build.env_remove("DCERT_ANCHORS"),
    };
    process::run(&mut build)?;
    Ok(workspace.target.join("wasm32-unknown-unknown/wasm/verifier_wasm.wasm"))
}

/// `glue.js` and the small `verifier.wasm`.
fn bind(workspace: &Workspace, module: &Path, folder: &Path) -> Result<()> {
    let bindgen = setup::WASM_BINDGEN.find(workspace).context("wasm-bindgen is missing")?;
    process::run(
        Command::new(bindgen)
            .args(["--target", "web", "--no-typescript", "--omit-default-module-path", "--out-name", "glue"])
            .arg("--out-dir")
            .arg(folder)
            .arg(module),
    )?;
    let bound = folder.join("glue_bg.wasm");
    process::run(
        Command::new(setup::BINARYEN.programs(workspace).join("wasm-opt"))
            .arg("-Oz")
            .args(WASM_FEATURES)
            .arg(&bound)
            .arg("-o")
            .arg(folder.join("verifier.wasm")),
    )?;
    fs::remove_file(&bound).with_context(|| format!("could not remove {}", bound.display()))
}

/// The types, with every code that there is.
fn types(template: &str) -> Result<String> {
    ensure!(template.matches(CODES).count() == 1, "verifier.d.ts does not name {CODES} once");
    let codes: String = FindingCode::ALL.iter().map(|code| format!("\n  | \"{code}\"")).collect();
    Ok(template.replace(CODES, &codes))
}

/// `package.json`, with the version and the licence of the workspace. Filled in as
/// text, since the order of its conditions has a meaning.
fn manifest(template: &str) -> String {
    template
        .replace("__VERSION__", env!("CARGO_PKG_VERSION"))
        .replace("__LICENSE__", env!("CARGO_PKG_LICENSE"))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("could not copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

fn write_text(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_name_every_code() {
        let types = types(include_str!("../../verifier-wasm/package/verifier.d.ts")).unwrap();
        for code in FindingCode::ALL {
            assert_eq!(types.matches(&format!("| \"{code}\"")).count(), 1, "{code}");
        }
        assert!(super::types("no place").is_err());
    }

    #[test]
    fn the_manifest_has_version_licence_and_no_dependency() {
        let text = manifest(include_str!("../../verifier-wasm/package/package.json"));
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(manifest["license"], "Apache-2.0 OR MIT");
        assert!(!text.to_lowercase().contains("dependencies"));
    }
}
