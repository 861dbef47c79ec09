//! The service worker and the script that registers it.
//!
//! The worker keeps what the page of verification is made of: the page, the files it
//! names, and the files that those name. Each stands in the worker with its digest,
//! so that the browser keeps all of one build or nothing of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use super::{page, read, remove_with_compressed, short_hash, squeeze::squeezed, write};

/// Where the page registers the service worker.
pub const ADDRESS: &str = "/service-worker.js";
const WORKER: &str = "service-worker.js";
const SCRIPT: &str = "offline.js";
/// Where the build writes into the worker.
const FILES: &str = "__FILES__";
const VERSION: &str = "__VERSION__";

/// The registering script, whose names are its own, for the script of the page; its file
/// goes.
pub fn script(site: &Path) -> Result<String> {
    let path = site.join(SCRIPT);
    ensure!(path.is_file(), "Trunk copied no {SCRIPT}: is its link missing in index.html?");
    let source = squeezed(&String::from_utf8_lossy(&read(&path)?));
    remove_with_compressed(&path)?;
    Ok(format!("{{\n{source}}}\n"))
}

/// Writes the files of the page into the worker, unless that has been done before.
/// The page itself must be complete.
pub fn finish_worker(site: &Path) -> Result<()> {
    let path = site.join(WORKER);
    let source = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    if !source.contains(FILES) {
        return Ok(());
    }
    let files = serde_json::to_string_pretty(&files(site)?)?;
    let version = short_hash(&Sha256::digest(files.as_bytes()));
    write(&path, squeezed(&source).replace(FILES, &files).replace(VERSION, &version).as_bytes())
}

/// The digests of what the page needs, by address.
fn files(site: &Path) -> Result<BTreeMap<String, String>> {
    let names = needed(site)?;
    let address = |name: &str| if name == "index.html" { "/".to_owned() } else { format!("/{name}") };
    names.iter().map(|name| Ok((address(name), page::integrity(&read(&site.join(name))?)))).collect()
}

/// The page, what it names, what that names, and so on.
fn needed(site: &Path) -> Result<BTreeSet<String>> {
    let names = names(site)?;
    let mut needed = BTreeSet::new();
    let mut unread = vec!["index.html".to_owned()];
    while let Some(name) = unread.pop() {
        let bytes = read(&site.join(&name))?;
        let is_new = needed.insert(name);
        if let (true, Ok(text)) = (is_new, std::str::from_utf8(&bytes)) {
            unread.extend(names.iter().filter(|name| text.contains(name.as_str())).cloned());
        }
    }
    Ok(needed)
}

/// What the worker can keep: not the compressed copies, and not the worker itself.
fn names(site: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(site)? {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a file name of the site is not UTF-8")?;
        let is_kept = !name.ends_with(".br") && !name.ends_with(".gz") && name != WORKER;
        if is_kept && entry.file_type()?.is_file() {
            names.push(name);
        }
    }
    Ok(names)
}
