//! One target: how it is run, and what libFuzzer says about it.

use core::fmt;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};

use super::Bench;

/// A program in `verifier-wasm/fuzz`.
pub struct Target {
    /// Its name.
    pub name: &'static str,
    dictionary: Option<&'static str>,
}

/// All of them; the cheap ones first.
pub const TARGETS: [Target; 9] = [
    Target { name: "code", dictionary: None },
    Target { name: "claims", dictionary: Some("json.dict") },
    Target { name: "status_list", dictionary: Some("json.dict") },
    Target { name: "certificate", dictionary: None },
    Target { name: "cms", dictionary: None },
    Target { name: "pdf", dictionary: Some("pdf.dict") },
    Target { name: "verify", dictionary: Some("pdf.dict") },
    Target { name: "diagnosis", dictionary: Some("pdf.dict") },
    Target { name: "scan", dictionary: None },
];

/// Above the figures.
pub const HEADING: &str = "target            runs     runs/s   edges  slowest  memory";

/// A file may be refused late, but never this late: the limit for files that are
/// made to be slow.
const SECONDS_A_RUN: u64 = 2;

/// What the process may hold: the corpus and the code, and the 32 MiB that a
/// verification may take.
const MEMORY_MIB: u64 = 512;

/// A little more than a real certificate, in bytes.
pub const LONGEST_INPUT: usize = 120_000;

/// A run without a crash.
pub struct Figures {
    name: &'static str,
    runs: String,
    runs_per_second: String,
    edges: String,
    slowest: String,
    memory: String,
}

/// A run that ended with a crash, a time-out or too much memory.
pub struct Crash {
    name: &'static str,
    end: String,
    artifacts: PathBuf,
}

impl Target {
    /// Runs for so many seconds. The first folder takes what is worth keeping.
    pub fn run(
        &self,
        bench: &Bench,
        seconds: u64,
        sample: &Path,
        folders: &[PathBuf],
    ) -> Result<Result<Figures, Crash>> {
        let artifacts = bench.folder.join("artifacts").join(self.name);
        fs::create_dir_all(&artifacts).with_context(|| artifacts.display().to_string())?;
        let log = bench.folder.join(format!("{}.log", self.name));
        let mut command = Command::new(bench.programs.join(self.name));
        command
            .env("DCERT_SAMPLE", sample)
            .args(folders)
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-timeout={SECONDS_A_RUN}"))
            .arg(format!("-rss_limit_mb={MEMORY_MIB}"))
            .arg(format!("-max_len={LONGEST_INPUT}"))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .args(["-seed=1", "-print_final_stats=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).with_context(|| log.display().to_string())?);
        if let Some(dictionary) = self.dictionary {
            command.arg(format!("-dict={}", bench.sources.join(dictionary).display()));
        }
        let status = command.status().with_context(|| format!("could not start the target {}", self.name))?;
        // What a crash prints may be cut out of the input.
        let said = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        Ok(if status.success() {
            Ok(Figures::parse(self.name, &said))
        } else {
            let lines: Vec<_> = said.lines().collect();
            let end = lines[lines.len().saturating_sub(12)..].join("\n");
            Err(Crash { name: self.name, end, artifacts })
        })
    }
}

impl Figures {
    /// Runs a second, as libFuzzer counts them.
    pub fn runs_per_second(&self) -> Result<f64> {
        self.runs_per_second.parse().with_context(|| format!("libFuzzer said {}", self.runs_per_second))
    }

    fn parse(name: &'static str, said: &str) -> Self {
        let last = |label: &str| {
            let found = said.rsplit_once(label).and_then(|(_, rest)| rest.split_whitespace().next());
            found.unwrap_or("?").to_owned()
        };
        Self {
            name,
            runs: last("stat::number_of_executed_units:"),
            runs_per_second: last("stat::average_exec_per_sec:"),
            edges: last(" cov: "),
            slowest: last("stat::slowest_unit_time_sec:"),
            memory: last("stat::peak_rss_mb:"),
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, runs, runs_per_second, edges, slowest, memory } = self;
        write!(f, "{name:<12} {runs:>9} {runs_per_second:>10} {edges:>7} {slowest:>6} s {memory:>4} MB")
    }
}

impl fmt::Display for Crash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: BROKEN; the input is in {}\n{}", self.name, self.artifacts.display(), self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_the_last_that_were_said() {
        let said = "#5\tINITED cov: 452 ft: 476 corp: 4/1724b\n#9\tDONE   cov: 480 ft: 500 corp: 6/2Kb\n\
                    stat::number_of_executed_units: 9\nstat::average_exec_per_sec:     4\n\
                    stat::slowest_unit_time_sec:    0\nstat::peak_rss_mb:              29\n";
        let figures = Figures::parse("claims", said).to_string();
        assert_eq!(
            figures.split_whitespace().collect::<Vec<_>>(),
            ["claims", "9", "4", "480", "0", "s", "29", "MB"]
        );
    }
}
