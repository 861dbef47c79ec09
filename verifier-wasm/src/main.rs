//! The native `verify` command: one JSON report a line.

#[path = "main/apart.rs"]
mod apart;

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use certificate::{Diagnosis, Report, Timestamp, Verdict};
use clap::Parser;
use keys::{Anchor, Anchors};
use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use verifier_wasm::{StatusEvidence, Verifier};

/// Checks certificates: one JSON report a line, in order. The exit code is 0
/// whenever every file got a report, whatever the verdicts.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// A folder of root certificates (*.pem) to trust instead of the embedded ones
    #[arg(long)]
    anchors: Option<PathBuf>,
    /// The status list, as fetched from /status/1
    #[arg(long)]
    status: Option<PathBuf>,
    /// The instant to judge at (RFC 3339); without it the clock's
    #[arg(long, value_parser = parse_instant)]
    now: Option<Timestamp>,
    /// Do not look for what happened to a refused file
    #[arg(long)]
    no_diagnosis: bool,
    /// Be the process that looks for it: a file on standard input, see `apart`
    #[arg(long, hide = true, exclusive = true)]
    diagnose: bool,
    /// Certificates
    #[arg(required_unless_present = "diagnose")]
    files: Vec<PathBuf>,
}

/// What is printed: the report, and for a refused file what happened to it.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<Diagnosis>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match if cli.diagnose { apart::answer() } else { run(&cli) } {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "verify: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<()> {
    let anchors = match &cli.anchors {
        Some(folder) => read_anchors(folder)?,
        None => Anchors::embedded(),
    };
    let token = cli.status.as_deref().map(read).transpose()?;
    let evidence = StatusEvidence { token: token.as_deref(), newest_seen: None };
    let verifier = Verifier::new(&anchors, evidence, cli.now.map_or_else(clock, Ok)?);
    let mut out = std::io::stdout().lock();
    for path in &cli.files {
        let file = read(path)?;
        let report = &verifier.verify(&file);
        let refused = report.verdict == Verdict::NotRecognised && !cli.no_diagnosis;
        let diagnosis = if refused { diagnose(file, &verifier) } else { None };
        writeln!(out, "{}", serde_json::to_string(&Line { report, diagnosis })?)?;
    }
    Ok(())
}

/// What happened to a refused file. If undoing it gives an authentic one, that is
/// proved.
fn diagnose(file: Vec<u8>, verifier: &Verifier<'_>) -> Option<Diagnosis> {
    let outcome = apart::diagnose(file)?;
    Some(match outcome.restored {
        Some(restored) => outcome.diagnosis.confirmed_by(verifier.verify(&restored).verdict),
        None => outcome.diagnosis,
    })
}
fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_anchors(folder: &Path) -> Result<Anchors> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pem"));
    paths.sort();
    if paths.is_empty() {
        bail!("{} holds no *.pem", folder.display());
    }
    let anchor = |path: &PathBuf| {
        let pem = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Anchor::from_pem(&pem).with_context(|| path.display().to_string())
    };
    paths.iter().map(anchor).collect()
}

fn parse_instant(text: &str) -> Result<Timestamp> {
    let instant =
        OffsetDateTime::parse(text, &Rfc3339).context("an instant is written 2026-11-22T05:07:00Z")?;
    Timestamp::from_unix(instant.unix_timestamp()).context("outside the calendar")
}

#[expect(clippy::disallowed_methods, reason = "the command is where the clock is read")]
fn clock() -> Result<Timestamp> {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Timestamp::from_unix(i64::try_from(since_epoch.as_secs())?).context("the clock is outside the calendar")
}
