//! Changes to the text of `index.html`, as Trunk 0.21 writes it.

use anyhow::{Context, Result, bail, ensure};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha384};

/// What Trunk's own start of a program says.
const TRUNKS_START: &str = "TrunkApplicationStarted";

/// The page without Trunk's start, which is inline. There may be no other inline script.
pub fn without_start(html: &str) -> Result<String> {
    let mut page = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find("<script") {
        let (before, element) = rest.split_at(start);
        let tag_end = element.find('>').context("index.html: a script tag does not end")? + 1;
        let end = element.find("</script>").context("index.html: a script element does not end")?;
        let (tag, source) = (&element[..tag_end], &element[tag_end..end]);
        let after = end + "</script>".len();
        page += before;
        if tag.contains(" src=") {
            page += &element[..after];
        } else {
            ensure!(source.contains(TRUNKS_START), "index.html: an inline script that is not Trunk's: {tag}");
        }
        rest = &element[after..];
    }
    page += rest;
    Ok(page)
}

/// Where a link leads.
pub fn address(link: &str) -> Option<&str> {
    link.split_once(r#"href=""#)?.1.split('"').next()
}

/// A reference to a script in a file, with its integrity.
pub fn module_script(name: &str, source: &[u8]) -> String {
    format!(
        r#"<script type="module" src="/{name}" crossorigin="anonymous" integrity="{}"></script>"#,
        integrity(source)
    )
}

/// The tags of `html` that are links with this `rel`, as they stand there.
pub fn links<'a>(html: &'a str, rel: &str) -> Vec<&'a str> {
    let mark = format!("rel=\"{rel}\"");
    html.split_inclusive('>')
        .filter_map(|part| part.rfind("<link").map(|start| &part[start..]))
        .filter(|tag| tag.contains(&mark))
        .collect()
}

/// The value of an `integrity` attribute, in the algorithm that Trunk uses.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", Base64::encode_string(&Sha384::digest(bytes)))
}

/// Sets the address of a worker in its `<meta name="…" content="…">`.
pub fn with_worker(html: &str, name: &str, address: &str) -> Result<String> {
    let at =
        html.find(name).with_context(|| format!(r#"index.html has no <meta name="{name}" content="">"#))?;
    let start = html[..at].rfind('<').with_context(|| format!("index.html: {name} is in no tag"))?;
    let length =
        html[start..].find('>').with_context(|| format!("index.html: the {name} tag does not end"))? + 1;
    let tag = format!(r#"<meta name="{name}" content="{address}">"#);
    Ok([&html[..start], &tag, &html[start + length..]].concat())
}

/// Fails the build on what the content security policy would block in the
/// browser: styles and event handlers within the page.
pub fn refuse_inline(html: &str) -> Result<()> {
    for inline in ["<style", " style=", " onload=", " onclick=", " onerror=", "javascript:"] {
        if html.contains(inline) {
            bail!("index.html has `{inline}`, which the content security policy forbids");
        }
    }
    Ok(())
}
