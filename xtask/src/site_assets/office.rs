//! `office.html`: the page of the office screens. Its program, its style and its
//! start get names by their content, and the page their addresses and integrity;
//! what it shares with `index.html` is taken from there.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};

use super::{
    page, read, remove_with_compressed, short_hash,
    squeeze::{squeezed, squeezed_page},
    trusted, write,
};

const PAGE: &str = "office.html";
/// Where the page gets its links and its script.
const PLACE: &str = "<!-- assets -->";
/// The worker that the office pages start, too.
const VERIFIER: &str = "verifier-worker";

/// Completes the page, unless that has been done before.
pub fn finish(site: &Path, index: &str) -> Result<()> {
    let path = site.join(PAGE);
    ensure!(path.is_file(), "Trunk copied no {PAGE}: is its link missing in index.html?");
    let html = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    if !html.contains(PLACE) {
        return Ok(());
    }
    let worker = trusted::named(index, VERIFIER).context("index.html names no verifier")?;
    let html = page::with_worker(&html, VERIFIER, worker)?;
    let assets = [
        page::links(index, "icon").concat(),
        page::links(index, "stylesheet").concat(),
        style(site)?,
        program(site, &trusted::policy(&html, &[])?)?,
    ]
    .concat();
    let html = html.replace(PLACE, &assets);
    page::refuse_inline(&html)?;
    write(&path, squeezed_page(&html).as_bytes())
}

fn style(site: &Path) -> Result<String> {
    let name = renamed(site, "office.css", "office-", ".css")?;
    let integrity = page::integrity(&read(&site.join(&name))?);
    Ok(format!(r#"<link rel="stylesheet" href="/{name}" integrity="{integrity}">"#))
}

/// The program with its glue, and the script that starts it behind the policy.
fn program(site: &Path, policy: &str) -> Result<String> {
    let module = renamed(site, "office_bg.wasm", "office-", "_bg.wasm")?;
    let glue = renamed(site, "office.js", "office-", ".js")?;
    let start =
        format!("{policy}import init from '/{glue}';\nawait init({{ module_or_path: '/{module}' }});\n");
    let start_name = format!("start-{}.js", short_hash(start.as_bytes()));
    write(&site.join(&start_name), start.as_bytes())?;
    let preload = |name: &str, rest: &str| -> Result<String> {
        let integrity = page::integrity(&read(&site.join(name))?);
        Ok(format!(r#"<link href="/{name}" crossorigin="anonymous" integrity="{integrity}" {rest}>"#))
    };
    Ok([
        preload(&glue, r#"rel="modulepreload""#)?,
        preload(&module, r#"rel="preload" as="fetch" type="application/wasm""#)?,
        page::module_script(&start_name, start.as_bytes()),
    ]
    .concat())
}

/// Names a file by its content, squeezed where it is text.
pub fn renamed(site: &Path, name: &str, start: &str, end: &str) -> Result<String> {
    let mut bytes = read(&site.join(name))?;
    if !name.ends_with(".wasm") {
        bytes = squeezed(&String::from_utf8_lossy(&bytes)).into_bytes();
    }
    let new_name = format!("{start}{}{end}", short_hash(&bytes));
    write(&site.join(&new_name), &bytes)?;
    remove_with_compressed(&site.join(name))?;
    Ok(new_name)
}
