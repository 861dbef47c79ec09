//! The annex of the page of verification: a program that the page fetches when
//! somebody has many files. Trunk builds it as if it were a worker; here its files
//! get names by their content, and the page their addresses and integrity.

use std::path::Path;

use anyhow::{Context, Result};

use super::{office::renamed, page, read, short_hash, write};

/// Completes `index.html`, unless that has been done before.
pub fn finish(site: &Path, html: &str) -> Result<String> {
    if !site.join("annex.js").is_file() {
        let done = html.contains("/annex-start-");
        return done
            .then(|| html.to_owned())
            .context("Trunk made no annex.js: is its link missing in index.html?");
    }
    let style = renamed(site, "annex.css", "annex-", ".css")?;
    let module = renamed(site, "annex_bg.wasm", "annex-", "_bg.wasm")?;
    let glue = renamed(site, "annex.js", "annex-", ".js")?;
    // The page hears of a module that does not come; of the script itself, the
    // browser tells it.
    let start = format!(
        "import init from '/{glue}';\n\
         init({{ module_or_path: '/{module}' }})\
         .catch(() => document.dispatchEvent(new Event('dcert:annex-away')));\n"
    );
    let start_name = format!("annex-start-{}.js", short_hash(start.as_bytes()));
    write(&site.join(&start_name), start.as_bytes())?;
    let html = page::with_worker(html, "annex-program", &address(site, &start_name)?)?;
    page::with_worker(&html, "annex-style", &address(site, &style)?)
}

/// An address and the integrity of what is there, apart by a space.
fn address(site: &Path, name: &str) -> Result<String> {
    Ok(format!("/{name} {}", page::integrity(&read(&site.join(name))?)))
}
