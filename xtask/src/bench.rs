//! `cargo xtask bench`: the performance table of the README. Every figure stands
//! beside a peer or a limit measured in the same run.

mod peers;
mod table;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use self::table::Figures;
use crate::{
    binaries,
    issuer::{self, Issuer},
    journeys,
    process::output,
    roster,
    setup::{self, Need},
    workspace::Workspace,
};

/// Enough that starting up hardly counts, few enough to wait for.
const CERTIFICATES: usize = 500;

/// Measures everything, then prints the table.
pub fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, &[Need::Compose, Need::Site, Need::Browser, Need::Peer])?;
    setup::fetch(workspace)?;
    let programs = binaries::build(workspace)?;
    let office = tempfile::tempdir().context("there is no place for temporary files")?;
    let issuer = Issuer::open(&programs, office.path())?;

    println!("- issuing {CERTIFICATES} certificates on one core");
    let (per_second, file) = issue(workspace, &issuer, office.path())?;
    println!("- verifying");
    let status = office.path().join("status.jwt");
    issuer.publish(&status)?;
    let native =
        json(Command::new(programs.join("bench")).arg("verify").args([&file, &issuer.anchors(), &status]))?;
    let script = workspace.root.join("tests/pyhanko/bench.py");
    let pyhanko =
        json(Command::new(setup::python(workspace)).arg(script).arg(issuer.hierarchy()).arg(&file))?;
    println!("- loading and verifying in Chromium");
    let browser = browser(workspace, &programs, office.path())?;
    println!("- compressing the bundle of Blockcerts");
    let blockcerts = peers::blockcerts();

    println!("\n{}", Figures::new(per_second, &native, &pyhanko, &browser, blockcerts)?);
    Ok(())
}

/// Certificates per second, and one of them as a file.
fn issue(workspace: &Workspace, issuer: &Issuer, folder: &Path) -> Result<(f64, PathBuf)> {
    let roster = folder.join("roster.csv");
    fs::write(&roster, roster::generated(CERTIFICATES))?;
    issuer.import(&roster, &workspace.root.join("api/templates"))?;
    let mut command = on_one_core(&issuer.api());
    let start = Instant::now();
    let lines = output(command.arg("issue"))?;
    let time = start.elapsed();
    let count = lines.lines().count();
    ensure!(count == CERTIFICATES, "{count} of {CERTIFICATES} certificates were issued");
    let first = serde_json::from_str(lines.lines().next().context("nothing was issued")?)?;
    let file = folder.join("certificate.pdf");
    issuer.export(&issuer::text(&first, "certificate_number")?, None, &file)?;
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    Ok((CERTIFICATES as f64 / time.as_secs_f64(), file))
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
fn browser(workspace: &Workspace, programs: &Path, folder: &Path) -> Result<Value> {
    let issuer = journeys::issuer(workspace)?;
    let site = journeys::site(workspace, &issuer)?;
    let roster = folder.join("one.csv");
    fs::write(&roster, roster::generated(1))?;
    let mut bench = Command::new(programs.join("bench"));
    bench.arg("browser").arg(roster);
    json(journeys::point_to(&mut bench, workspace, &issuer, &site)?)
}

fn json(command: &mut Command) -> Result<Value> {
    Ok(serde_json::from_str(output(command)?.trim())?)
}
