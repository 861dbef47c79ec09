//! `cargo xtask reproducible`: builds the site twice from nothing, in two folders and
//! with two homes of cargo, and compares every file. Takes half an hour on two cores,
//! so it is no part of `cargo xtask test`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    files, process,
    setup::{self, Need},
    site::Place,
    workspace::Workspace,
};

/// Two folders whose names differ in length, too.
const FOLDERS: [&str; 2] = ["a", "another/place/for-the-sources"];

/// Builds twice, or once where there is a site to compare with; fails if a file differs.
pub fn run(workspace: &Workspace, given: Option<&Path>) -> Result<()> {
    setup::ensure(workspace, &[Need::Site])?;
    setup::fetch(workspace)?;
    let folder = tempfile::tempdir().context("there is no place for temporary files")?;
    // The sites stay, so that what differs can be looked at.
    let kept = workspace.target.join("reproducible");
    if kept.is_dir() {
        fs::remove_dir_all(&kept).with_context(|| format!("could not remove {}", kept.display()))?;
    }
    fs::create_dir_all(&kept).with_context(|| format!("could not make {}", kept.display()))?;
    let mut sites = Vec::from_iter(given.map(Path::to_owned));
    // The second folder has the other home of cargo.
    for (number, name) in FOLDERS.iter().enumerate().skip(sites.len()) {
        let place = prepare(workspace, &folder.path().join(name), number > 0)?;
        let site = kept.join(name.replace('/', "-"));
        println!("building in {}", place.root.display());
        let anchors = env::var_os("DCERT_ANCHORS").map(PathBuf::from);
        place.build(workspace, anchors.as_deref(), &site)?;
        // Room for the next one.
        fs::remove_dir_all(&place.target)?;
        sites.push(site);
    }
    compare(&sites[0], &sites[1])
}

/// Copies the sources; with a home of cargo under another name where that is asked for.
fn prepare(workspace: &Workspace, folder: &Path, other_home: bool) -> Result<Place> {
    let mut place = Place::of(workspace)?;
    place.root = folder.join("sources");
    place.target = folder.join("target");
    let list = process::output(
        Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&workspace.root),
    )?;
    for name in list.split('\0').filter(|name| !name.is_empty()) {
        copy(&workspace.root.join(name), &place.root.join(name))?;
    }
    if other_home {
        place.cargo_home = linked(&place.cargo_home, &folder.join("home-of-cargo"))?;
    }
    Ok(place)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let parent = to.parent().context("a file lies in a folder")?;
    fs::create_dir_all(parent).with_context(|| format!("could not make {}", parent.display()))?;
    // A file may have been deleted without git having been told.
    if from.is_file() {
        fs::copy(from, to).with_context(|| format!("could not copy {}", from.display()))?;
    }
    Ok(())
}

/// A folder with links to all that is in another one.
fn linked(from: &Path, to: &Path) -> Result<PathBuf> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("could not list {}", from.display()))? {
        let entry = entry?;
        #[cfg(unix)]
        std::os::unix::fs::symlink(entry.path(), to.join(entry.file_name()))?;
        #[cfg(not(unix))]
        bail!("{} cannot be linked on this system", entry.path().display());
    }
    Ok(to.to_owned())
}

fn compare(one: &Path, other: &Path) -> Result<()> {
    let (names, other_names) = (names(one)?, names(other)?);
    let mut differing = Vec::new();
    for name in names.iter().chain(other_names.iter().filter(|name| !names.contains(name))) {
        let same = match (fs::read(one.join(name)), fs::read(other.join(name))) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        };
        if !same {
            differing.push(name.display().to_string());
        }
    }
    ensure!(!names.is_empty(), "nothing was built");
    if differing.is_empty() {
        println!("{} files, the same in both builds", names.len());
        return Ok(());
    }
    bail!("{} of {} files differ: {}", differing.len(), names.len(), differing.join(", "))
}

fn names(site: &Path) -> Result<Vec<PathBuf>> {
    let below = files::below(site)?;
    below.iter().map(|path| Ok(path.strip_prefix(site)?.to_owned())).collect()
}
