//! `cargo xtask load`: a whole country's certificates on each engine, users on every
//! screen, and the table "Scale" of the README.

mod engine;
mod office;
mod table;

use std::{fs, process::Command, thread};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use self::{
    engine::Engine,
    office::{Background, LoadOffice},
};
use crate::{
    binaries,
    process::{self, cargo},
    setup::{self, Need},
    workspace::Workspace,
};

/// How much, how long, how many.
#[derive(Clone, Copy)]
pub struct Options {
    /// Certificates in the database.
    pub certificates: u32,
    /// Of so many schools.
    pub schools: u32,
    /// Approved cases that are issued and timed.
    pub approved: u32,
    /// Users at once.
    pub users: u32,
    /// Seconds for each screen.
    pub seconds: f64,
}

impl Options {
    /// What the README shows.
    pub const FULL: Self =
        Self { certificates: 500_000, schools: 160, approved: 1_000, users: 50, seconds: 5.0 };
    /// Enough to see that everything answers.
    const SMOKE: Self = Self { certificates: 2_000, schools: 8, approved: 10, users: 4, seconds: 0.05 };
}

/// The most certificates that a list of 131,072 slots serves.
const SMALL: u32 = 60_000;

/// Builds, fills and measures both engines, then prints the tables.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::ensure(workspace, &[Need::Compose, Need::Postgres])?;
    setup::fetch(workspace)?;
    process::run(
        cargo()
            .args(["build", "--release", "--locked"])
            .args(binaries::NATIVE)
            .args(binaries::FEATURES)
            .args(["--bins", "--example", "fill"])
            .current_dir(&workspace.root),
    )?;
    let limits = limits(workspace, options)?;
    let mut found = Vec::new();
    for engine in Engine::ALL {
        found.push(measure(workspace, engine, options)?);
    }
    println!("\n{}", table::scale(options, &found, &limits)?);
    println!("\n{}", table::screens(options, &found)?);
    Ok(())
}

/// A few thousand certificates and a few users, in seconds. Everything has to answer
/// as it should, and the history has to be whole afterwards.
pub fn smoke(workspace: &Workspace) -> Result<()> {
    for engine in Engine::ALL {
        let found = measure(workspace, engine, &Options::SMOKE)?;
        table::screens(&Options::SMOKE, &[found])?;
    }
    Ok(())
}

fn measure(workspace: &Workspace, engine: Engine, options: &Options) -> Result<Value> {
    let place = tempfile::tempdir().context("there is no place for temporary files")?;
    let programs = binaries::folder(workspace);
    let small = if options.certificates > SMALL {
        println!("- {engine}: filling with {SMALL} certificates");
        let few = Options { certificates: SMALL, approved: 0, users: 0, ..*options };
        let office = LoadOffice::open(engine, &programs, &place.path().join("small"))?;
        office.fill(&few)?["list"].clone()
    } else {
        Value::Null
    };
    println!("- {engine}: filling with {} certificates", options.certificates);
    let office = LoadOffice::open(engine, &programs, &place.path().join("data"))?;
    let filled = office.fill(options)?;
    office.import_grounds(&workspace.root.join("api/reference/sample.toml"))?;
    println!("- {engine}: issuing {} certificates", options.approved);
    let issued_per_second = office.issue(options.approved)?;
    println!("- {engine}: {} users on every screen", options.users);
    let server = office.serve()?;
    let written = place.path().join("filled.json");
    fs::write(&written, filled.to_string())?;
    let mut command = Command::new(programs.join("load"));
    command.args(["measure", &server.address]).arg(&written).arg(options.users.to_string());
    let mut found: Value = json(command.arg(options.seconds.to_string()))?;
    drop(server);
    println!("- {engine}: checking the history");
    office.check_history()?;
    found["engine"] = json!(engine.to_string());
    found["issued_per_second"] = json!(issued_per_second);
    found["lists"] = json!([small, filled["list"]]);
    Ok(found)
}

/// What a bare server answers, on the same machine with the same client: something
/// small, and as many bytes as a status list has.
fn limits(workspace: &Workspace, options: &Options) -> Result<Value> {
    println!("- a bare server");
    let program = binaries::folder(workspace).join("load");
    let address = office::free_address()?;
    let bare = Background::start(Command::new(&program).args(["bare", &address]), address)?;
    let mut limits = serde_json::Map::new();
    for bytes in ["0", "1000", "20000", "40000", "80000"] {
        let mut probe = Command::new(&program);
        probe.args(["probe", &bare.address, &options.users.to_string(), &options.seconds.to_string(), bytes]);
        limits.insert(bytes.to_owned(), json(&mut probe)?);
    }
    Ok(limits.into())
}

fn json(command: &mut Command) -> Result<Value> {
    let output = process::output(command)?;
    let line = output.lines().last().context("a measurement is a line")?;
    Ok(serde_json::from_str(line)?)
}

/// How many cores everything shares.
fn cores() -> Result<usize> {
    let cores = thread::available_parallelism()?.get();
    ensure!(cores > 0, "there is a core");
    Ok(cores)
}
