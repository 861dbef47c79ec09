//! The policy of `web/trusted-types.js`, with the addresses that one page may start
//! scripts from.

use anyhow::{Result, ensure};

use super::squeeze::squeezed;

const SOURCE: &str = include_str!("../../../web/trusted-types.js");
/// Where the addresses go.
const SCRIPTS: &str = "__SCRIPTS__";
/// The policy of a page: the scripts that its metas name, and `others`.
pub fn policy(html: &str, others: &[&str]) -> Result<String> {
    let metas = super::worker_metas().chain(["annex-program"]);
    let mut scripts: Vec<_> = metas.filter_map(|name| named(html, name)).collect();
    scripts.extend(others);
    of(&serde_json::to_string(&scripts)?)
}

/// The policy for a list of addresses, given as an expression.
pub fn of(scripts: &str) -> Result<String> {
    ensure!(SOURCE.matches(SCRIPTS).count() == 1, "trusted-types.js has one place for the addresses");
    Ok(squeezed(&SOURCE.replace(SCRIPTS, scripts)))
}

/// The script that a meta names, as [`super::page::with_worker`] wrote it; without the
/// integrity behind it.
pub fn named<'a>(html: &'a str, meta: &str) -> Option<&'a str> {
    let start = html.split_once(&format!(r#"<meta name="{meta}" content=""#))?.1;
    start.split_once('"')?.0.split(' ').next()
}
