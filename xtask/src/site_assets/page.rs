//! Changes to the text of `index.html`, as Trunk 0.21 writes it.

use anyhow::{Context, Result, bail};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha384};

use super::short_hash;

/// An inline script that became a file.
pub struct Script {
    /// Name of the file.
    pub name: String,
    /// The script.
    pub source: String,
}

/// Replaces each inline script by a reference to a file, with its integrity. What the
/// file begins with is `first`.
pub fn without_inline_scripts(html: &str, first: &str) -> Result<(String, Vec<Script>)> {
    let mut page = String::with_capacity(html.len());
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<script") {
        let (before, element) = rest.split_at(start);
        let tag_end = element.find('>').context("index.html: a script tag does not end")? + 1;
        let end = element.find("</script>").context("index.html: a script element does not end")?;
        let (tag, source) = (&element[..tag_end], &element[tag_end..end]);
        page += before;
        if tag.contains(" src=") {
            page += &element[..end];
            page += "</script>";
        } else if tag.contains("module") {
            let source = format!("{first}{}\n", source.trim());
            let name = format!("start-{}.js", short_hash(source.as_bytes()));
            page += &module_script(&name, source.as_bytes());
            scripts.push(Script { name, source });
        } else {
            bail!("index.html: an inline script that is no module: {tag}");
        }
        rest = &element[end + "</script>".len()..];
    }
    page += rest;
    Ok((page, scripts))
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
    let marks = [format!("rel={rel}"), format!("rel=\"{rel}\"")];
    html.split_inclusive('>')
        .filter_map(|part| part.rfind("<link").map(|start| &part[start..]))
        .filter(|tag| marks.iter().any(|mark| tag.contains(mark.as_str())))
        .collect()
}

/// The value of an `integrity` attribute, in the algorithm that Trunk uses.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", Base64::encode_string(&Sha384::digest(bytes)))
}

/// Sets the address of a worker in its `<meta name="…" content="…">`, which has no
/// quotes once Trunk has made the page small.
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
