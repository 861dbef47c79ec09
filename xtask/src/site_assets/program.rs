//! The script of the page of verification. Trunk leaves its start inline, its glue in a
//! file and `offline.js` as it was copied; here they become one file with the policy, as
//! on a slow line every file more is a way there and back. The module comes first in the
//! page: it is most of what has to be fetched.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{offline, page, read, remove_with_compressed, short_hash, squeeze::squeezed, write};

/// Stands between the glue, which does nothing by itself, and what runs.
const START: &str = "// start\n";

/// Makes the script, unless that has been done before.
pub fn finish(site: &Path, html: &str, policy: &str) -> Result<String> {
    let links = |rel| page::links(html, rel).first().map(|link| (*link).to_owned());
    let Some(glue_link) = links("modulepreload") else {
        ensure!(html.contains(r#"src="/web-"#), "Trunk made no program: is its link missing in index.html?");
        return Ok(html.to_owned());
    };
    let module_link = links("preload").context("index.html does not preload the program")?;
    let glue = page::address(&glue_link).context("the glue has no address")?;
    let module = page::address(&module_link).context("the module has no address")?;
    let glue_path = site.join(glue.trim_start_matches('/'));
    let script = [
        &squeezed(&String::from_utf8_lossy(&read(&glue_path)?)),
        START,
        policy,
        &offline::script(site)?,
        &format!("await __wbg_init({{ module_or_path: '{module}' }});\n"),
    ]
    .concat();
    let name = format!("web-{}.js", short_hash(script.as_bytes()));
    remove_with_compressed(&glue_path)?;
    write(&site.join(&name), script.as_bytes())?;
    let html = page::without_start(html)?.replace(&glue_link, "").replace(&module_link, "");
    let first = html.find("<link").context("index.html has no link")?;
    let head_end = html.find("</head>").context("index.html has no end of the head")?;
    let element = page::module_script(&name, script.as_bytes());
    Ok([&html[..first], &module_link, &html[first..head_end], &element, &html[head_end..]].concat())
}

/// The part of the script that does nothing by itself.
pub fn glue(script: &str) -> Option<&str> {
    Some(script.split_once(START)?.0)
}
