//! The last step of a build of the site, called by Trunk as its post-build hook.
//!
//! Trunk leaves three things that this site cannot use as they are:
//!
//! - It starts the application from an inline script, which the server's content
//!   security policy forbids. The script moves to a file of its own.
//! - It names the files of a worker without a content hash, so that a browser
//!   could pair a new page with an old worker. Loader and glue become one hashed
//!   file; the page finds it in `<meta name="verifier-worker">`.
//! - It does not compress. The server sends `NAME.br` or `NAME.gz` as they are.
//!
//! Running it twice gives the same files.

mod compress;
mod page;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::stamp;
pub use compress::brotli;

/// The crate whose worker the page starts.
const WORKER: &str = "verifier-wasm";

/// Runs on the folder that Trunk names.
pub fn run() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR").context("Trunk calls this, with TRUNK_STAGING_DIR set")?;
    finish(Path::new(&staging))
}

fn finish(site: &Path) -> Result<()> {
    let index = site.join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("could not read {}", index.display()))?;
    let (html, scripts) = page::without_inline_scripts(&html)?;
    for script in &scripts {
        write(&site.join(&script.name), script.source.as_bytes())?;
    }
    let html = match bundle_worker(site)? {
        Some(name) => page::with_worker(&html, &format!("/{name}"))?,
        None => html,
    };
    page::refuse_inline(&html)?;
    write(&index, html.as_bytes())?;
    compress::folder(site)
}

/// Joins the worker's glue and its start into one file named by its content, and
/// names the module by its content. `None` when that has been done before.
fn bundle_worker(site: &Path) -> Result<Option<String>> {
    let glue_path = site.join(format!("{WORKER}.js"));
    let module_path = site.join(format!("{WORKER}_bg.wasm"));
    if !glue_path.is_file() {
        return match find_bundle(site)? {
            Some(_) => Ok(None),
            None => bail!("Trunk made no {WORKER}.js: is the worker's link missing in index.html?"),
        };
    }
    let module = read(&module_path)?;
    let module_name = format!("{WORKER}-{}.wasm", short_hash(&module));
    let glue = String::from_utf8(read(&glue_path)?).context("the worker's glue is not text")?;
    let source = format!("{glue}\nwasm_bindgen({{ module_or_path: \"./{module_name}\" }});\n");
    let bundle_name = format!("{WORKER}-{}.js", short_hash(source.as_bytes()));
    write(&site.join(&module_name), &module)?;
    write(&site.join(&bundle_name), source.as_bytes())?;
    for name in [format!("{WORKER}.js"), format!("{WORKER}_bg.wasm"), format!("{WORKER}_loader.js")] {
        remove_with_compressed(&site.join(name))?;
    }
    Ok(Some(bundle_name))
}

fn find_bundle(site: &Path) -> Result<Option<PathBuf>> {
    let prefix = format!("{WORKER}-");
    for entry in fs::read_dir(site)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(&prefix) && name.ends_with(".js") {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn remove_with_compressed(path: &Path) -> Result<()> {
    for suffix in ["", ".br", ".gz"] {
        let path = PathBuf::from(format!("{}{suffix}", path.display()));
        if path.is_file() {
            fs::remove_file(&path).with_context(|| format!("could not remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// Sixteen hexadecimal characters of the SHA-256: enough to tell builds apart.
fn short_hash(bytes: &[u8]) -> String {
    stamp::hex(&Sha256::digest(bytes)[..8])
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("could not read {}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("could not write {}", path.display()))
}

#[cfg(test)]
mod tests;
