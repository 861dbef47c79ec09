//! The digest of a build: what the pages say of themselves, and what somebody who
//! builds the same sources gets.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{read, write};
use crate::stamp;

/// Where a page has the digest.
const META: &str = r#"<meta name="build" content=""#;
const PAGES: [&str; 2] = ["index.html", "office.html"];

/// Writes the digest into the pages, unless that has been done before. It covers every
/// file as it is now: the pages without the digest, the service worker without the list
/// of files, which follows from them.
pub fn mark(site: &Path) -> Result<()> {
    let pages: Vec<_> = PAGES.iter().map(|name| site.join(name)).collect();
    let index = text(&pages[0])?;
    if index.contains(META) {
        return Ok(());
    }
    let digest = digest(site)?;
    for page in &pages {
        let html = text(page)?;
        let title = html.find("<title>").with_context(|| format!("{} has no title", page.display()))?;
        write(page, [&html[..title], META, &digest, r#"">"#, &html[title..]].concat().as_bytes())?;
    }
    Ok(())
}

/// The digest that a page says.
pub fn of_page(html: &str) -> Option<&str> {
    Some(html.split_once(META)?.1.split_once('"')?.0)
}

/// SHA-256 over the names and digests of all files, one a line, by name: what
/// `sha256sum *` prints in the folder.
fn digest(site: &Path) -> Result<String> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(site)? {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a file name of the site is not UTF-8")?;
        if entry.file_type()?.is_file() && !name.ends_with(".br") && !name.ends_with(".gz") {
            lines.push((stamp::hex(&Sha256::digest(read(&entry.path())?)), name));
        }
    }
    lines.sort_by(|(_, one), (_, other)| one.cmp(other));
    let list: String = lines.iter().map(|(digest, name)| format!("{digest}  {name}\n")).collect();
    Ok(stamp::hex(&Sha256::digest(list)))
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}
