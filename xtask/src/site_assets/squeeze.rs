//! The glue of wasm-bindgen without its comments and indentation: Trunk cannot make
//! it smaller, as its parser does not know `export default`.

use std::{fs, path::Path};

use anyhow::Result;

use super::{page, read, write};

/// A script without comment lines, blank lines and indentation. The glue has neither
/// texts nor templates over several lines, which this would change.
pub fn squeezed(script: &str) -> String {
    let mut squeezed = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
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

/// Squeezes the glue of the page's own program, whose integrity the page names.
pub fn glue_of_page(site: &Path, mut html: String) -> Result<String> {
    for entry in fs::read_dir(site)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("web-") && name.ends_with(".js") {
            let before = read(&path)?;
            let after = squeezed(&String::from_utf8_lossy(&before)).into_bytes();
            write(&path, &after)?;
            html = html.replace(&page::integrity(&before), &page::integrity(&after));
        }
    }
    Ok(html)
}
