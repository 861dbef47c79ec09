//! Photographs every page and state of the site, for `cargo xtask screenshots`.
//!
//! ```text
//! screenshots DIR            everything
//! screenshots DIR staff      the pages behind the sign-in
//! screenshots DIR verify     the page of verification
//! ```

#![expect(clippy::print_stdout, reason = "a command says what it does")]

mod sheet;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use e2e::{Browser, tour};
use serde_json::json;

use crate::sheet::Picture;

/// Width and least height of the windows: a phone, a tablet, a desk.
const WINDOWS: [(u32, u32); 3] = [(360, 780), (768, 1024), (1440, 900)];

/// A longer page is cut: what comes below is more of the same.
const LONGEST: u32 = 4_000;

/// How long the page, or the open dialog, would like to be.
const LENGTH: &str = "
    const dialog = document.querySelector('dialog[open]');
    const needed = dialog ? dialog.scrollHeight + 60 : document.documentElement.scrollHeight;
    return Math.ceil(needed);
";

/// Until all pictures and fonts in the page are there, its colours are what they will be,
/// and it was drawn anew.
const SETTLED: &str = "
    const done = arguments[arguments.length - 1];
    const pictures = [...document.images].filter(image => !image.hidden);
    const frame = () => new Promise(requestAnimationFrame);
    const moving = () => document.getAnimations().filter(one => one instanceof CSSTransition);
    Promise.all([document.fonts.ready, ...pictures.map(image => image.decode().catch(() => {}))])
        .then(frame).then(frame)
        .then(() => Promise.allSettled(moving().map(one => one.finished)))
        .then(frame).then(() => done(true));
";

/// Takes the pictures.
struct Camera<'a> {
    folder: &'a Path,
    language: &'static str,
    pictures: Vec<Picture>,
}

impl tour::Look for Camera<'_> {
    async fn meet(&mut self, browser: &Browser) -> Result<()> {
        browser.look(1440, 900, false).await
    }

    async fn look(&mut self, browser: &Browser, state: &str) -> Result<()> {
        for dark in [false, true] {
            for (width, height) in WINDOWS {
                browser.look(width, height, dark).await?;
                let length = browser.evaluate(LENGTH).await?.as_u64().unwrap_or_default();
                let length = u32::try_from(length)?.clamp(height, LONGEST);
                browser.look(width, length, dark).await?;
                browser.await_value(SETTLED, vec![json!(null)]).await?;
                let picture = Picture { state: state.to_owned(), language: self.language, width, dark };
                let file = self.folder.join(picture.file());
                fs::create_dir_all(file.parent().context("a picture is in a folder")?)?;
                fs::write(file, browser.picture().await?)?;
                self.pictures.push(picture);
            }
        }
        // As the walk goes on.
        browser.look(1440, 900, false).await
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (folder, staff, verify) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [folder] => (folder, true, true),
        [folder, "staff"] => (folder, true, false),
        [folder, "verify"] => (folder, false, true),
        _ => bail!("usage: screenshots DIR [staff | verify]"),
    };
    let folder = PathBuf::from(folder);
    let pictures = tokio::runtime::Runtime::new()?.block_on(walk(&folder, staff, verify))?;
    fs::write(folder.join("index.html"), sheet::of(&pictures))?;
    println!("{} pictures; open {}", pictures.len(), folder.join("index.html").display());
    Ok(())
}

async fn walk(folder: &Path, staff: bool, verify: bool) -> Result<Vec<Picture>> {
    let mut pictures = Vec::new();
    for language in tour::LANGUAGES {
        let mut camera = Camera { folder, language, pictures: Vec::new() };
        if verify {
            tour::verification(language, &mut camera).await?;
        }
        if staff {
            tour::staff(language, &mut camera).await?;
        }
        println!("- {language}: {} pictures", camera.pictures.len());
        pictures.append(&mut camera.pictures);
    }
    Ok(pictures)
}
