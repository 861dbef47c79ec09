//! `cargo xtask single-file [FILE]`: the page of verification as one HTML file that
//! needs no server and no network, for a disk or a USB stick.
//!
//! It is put together from a built site: page, style, glue and WebAssembly stand in
//! it as they are there, the modules in gzip and Base64. What is added is
//! `web/single-file`: a strip for the status list, and a script that gives the
//! programs what they would have got from the network. Its content security policy
//! names every script by its digest and allows no connection at all.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

use crate::{site, site_assets, workspace::Workspace};

const PAGE: &str = include_str!("../../web/single-file/page.html");
const STYLE: &str = include_str!("../../web/single-file/style.css");
const START: &str = include_str!("../../web/single-file/start.js");

/// The options of the command line.
pub struct Options {
    /// What is written.
    pub file: PathBuf,
    /// A site that was built before, as `cargo xtask` builds it.
    pub site: Option<PathBuf>,
}

/// Builds or takes the site and writes the file.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let site = Site(site::given_or_built(workspace, options.site.as_deref())?);
    let page = compose(&site)?;
    fs::write(&options.file, &page).with_context(|| format!("could not write {}", options.file.display()))?;
    println!("{} ({} bytes)", options.file.display(), page.len());
    Ok(())
}

fn compose(site: &Site) -> Result<String> {
    let index = site.text("index.html")?;
    let build = site_assets::build_of_page(&index).context("index.html has no digest of the build")?;
    let (mut parts, mut workers) = (Parts::default(), String::new());
    for meta in site_assets::worker_metas() {
        let address =
            site_assets::script_of_page(&index, meta).with_context(|| format!("there is no {meta}"))?;
        let name = address.trim_start_matches('/');
        workers += &format!("<meta name=\"{meta}\" content=\"{name}\">\n");
        let (script, module) = with_module_inside(&site.text(name)?)?;
        parts.add(meta, &script)?;
        parts.add(&format!("{meta}-module"), &site.packed(&module)?)?;
    }
    parts.add("web-module", &site.packed(&site.named("web-", "_bg.wasm")?)?)?;
    parts.add("annex-module", &site.packed(&site.named("annex-", "_bg.wasm")?)?)?;
    let scripts = scripts(site)?;
    let style = [site.text(&site.named("style-", ".css")?)?, site.text(&site.named("annex-", ".css")?)?];
    let style = [style.concat().as_str(), STYLE].concat();
    refuse_end("style", &style)?;
    let elements = scripts.iter().map(|script| format!("<script type=\"module\">{script}</script>\n"));
    let page = [
        ("__POLICY__", policy(&scripts, &style)),
        ("__BUILD__", build.to_owned()),
        ("__WORKERS__", workers),
        ("__ICON__", Base64::encode_string(&site.bytes(&site.named("favicon-", ".svg")?)?)),
        ("__STYLE__", style),
        ("__BOOT__", boot(&index)?.to_owned()),
        ("__PARTS__", parts.0),
        ("__SCRIPTS__", elements.collect()),
    ]
    .iter()
    .try_fold(PAGE.to_owned(), |page, (place, content)| {
        let (before, after) = page.split_once(place).with_context(|| format!("page.html has no {place}"))?;
        Ok::<_, anyhow::Error>([before, content, after].concat())
    })?;
    Ok(page)
}

/// The scripts in their order. The annex waits for the page's program to have started,
/// so it stands before that; of its failure the page hears by the usual event.
fn scripts(site: &Site) -> Result<[String; 3]> {
    let start = format!("{START}{}window.dcertModule = moduleOf;\n", site_assets::policy_for("scripts")?);
    let script = site.text(&site.named("web-", ".js")?)?;
    let glue = site_assets::glue_of_page(&script).context("the script of the page has no glue")?;
    let web = format!(
        "{glue}\nawait __wbg_init({{ module_or_path: await dcertModule(\"web\") }});\n\
         dispatchEvent(new Event(\"dcert:started\"));\n"
    );
    let annex = format!(
        "{}\naddEventListener(\"dcert:started\", () => dcertModule(\"annex\")\
         .then(module_or_path => __wbg_init({{ module_or_path }}))\
         .catch(() => document.dispatchEvent(new Event(\"dcert:annex-away\"))));\n",
        site.text(&site.named("annex-", ".js")?)?
    );
    let scripts = [start, annex, web];
    scripts.iter().try_for_each(|script| refuse_end("script", script))?;
    Ok(scripts)
}

/// Nothing but what stands in the file, and no connection.
fn policy(scripts: &[String], style: &str) -> String {
    let digest = |text: &str| format!("'sha256-{}'", Base64::encode_string(&Sha256::digest(text)));
    let scripts: Vec<_> = scripts.iter().map(|script| digest(script)).collect();
    format!(
        "default-src 'none'; script-src 'wasm-unsafe-eval' {}; worker-src blob:; style-src {}; img-src data:; \
         base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types default",
        scripts.join(" "),
        digest(style)
    )
}

/// A worker's script that unpacks its module, and the name of that.
fn with_module_inside(script: &str) -> Result<(String, String)> {
    const MARK: &str = "module_or_path: \"./";
    let (before, rest) = script.rsplit_once(MARK).context("a worker's script names no module")?;
    let (module, after) = rest.split_once('"').context("the name of a worker's module does not end")?;
    Ok((format!("{before}module_or_path: unpack(PACKED){after}"), module.to_owned()))
}

/// What the page shows until its program runs.
fn boot(index: &str) -> Result<&str> {
    let start = index.find("<main").context("index.html has no main")?;
    let end = index.find("</main>").context("the main of index.html does not end")? + "</main>".len();
    Ok(&index[start..end])
}

/// Texts of the file that nothing runs by itself.
#[derive(Default)]
struct Parts(String);

impl Parts {
    fn add(&mut self, id: &str, text: &str) -> Result<()> {
        refuse_end("script", text)?;
        self.0 += &format!("<script type=\"text/plain\" id=\"{id}\">{text}</script>\n");
        Ok(())
    }
}

/// A text that would end its element, or begin something in it that hides the end.
fn refuse_end(element: &str, text: &str) -> Result<()> {
    let text = text.to_ascii_lowercase();
    ensure!(!text.contains(&format!("</{element}")), "a text would end its <{element}>");
    ensure!(!text.contains("<!--"), "a text begins a comment in its <{element}>");
    Ok(())
}

/// A built site.
struct Site(PathBuf);

impl Site {
    /// The name that begins and ends so, with a digest between.
    fn named(&self, start: &str, end: &str) -> Result<String> {
        let fits = |name: &String| {
            let middle = name.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
            middle.is_some_and(|middle| middle.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0).with_context(|| format!("could not list {}", self.0.display()))? {
            names.extend(entry?.file_name().into_string().ok().filter(fits));
        }
        ensure!(names.len() == 1, "the site has {} files {start}…{end}", names.len());
        Ok(names.swap_remove(0))
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>> {
        let path: &Path = &self.0.join(name);
        fs::read(path).with_context(|| format!("could not read {}", path.display()))
    }

    fn text(&self, name: &str) -> Result<String> {
        String::from_utf8(self.bytes(name)?).with_context(|| format!("{name} is not text"))
    }

    /// The copy in gzip that the build has made, as text.
    fn packed(&self, name: &str) -> Result<String> {
        Ok(Base64::encode_string(&self.bytes(&format!("{name}.gz"))?))
    }
}
