//! `cargo xtask robustness DIR`: the verifier over other people's files, such as
//! the test trees of PDF libraries. None of them may make it panic, take long, or
//! say anything else than that the ministry did not issue it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    binaries, files,
    process::{self, cargo},
    workspace::Workspace,
};

/// The longest that any file may take, a new process included.
const LIMIT: Duration = Duration::from_secs(2);

/// What was seen of the files in one folder.
#[derive(Default)]
struct Row {
    files: usize,
    refused: usize,
    accepted: Vec<PathBuf>,
    broken: Vec<PathBuf>,
    late: Vec<PathBuf>,
    slowest: (Duration, PathBuf),
}

/// Judges every file below `folder`, and prints a line for each folder in it.
pub fn run(workspace: &Workspace, folder: &Path, anchors: Option<&Path>) -> Result<()> {
    let build = ["build", "--release", "--locked", "--package", "verifier-wasm", "--bin", "verify"];
    process::run(cargo().args(build).current_dir(&workspace.root))?;
    let verify = binaries::folder(workspace).join("verify");
    let mut rows = BTreeMap::<PathBuf, Row>::new();
    for path in files::below(folder)? {
        let source = path.strip_prefix(folder)?.iter().next().map(PathBuf::from).unwrap_or_default();
        let row = rows.entry(if folder.join(&source) == path { ".".into() } else { source }).or_default();
        let start = Instant::now();
        let verdict = verdict(&verify, anchors, &path)?;
        row.note(path, verdict.as_deref(), start.elapsed());
    }
    ensure!(!rows.is_empty(), "there is no file below {}", folder.display());
    println!(
        "{:<40} {:>6} {:>7} {:>8} {:>6} {:>5}  slowest",
        "source", "files", "refused", "accepted", "broken", "late"
    );
    for (source, row) in &rows {
        println!("{:<40} {row}", source.display());
    }
    let bad =
        |row: &Row| row.accepted.iter().chain(&row.broken).chain(&row.late).cloned().collect::<Vec<_>>();
    let bad: Vec<_> = rows.values().flat_map(bad).collect();
    ensure!(bad.is_empty(), "not refused as they must be: {bad:#?}");
    Ok(())
}

/// The verdict, or nothing if the verifier broke.
fn verdict(verify: &Path, anchors: Option<&Path>, file: &Path) -> Result<Option<String>> {
    let mut command = Command::new(verify);
    command.arg("--no-diagnosis");
    if let Some(anchors) = anchors {
        command.arg("--anchors").arg(anchors);
    }
    let output =
        command.arg("--").arg(file).stdin(Stdio::null()).output().context("could not start `verify`")?;
    let report = serde_json::from_slice::<Value>(&output.stdout).ok();
    let verdict = report.and_then(|report| Some(report["verdict"].as_str()?.to_owned()));
    Ok(verdict.filter(|_| output.status.success()))
}

impl Row {
    fn note(&mut self, path: PathBuf, verdict: Option<&str>, time: Duration) {
        self.files += 1;
        match verdict {
            Some("not_recognised") => self.refused += 1,
            Some(_) => self.accepted.push(path.clone()),
            None => self.broken.push(path.clone()),
        }
        if time > LIMIT {
            self.late.push(path.clone());
        }
        if time > self.slowest.0 {
            self.slowest = (time, path);
        }
    }
}

impl core::fmt::Display for Row {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (accepted, broken, late) = (self.accepted.len(), self.broken.len(), self.late.len());
        let (time, path) = &self.slowest;
        let name = path.file_name().unwrap_or_default().display();
        write!(f, "{:>6} {:>7} {accepted:>8} {broken:>6} {late:>5}  ", self.files, self.refused)?;
        write!(f, "{} ms {name}", time.as_millis())
    }
}
