//! Scripts, styles and pages without what only people read. Trunk's own way to make them
//! small gives another order of names with every build and does not know
//! `export default`, so it is off.

use std::path::Path;

use anyhow::{Context, Result};

use super::{page, read, remove_with_compressed, short_hash, write};

/// A script or style without comment lines, blank lines and indentation. Ours, and the
/// glue of wasm-bindgen, have neither texts nor templates over several lines, which this
/// would change.
pub fn squeezed(source: &str) -> String {
    let mut squeezed = String::with_capacity(source.len());
    let mut in_comment = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("/*") {
            in_comment = true;
        }
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            squeezed += line;
            squeezed.push('\n');
        }
        if line.ends_with("*/") {
            in_comment = false;
        }
    }
    squeezed
}

/// A page without blank lines and indentation.
pub fn squeezed_page(html: &str) -> String {
    let lines: Vec<_> = html.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n") + "\n"
}

/// Squeezes the style that Trunk has put into the page, and names it by what is left.
pub fn style_of_page(site: &Path, html: &str) -> Result<String> {
    let link = page::links(html, "stylesheet").first().copied().context("index.html has no style")?;
    let old = page::address(link).context("the style has no address")?;
    let path = site.join(old.trim_start_matches('/'));
    let before = read(&path)?;
    let after = squeezed(&String::from_utf8_lossy(&before)).into_bytes();
    if after == before {
        return Ok(html.to_owned());
    }
    let new = format!("style-{}.css", short_hash(&after));
    remove_with_compressed(&path)?;
    write(&site.join(&new), &after)?;
    let integrity = (page::integrity(&before), page::integrity(&after));
    Ok(html.replace(old, &format!("/{new}")).replace(&integrity.0, &integrity.1))
}
