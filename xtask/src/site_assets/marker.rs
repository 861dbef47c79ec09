//! A mark in the modules that depends on where cargo keeps its downloads: a macro of
//! `wasm_split_helpers`, which Leptos brings along, writes a digest of its own path,
//! `_WASM_SPLIT_MARKER_0123456789abcdef`. Nothing here reads it, so every build gets
//! the same one.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{page, read, short_hash, write};

const MARK: &[u8] = b"_WASM_SPLIT_MARKER_";
const DIGITS: usize = 16;

/// Takes the path out of all modules. Trunk has named that of the page by its content,
/// so it gets another name, with its glue, and the page another integrity.
pub fn neutralise(site: &Path, mut html: String) -> Result<String> {
    for entry in fs::read_dir(site)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).context("a file name is not UTF-8")?;
        if !name.ends_with(".wasm") {
            continue;
        }
        let before = read(&path)?;
        let after = without_path(&before);
        if after == before {
            continue;
        }
        write(&path, &after)?;
        if let Some(stem) = name.strip_suffix("_bg.wasm").filter(|stem| stem.starts_with("web-")) {
            let new = format!("web-{}", short_hash(&after));
            for end in ["_bg.wasm", ".js"] {
                fs::rename(site.join(format!("{stem}{end}")), site.join(format!("{new}{end}")))
                    .with_context(|| format!("could not rename {stem}{end}"))?;
            }
            html = html.replace(stem, &new).replace(&page::integrity(&before), &page::integrity(&after));
        }
    }
    Ok(html)
}

/// The module with noughts for the digits. The length stays, so nothing in it moves.
fn without_path(module: &[u8]) -> Vec<u8> {
    let mut module = module.to_owned();
    let places: Vec<_> =
        module.windows(MARK.len()).enumerate().filter(|(_, part)| *part == MARK).map(|(at, _)| at).collect();
    for at in places {
        let start = at + MARK.len();
        if let Some(digits) = module.get_mut(start..start + DIGITS)
            && digits.iter().all(u8::is_ascii_hexdigit)
        {
            digits.fill(b'0');
        }
    }
    module
}
