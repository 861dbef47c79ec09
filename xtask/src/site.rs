//! The web application, built by Trunk for one set of anchors.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    process::{builder, run},
    setup, stamp,
    workspace::Workspace,
};

/// What the site is made from.
const SOURCES: [&str; 14] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "certificate",
    "codes",
    "diagnosis",
    "keys",
    "rendering",
    "scan",
    "verifier-wasm",
    "web",
    "xtask/src/site_assets",
    "xtask/src/site_assets.rs",
];

/// Builds the site that trusts `anchors`, unless nothing has changed since the
/// last time. `name` tells sites for different anchors apart.
pub fn build(workspace: &Workspace, name: &str, anchors: &Path) -> Result<PathBuf> {
    let anchors = anchors.canonicalize().with_context(|| format!("there is no {}", anchors.display()))?;
    let folder = workspace.target.join("site");
    let (site, mark) = (folder.join(name), folder.join(format!("{name}.sha256")));
    let wanted = stamp(workspace, &anchors)?;
    if fs::read_to_string(&mark).is_ok_and(|found| found == wanted) && site.join("index.html").is_file() {
        println!("the site is up to date");
        return Ok(site);
    }
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let trunk = setup::TRUNK.find(workspace).context("Trunk is missing")?;
    run(builder(trunk)
        .args(["build", "--release", "--locked", "--offline", "--dist"])
        .arg(&site)
        .current_dir(&workspace.root)
        .env("DCERT_ANCHORS", &anchors)
        .env("PATH", setup::path(workspace)?)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk 0.21 takes this for one of its own options and wants `true`.
        .env_remove("NO_COLOR"))?;
    fs::write(&mark, wanted).with_context(|| format!("could not write {}", mark.display()))?;
    Ok(site)
}

fn stamp(workspace: &Workspace, anchors: &Path) -> Result<String> {
    let sources: Vec<_> = SOURCES.iter().map(|name| workspace.root.join(name)).collect();
    let sources = stamp::of(&workspace.root, &sources)?;
    let anchors = stamp::of(anchors, &[anchors.to_owned()])?;
    // Whom to ask is compiled in.
    let contact = env::var("DCERT_CONTACT").unwrap_or_default();
    Ok(format!("{sources} {anchors} {contact}\n"))
}
