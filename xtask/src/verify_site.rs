//! `cargo xtask verify-site URL`: compares what a server gives with what this tree
//! builds, byte for byte, so that nobody has to believe a page what it says of itself.
//!
//! It sees what the server gives to it. A server that gives some visitors something
//! else is found only by asking from where they are.

mod fetch;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    files,
    setup::{self, Need},
    site, site_assets,
    workspace::Workspace,
};
use fetch::Fetched;

/// The options of the command line.
pub struct Options {
    /// Where the site is served.
    pub url: String,
    /// A site that was built before, as `cargo xtask` builds it.
    pub site: Option<PathBuf>,
}

/// What stands at several addresses; any other file has its name as its only one.
const PAGES: [(&str, &[&str]); 2] = [
    ("index.html", &["/"]),
    (
        "office.html",
        &[
            "/sign-in",
            "/confirm",
            "/certificates",
            "/ministry",
            "/ministry/cases",
            "/ministry/cases/1",
            "/ministry/import",
            "/ministry/issues",
            "/ministry/annulments",
            "/ministry/audit",
            "/account",
            "/announcements",
        ],
    ),
];

/// The encodings that are asked for: none, and what browsers ask for.
const ENCODINGS: [&str; 3] = ["identity", "gzip", "br"];

/// Builds or takes the site, asks for each of its files and compares.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let url = options.url.trim_end_matches('/');
    ensure!(url.starts_with("https://") || url.starts_with("http://"), "{url} is no address of a site");
    setup::ensure(workspace, &[Need::Fetch])?;
    let site = site::given_or_built(workspace, options.site.as_deref())?;
    let index = fs::read_to_string(site.join("index.html"))
        .with_context(|| format!("{} is no built site", site.display()))?;
    println!("digest of the build: {}", site_assets::build_of_page(&index).unwrap_or("none"));
    let (mut count, mut differing) = (0, 0);
    for path in files::below(&site)? {
        let name = path.strip_prefix(&site)?.to_str().context("a file name of the site is not UTF-8")?;
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let expected = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
        for address in addresses(name) {
            count += 1;
            if let Some(difference) = difference(url, &address, &expected)? {
                differing += 1;
                println!("DIFFERS  {address}: {difference}");
            } else {
                println!("same     {address}");
            }
        }
    }
    if differing > 0 {
        bail!("{differing} of {count} addresses of {url} give something else than this build");
    }
    println!("all {count} addresses of {url} give what this build has");
    Ok(())
}

fn addresses(name: &str) -> Vec<String> {
    let page = PAGES.iter().find(|(page, _)| *page == name);
    page.map_or_else(|| vec![format!("/{name}")], |(_, all)| all.iter().map(|&one| one.to_owned()).collect())
}

/// What is not as it must be; none if everything is.
fn difference(url: &str, address: &str, expected: &[u8]) -> Result<Option<String>> {
    for encoding in ENCODINGS {
        let fetched = Fetched::get(&format!("{url}{address}"), encoding)?;
        if let Some(difference) = compare(&fetched, expected) {
            return Ok(Some(format!("{difference} (asked for {encoding})")));
        }
    }
    Ok(None)
}

fn compare(fetched: &Fetched, expected: &[u8]) -> Option<String> {
    if fetched.status != 200 {
        return Some(format!("answered with {}", fetched.status));
    }
    // Either would bring something into the page that is in no file.
    if let Some(name) = ["link", "refresh"].into_iter().find(|name| fetched.header(name).is_some()) {
        return Some(format!("comes with a header `{name}`"));
    }
    let Some(bytes) = fetched.decoded() else {
        return Some("comes in an encoding that was not asked for, or a broken one".to_owned());
    };
    if bytes == expected {
        return None;
    }
    let at = bytes.iter().zip(expected).take_while(|(here, there)| here == there).count();
    Some(format!("{} bytes where {} were expected, the same up to byte {at}", bytes.len(), expected.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(head: &str, body: &[u8]) -> Fetched {
        Fetched::parse(head, body.to_vec()).unwrap()
    }

    #[track_caller]
    fn check(head: &str, body: &[u8], expected: Option<&str>) {
        let difference = compare(&answer(head, body), b"page");
        match expected {
            None => assert_eq!(difference, None),
            Some(words) => {
                assert!(difference.as_ref().is_some_and(|it| it.contains(words)), "{difference:?}")
            }
        }
    }

    #[test]
    fn only_the_same_bytes_are_the_same() {
        check("HTTP/1.1 200 OK\r\n", b"page", None);
        check("HTTP/2 200\r\n", b"pagf", Some("up to byte 3"));
        check("HTTP/1.1 200 OK\r\n", b"page ", Some("5 bytes where 4"));
        check("HTTP/1.1 200 OK\r\n", b"", Some("0 bytes"));
        check("HTTP/1.1 404 Not Found\r\n", b"page", Some("404"));
        check("HTTP/1.1 200 OK\r\nLink: </x.css>; rel=stylesheet\r\n", b"page", Some("link"));
    }

    #[test]
    fn compressed_answers_are_unpacked_first() {
        let packed = site_assets::brotli(b"page").unwrap();
        check("HTTP/1.1 200 OK\r\ncontent-encoding: br\r\n", &packed, None);
        check("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n", b"page", Some("broken"));
        check("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n", b"page", Some("encoding"));
    }

    #[test]
    fn pages_have_addresses_and_files_their_names() {
        assert_eq!(addresses("index.html"), ["/"]);
        assert!(addresses("office.html").contains(&"/ministry/audit".to_owned()));
        assert_eq!(addresses("web-1f.js"), ["/web-1f.js"]);
    }
}
