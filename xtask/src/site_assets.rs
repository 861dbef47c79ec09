//! The last step of a build of the site, called by Trunk as its post-build hook.
//!
//! Trunk leaves eight things that this site cannot use as they are:
//!
//! - It starts the application from an inline script, which the server's content
//!   security policy forbids. The script moves to a file, with all else that runs first.
//! - It names the files of a worker without a content hash, so that a browser
//!   could pair a new page with an old worker. Loader and glue become one hashed
//!   file; the page finds it in a `<meta>`, e.g. `name="verifier-worker"`.
//! - It knows one page. The office pages are a second one, `office.html`, with a
//!   program of its own, which Trunk builds as if it were a worker.
//! - It knows nothing of working without a network: the service worker gets the
//!   list of all files of this build, with their digests.
//! - The annex, which the page fetches when it is needed, is a third one.
//! - Nobody could tell one build from another: the pages say the digest of all files
//!   of theirs (`build`).
//! - What it makes small differs from build to build, so it makes nothing small.
//! - It does not compress. The server sends `NAME.br` or `NAME.gz` as they are.
//!
//! Running it twice gives the same files.

mod annex;
mod build;
mod compress;
mod marker;
mod office;
mod offline;
mod page;
mod program;
mod squeeze;
mod trusted;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::stamp;
pub use build::of_page as build_of_page;
pub use compress::brotli;
pub use program::glue as glue_of_page;
pub use trusted::{named as script_of_page, of as policy_for};

/// A worker that the page starts.
struct Worker {
    /// The crate, by which Trunk names its files.
    package: &'static str,
    /// The `<meta>` in which the page finds its script.
    meta: &'static str,
}

const WORKERS: [Worker; 5] = [
    Worker { package: "verifier-wasm", meta: "verifier-worker" },
    Worker { package: "codes", meta: "codes-worker" },
    Worker { package: "diagnosis", meta: "diagnosis-worker" },
    Worker { package: "scan", meta: "scan-worker" },
    Worker { package: "rendering", meta: "rendering-worker" },
];

/// The `<meta>`s in which pages name their workers.
pub fn worker_metas() -> impl Iterator<Item = &'static str> {
    WORKERS.iter().map(|worker| worker.meta)
}

/// Runs on the folder that Trunk names.
pub fn run() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR").context("Trunk calls this, with TRUNK_STAGING_DIR set")?;
    finish(Path::new(&staging))
}

fn finish(site: &Path) -> Result<()> {
    let index = site.join("index.html");
    let mut html =
        fs::read_to_string(&index).with_context(|| format!("could not read {}", index.display()))?;
    html = marker::neutralise(site, html)?;
    for worker in &WORKERS {
        if let Some(name) = worker.bundle(site)? {
            html = page::with_worker(&html, worker.meta, &format!("/{name}"))?;
        }
    }
    html = annex::finish(site, &html)?;
    html = program::finish(site, &html, &trusted::policy(&html, &[offline::ADDRESS])?)?;
    html = squeeze::style_of_page(site, &html)?;
    page::refuse_inline(&html)?;
    html = squeeze::squeezed_page(&html);
    write(&index, html.as_bytes())?;
    office::finish(site, &html)?;
    build::mark(site)?;
    offline::finish_worker(site)?;
    compress::folder(site)
}

impl Worker {
    /// Joins the worker's glue and its start into one file named by its content,
    /// and names the module by its content. `None` when that has been done before.
    fn bundle(&self, site: &Path) -> Result<Option<String>> {
        let package = self.package;
        let glue_path = site.join(format!("{package}.js"));
        if !glue_path.is_file() {
            ensure!(
                self.is_bundled(site)?,
                "Trunk made no {package}.js: is the worker's link missing in index.html?"
            );
            return Ok(None);
        }
        let module = read(&site.join(format!("{package}_bg.wasm")))?;
        let module_name = format!("{package}-{}.wasm", short_hash(&module));
        let glue = String::from_utf8(read(&glue_path)?).context("the worker's glue is not text")?;
        let source = format!("{}{}", squeeze::squeezed(&glue), start(&module_name));
        let bundle_name = format!("{package}-{}.js", short_hash(source.as_bytes()));
        write(&site.join(&module_name), &module)?;
        write(&site.join(&bundle_name), source.as_bytes())?;
        for suffix in [".js", "_bg.wasm", "_loader.js"] {
            remove_with_compressed(&site.join(format!("{package}{suffix}")))?;
        }
        Ok(Some(bundle_name))
    }

    fn is_bundled(&self, site: &Path) -> Result<bool> {
        let prefix = format!("{}-", self.package);
        for entry in fs::read_dir(site)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.starts_with(&prefix) && name.ends_with(".js") {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Starts the module. A start that fails is a promise that is rejected, which
/// only the worker itself hears of; an error thrown later reaches the page.
fn start(module_name: &str) -> String {
    format!(
        "wasm_bindgen({{ module_or_path: \"./{module_name}\" }})\
         .catch(error => setTimeout(() => {{ throw error; }}));\n"
    )
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
