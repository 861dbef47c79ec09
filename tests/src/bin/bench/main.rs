//! Measures what `cargo xtask bench` puts into its table: one JSON object.
//!
//! ```text
//! bench verify FILE ANCHORS STATUS    native verification and its bare minimum
//! bench sizes SAMPLE OUT              large files and every attack; the files go to OUT
//! bench browser                       first load, and drop to verdict in Chromium
//! ```

#![expect(clippy::print_stdout, reason = "a command prints its answer")]

mod browser;
mod native;
mod sizes;

use std::{env, path::PathBuf};

use anyhow::{Result, bail};
use e2e::Environment;

/// Mebibytes of the large files: all are genuine, and all that grew is a font.
const LARGE: [usize; 3] = [1, 20, 60];

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let found = match arguments.iter().map(|argument| argument.to_str()).collect::<Vec<_>>()[..] {
        [Some("verify"), _, _, _] => native::measure(&arguments[1], &arguments[2], &arguments[3])?,
        [Some("sizes"), _, _] => sizes::measure(&arguments[1], &arguments[2])?,
        [Some("browser")] => {
            tokio::runtime::Runtime::new()?.block_on(browser::measure(&Environment::find()?))?
        }
        _ => bail!("usage: bench verify FILE ANCHORS STATUS | bench sizes SAMPLE OUT | bench browser"),
    };
    println!("{found}");
    Ok(())
}
