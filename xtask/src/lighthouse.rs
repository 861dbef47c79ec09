//! `cargo xtask lighthouse`: what Google's Lighthouse says of the page of verification
//! in the Chromium of this machine: as a desktop; as a telephone on slow 4G as Lighthouse
//! reckons it from a fast run (a name to be looked up, new connections, TCP's slow start);
//! and with slow 4G laid on the real connections.

use std::{
    fmt::Write as _,
    fs,
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    binaries, journeys, process,
    setup::{self, LIGHTHOUSE, Need},
    up,
    workspace::Workspace,
};

/// What is wanted of a profile.
struct Goals {
    profile: &'static str,
    arguments: &'static [&'static str],
    /// Points; in the other categories it is always 100.
    performance: f64,
    /// Seconds until the page answers.
    interactive: f64,
}

const GOALS: [Goals; 3] = [
    Goals { profile: "desktop", arguments: &["--preset=desktop"], performance: 100.0, interactive: 1.5 },
    // The reckoning has a floor of 1.6 s: 0.6 s until the page is there, 0.3 s until a
    // new connection gives its first byte, 0.6 s for 118 kB, 0.1 s for the start.
    Goals { profile: "mobile", arguments: &[], performance: 95.0, interactive: 2.0 },
    Goals { profile: "slow 4G", arguments: &SLOW_4G, performance: 95.0, interactive: 1.5 },
];

/// Lighthouse's own figures for slow 4G, on the connections instead of in its reckoning.
const SLOW_4G: [&str; 5] = [
    "--throttling-method=devtools",
    "--throttling.requestLatencyMs=150",
    "--throttling.downloadThroughputKbps=1638.4",
    "--throttling.uploadThroughputKbps=750",
    "--throttling.cpuSlowdownMultiplier=4",
];

/// In the order of the table; only the first one depends on the machine.
const CATEGORIES: [&str; 3] = ["performance", "accessibility", "best-practices"];

/// Other programs share the machine: the best run of so many counts.
const RUNS: usize = 3;

const CHROME: &str = "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-dev-shm-usage";

/// Sets up, builds or takes the site, serves, asks and prints; fails below a goal.
pub fn run(workspace: &Workspace, given: Option<&Path>) -> Result<()> {
    setup::ensure(workspace, &[Need::Compose, Need::Site, Need::Browser, Need::Lighthouse])?;
    let programs = binaries::build(workspace)?;
    let keys = journeys::issuer(workspace)?;
    let site = given.map_or_else(|| journeys::site(workspace, &keys), |site| Ok(site.to_owned()))?;
    let data = tempfile::tempdir().context("there is no place for temporary files")?;
    let server = Server::start(&programs, &keys.hierarchy(), &site, data.path())?;
    let mut missed = String::new();
    println!("| {:<8} | {} | interactive after |", "", CATEGORIES.join(" | "));
    for goals in &GOALS {
        let report = best(workspace, &server, goals, data.path())?;
        let points = CATEGORIES.map(|category| points(&report, category));
        let [performance, accessibility, practices] = points;
        let interactive = interactive(&report)?;
        println!(
            "| {:<8} | {performance:>11} | {accessibility:>13} | {practices:>14} | {interactive:>15.2} s |",
            goals.profile,
        );
        if interactive > goals.interactive {
            writeln!(
                missed,
                "{} answers after {interactive:.2} s of {:.1}",
                goals.profile, goals.interactive
            )?;
        }
        for (category, (points, goal)) in
            CATEGORIES.iter().zip(points.into_iter().zip([goals.performance, 100.0, 100.0]))
        {
            if points < goal {
                writeln!(missed, "{} {category}: {points} of {goal}", goals.profile)?;
            }
        }
        missed += &complaints(&report);
    }
    ensure!(missed.is_empty(), "below the goals:\n{missed}");
    Ok(())
}

/// The report of the run with the most points for performance.
fn best(workspace: &Workspace, server: &Server, goals: &Goals, folder: &Path) -> Result<Value> {
    let mut best: Option<Value> = None;
    for run in 0..RUNS {
        let file = folder.join(format!("{}-{run}.json", goals.profile));
        process::output(
            Command::new("node")
                .arg(LIGHTHOUSE.folder(workspace).join("node_modules/lighthouse/cli/index.js"))
                .arg(server.address())
                .args(["--quiet", "--no-enable-error-reporting", "--output=json", CHROME])
                .arg(format!("--output-path={}", file.display()))
                .arg(format!("--only-categories={}", CATEGORIES.join(",")))
                .args(goals.arguments)
                .env("CHROME_PATH", process::find_program("chromium").context("chromium is missing")?),
        )?;
        let report: Value = serde_json::from_slice(&fs::read(&file)?)?;
        let performance = |report: &Value| points(report, CATEGORIES[0]);
        if best.as_ref().is_none_or(|best| performance(best) < performance(&report)) {
            best = Some(report);
        }
    }
    best.context("there is at least one run")
}

/// 0 to 100; what was not measured has none.
fn points(report: &Value, category: &str) -> f64 {
    (report["categories"][category]["score"].as_f64().unwrap_or_default() * 100.0).round()
}

/// Seconds until the page answers, on the line of the profile.
fn interactive(report: &Value) -> Result<f64> {
    let milliseconds = report["audits"]["interactive"]["numericValue"].as_f64();
    Ok(milliseconds.context("Lighthouse does not say when the page answers")? / 1000.0)
}

/// What costs points, a line each.
fn complaints(report: &Value) -> String {
    let counts =
        |category: &str| report["categories"][category]["auditRefs"].as_array().into_iter().flatten();
    let mut lines = String::new();
    for reference in CATEGORIES.iter().flat_map(|category| counts(category)) {
        let weighs = reference["weight"].as_f64().is_some_and(|weight| weight > 0.0);
        let audit = &report["audits"][reference["id"].as_str().unwrap_or_default()];
        let score = audit["score"].as_f64();
        if weighs && score.is_some_and(|score| score < 0.9) {
            let shown = audit["displayValue"].as_str().unwrap_or_default();
            let _ = writeln!(lines, "  {} {shown}", audit["title"].as_str().unwrap_or_default());
        }
    }
    lines
}

/// A server of the site; ends when dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(programs: &Path, hierarchy: &Path, site: &Path, data: &Path) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let child = Command::new(programs.join("api"))
            .arg("--data")
            .arg(data.join("office"))
            .arg("--hierarchy")
            .arg(hierarchy)
            .arg("serve")
            .arg("--site")
            .arg(site)
            .args(["--listen", &format!("{}:{port}", Ipv4Addr::LOCALHOST)])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("could not start the server")?;
        let server = Self { child, port };
        up::wait_until_ready(port)?;
        Ok(server)
    }

    fn address(&self) -> String {
        format!("http://{}:{}/", Ipv4Addr::LOCALHOST, self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
