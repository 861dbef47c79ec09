//! `cargo xtask bench`: the performance table of the README. Every figure stands
//! beside a peer or a limit measured in the same run.

mod peers;
mod processor;
mod table;

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use self::table::{Issuing, Table};
use crate::{
    binaries, fuzz,
    issuer::{self, Issuer},
    journeys,
    process::output,
    roster, sample,
    setup::{self, Need},
    workspace::Workspace,
};

/// Enough that starting up hardly counts, few enough to wait for.
const CERTIFICATES: usize = 500;

/// For the batch on all cores, each of another person than those before.
const BATCH: usize = 2_000;

/// Measures everything, then prints the table.
pub fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, &[Need::Compose, Need::Site, Need::Browser, Need::Peer, Need::Fuzz])?;
    setup::fetch(workspace)?;
    let programs = binaries::build(workspace)?;
    let office = tempfile::tempdir().context("there is no place for temporary files")?;
    let issuer = Issuer::open(&programs, office.path())?;

    println!("- issuing {CERTIFICATES} certificates on one core");
    let (one_core, file) = issue(workspace, &issuer, office.path())?;
    println!("- issuing a batch of {BATCH} on all cores");
    let batch = issue_batch(workspace, &issuer, office.path())?;
    println!("- verifying");
    let status = office.path().join("status.jwt");
    issuer.publish(&status)?;
    let bench = || Command::new(programs.join("bench"));
    let verify = json(bench().arg("verify").args([&file, &issuer.anchors(), &status]))?;
    println!("- verifying large files and every attack");
    let (sample, large) = (office.path().join("sample"), office.path().join("large"));
    for folder in [&sample, &large] {
        fs::create_dir(folder)?;
    }
    sample::write(workspace, &programs, &sample)?;
    let sizes = json(bench().arg("sizes").args([&sample, &large]))?;
    let memory = json(Command::new(programs.join("memory")).arg(&sample))?;
    let pyhanko = pyhanko(workspace, &issuer, &file, &sample, &large)?;
    println!("- loading and verifying in Chromium");
    let site = journeys::site(workspace, &journeys::issuer(workspace)?)?;
    let found = browser(workspace, &programs, &site)?;
    println!("- fuzzing");
    let runs_per_second = fuzz::runs_per_second(workspace, &sample, "verify")?;
    println!("- compressing the bundle of Blockcerts");
    let blockcerts = peers::blockcerts();

    let mut rows = table::native(&verify, &sizes, &memory, &pyhanko)?;
    rows.extend(table::browser(&found, &verify, &sizes)?);
    let first_load = found["first_load_bytes"].as_f64().context("the page was not loaded")?;
    rows.extend(table::loads(first_load, &site, blockcerts)?);
    rows.extend(table::issuing(&one_core, &batch, &pyhanko)?);
    rows.push(table::fuzzing("verify", runs_per_second, &verify)?);
    println!("\n{}", Table(rows));
    Ok(())
}

/// Its times for the same files; the large ones are of the sample's hierarchy.
fn pyhanko(
    workspace: &Workspace,
    issuer: &Issuer,
    file: &Path,
    sample: &Path,
    large: &Path,
) -> Result<Value> {
    let script = workspace.root.join("tests/pyhanko/bench.py");
    let mut large: Vec<PathBuf> =
        fs::read_dir(large)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    large.sort_by_key(|path| fs::metadata(path).map(|metadata| metadata.len()).unwrap_or_default());
    let mut command = Command::new(setup::python(workspace));
    command.arg(script).arg(issuer.hierarchy()).arg(file).arg(sample.join("anchors")).args(large);
    json(&mut command)
}

/// How fast one core issues, and one of the certificates as a file.
fn issue(workspace: &Workspace, issuer: &Issuer, folder: &Path) -> Result<(Issuing, PathBuf)> {
    import(workspace, issuer, folder, 0..CERTIFICATES)?;
    let (issuing, lines) = Issuing::measure(&mut on_one_core(&issuer.api()), 1, CERTIFICATES)?;
    let first = serde_json::from_str(lines.lines().next().context("nothing was issued")?)?;
    let file = folder.join("certificate.pdf");
    issuer.export(&issuer::text(&first, "certificate_number")?, None, &file)?;
    Ok((issuing, file))
}

/// How fast all cores issue a batch, from its first certificate to its last.
fn issue_batch(workspace: &Workspace, issuer: &Issuer, folder: &Path) -> Result<Issuing> {
    import(workspace, issuer, folder, CERTIFICATES..CERTIFICATES + BATCH)?;
    let cores = std::thread::available_parallelism()?.get();
    Ok(Issuing::measure(&mut issuer.api(), cores, BATCH)?.0)
}

fn import(workspace: &Workspace, issuer: &Issuer, folder: &Path, rows: Range<usize>) -> Result<()> {
    let roster = folder.join("roster.csv");
    fs::write(&roster, roster::generated(rows))?;
    issuer.import(&roster, &workspace.root.join("api/templates"))
}

impl Issuing {
    /// Issues everything that waits; gives what was printed, too.
    fn measure(api: &mut Command, cores: usize, expected: usize) -> Result<(Self, String)> {
        let (start, processor) = (Instant::now(), processor::time_of_children()?);
        let lines = output(api.arg("issue"))?;
        let (time, processor) = (start.elapsed(), processor::time_of_children()? - processor);
        let count = lines.lines().count();
        ensure!(count == expected, "{count} of {expected} certificates were issued");
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let (count, cores) = (count as f64, cores as f64);
        let per_second = count / time.as_secs_f64();
        Ok((Self { cores, per_second, processor_ms: processor.as_secs_f64() * 1e3 / count }, lines))
    }
}

/// The same command, bound to the first core; `taskset` is part of every Linux.
fn on_one_core(command: &Command) -> Command {
    let mut bound = Command::new("taskset");
    bound.args(["--cpu-list", "0"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => bound.env(name, value),
            None => bound.env_remove(name),
        };
    }
    bound
}

/// In the site of the journeys, with its keys.
fn browser(workspace: &Workspace, programs: &Path, site: &Path) -> Result<Value> {
    let issuer = journeys::issuer(workspace)?;
    let mut bench = Command::new(programs.join("bench"));
    json(journeys::point_to(bench.arg("browser"), workspace, &issuer, site)?)
}

fn json(command: &mut Command) -> Result<Value> {
    Ok(serde_json::from_str(output(command)?.trim())?)
}
