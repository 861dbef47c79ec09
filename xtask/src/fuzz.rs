//! `cargo xtask fuzz`: builds the fuzz targets of the verifier, makes their seeds
//! from real certificates and from the corpus of attacks, and runs one after the
//! other. `cargo xtask test` runs each for a few seconds.

mod seeds;
mod target;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};

use self::target::{TARGETS, Target};
use crate::{
    binaries,
    process::{self, cargo},
    sample,
    setup::{self, Need},
    workspace::Workspace,
};

/// What to fuzz, and for how long.
pub struct Options {
    /// Seconds for each target.
    pub seconds: u64,
    /// A sample to start from instead of a fresh one.
    pub sample: Option<PathBuf>,
    /// Names of targets; none means all.
    pub targets: Vec<String>,
}

/// Sets up, builds and fuzzes. What the fuzzer finds worth keeping stays in
/// `target/fuzz/corpus`, where the next run goes on.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let targets = chosen(&options.targets)?;
    setup::ensure(workspace, &[Need::Compose, Need::Fuzz])?;
    let bench = Bench::build(workspace)?;
    let fresh = tempfile::tempdir().context("there is no place for temporary files")?;
    let sample = match &options.sample {
        Some(folder) => fs::canonicalize(folder).with_context(|| folder.display().to_string())?,
        None => {
            sample::write(workspace, &binaries::build(workspace)?, fresh.path())?;
            fresh.path().to_owned()
        }
    };
    let seeds = bench.seeds(workspace, &sample)?;
    let corpus = bench.folder.join("corpus");
    bench.fuzz(&targets, options.seconds, &sample, &seeds, &corpus)
}

/// Each target for a few seconds, from the same seeds in the same order. The
/// programs are built already.
pub fn smoke(workspace: &Workspace) -> Result<()> {
    const SECONDS: u64 = 6;
    let bench = Bench::build(workspace)?;
    let sample = tempfile::tempdir().context("there is no place for temporary files")?;
    sample::write(workspace, &binaries::folder(workspace), sample.path())?;
    let seeds = bench.seeds(workspace, sample.path())?;
    let corpus = tempfile::tempdir().context("there is no place for temporary files")?;
    bench.fuzz(&TARGETS.each_ref(), SECONDS, sample.path(), &seeds, corpus.path())
}

/// How often a target runs in a second, starting from the seeds.
pub fn runs_per_second(workspace: &Workspace, sample: &Path, name: &str) -> Result<f64> {
    const SECONDS: u64 = 10;
    let bench = Bench::build(workspace)?;
    let seeds = bench.seeds(workspace, sample)?;
    let corpus = tempfile::tempdir().context("there is no place for temporary files")?;
    let folders = [corpus.path().to_owned(), seeds.join(name)];
    let [target] = chosen(&[name.to_owned()])?[..] else { bail!("there is no target `{name}`") };
    match target.run(&bench, SECONDS, sample, &folders)? {
        Ok(figures) => figures.runs_per_second(),
        Err(crash) => bail!("{crash}"),
    }
}

/// The manifest of the targets: a workspace of its own.
pub fn manifest(workspace: &Workspace) -> PathBuf {
    workspace.root.join("verifier-wasm/fuzz/Cargo.toml")
}

fn chosen(names: &[String]) -> Result<Vec<&'static Target>> {
    if names.is_empty() {
        return Ok(TARGETS.iter().collect());
    }
    let find = |name: &String| {
        TARGETS.iter().find(|target| target.name == name).with_context(|| {
            let known: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            format!("there is no target `{name}`, but {}", known.join(", "))
        })
    };
    names.iter().map(find).collect()
}

/// The built targets.
struct Bench {
    sources: PathBuf,
    programs: PathBuf,
    folder: PathBuf,
}

impl Bench {
    fn build(workspace: &Workspace) -> Result<Self> {
        let sources = manifest(workspace).parent().context("a manifest lies in a folder")?.to_owned();
        let folder = workspace.target.join("fuzz");
        let target = folder.join("build");
        process::run(cargo().args(["fetch", "--locked", "--manifest-path"]).arg(manifest(workspace)))
            .context("the lock file of verifier-wasm/fuzz")?;
        let program = setup::CARGO_FUZZ.find(workspace).context("cargo-fuzz is missing")?;
        let mut build = process::builder(program);
        // Some libraries skip their checksums when they are told that they are fuzzed.
        build.args(["build", "--sanitizer", "none", "--no-cfg-fuzzing", "--fuzz-dir"]).arg(&sources);
        process::run(build.arg("--target-dir").arg(&target).current_dir(&workspace.root))?;
        let programs = target.join(host()?).join("release");
        Ok(Self { sources, programs, folder })
    }

    /// Those of an older sample go: their keys are not known any more.
    fn seeds(&self, workspace: &Workspace, sample: &Path) -> Result<PathBuf> {
        let seeds = self.folder.join("seeds");
        if seeds.is_dir() {
            fs::remove_dir_all(&seeds).with_context(|| seeds.display().to_string())?;
        }
        seeds::write(workspace, sample, &seeds)?;
        Ok(seeds)
    }

    /// Runs the targets, and fails at the end if one of them did.
    fn fuzz(
        &self,
        targets: &[&Target],
        seconds: u64,
        sample: &Path,
        seeds: &Path,
        corpus: &Path,
    ) -> Result<()> {
        println!("{}", target::HEADING);
        let mut broken = Vec::new();
        for target in targets {
            let corpus = corpus.join(target.name);
            fs::create_dir_all(&corpus).with_context(|| corpus.display().to_string())?;
            let folders = [corpus, seeds.join(target.name)];
            match target.run(self, seconds, sample, &folders)? {
                Ok(figures) => println!("{figures}"),
                Err(crash) => {
                    println!("{crash}");
                    broken.push(target.name);
                }
            }
        }
        ensure!(broken.is_empty(), "fuzzing broke {}", broken.join(", "));
        Ok(())
    }
}

/// The triple of this machine, which is in the path of everything built for it.
fn host() -> Result<String> {
    let text = process::output(std::process::Command::new("rustc").arg("-vV"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(line.context("rustc does not say for which machine it is")?.to_owned())
}
