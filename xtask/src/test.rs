//! `cargo xtask test`: everything that must hold before a change lands.
//!
//! All native steps use the release profile and one set of features, so that the
//! one long build of the dependencies serves lints, documentation, unit tests,
//! the programs and the journeys.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{
    binaries::{FEATURES, NATIVE},
    fuzz,
    issuer::Issuer,
    journeys, load, package, postgres,
    process::{self, cargo},
    setup::{self, Need},
    steps::Steps,
    workspace::Workspace,
};

const NEEDS: [Need; 11] = [
    Need::Compose,
    Need::Site,
    Need::Browser,
    Need::Firefox,
    Need::Types,
    Need::Peer,
    Need::Spoil,
    Need::Postgres,
    Need::Trace,
    Need::Licences,
    Need::Fuzz,
];

/// The crates that also run in a browser.
const WASM: [&str; 16] = [
    "--package",
    "web",
    "--package",
    "verifier-wasm",
    "--package",
    "codes",
    "--package",
    "diagnosis",
    "--package",
    "scan",
    "--package",
    "rendering",
    "--package",
    "certificate",
    "--package",
    "keys",
];

/// The two forms in which the verifier gets there, and the workers beside it.
const WASM_FEATURES: [&str; 3] = [
    "--no-default-features",
    "--features",
    "verifier-wasm/package,verifier-wasm/codes,scan/worker,rendering/worker",
];

const WASM_TARGET: [&str; 4] = ["--target", "wasm32-unknown-unknown", "--profile", "wasm"];

/// Runs all steps; the first that fails ends it. The table of times comes last.
pub fn run(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::start();
    let cargo = || {
        let mut command = cargo();
        command.current_dir(&workspace.root);
        command
    };
    steps.step("set-up", || setup::ensure(workspace, &NEEDS))?;
    steps.step("dependencies", || setup::fetch(workspace))?;
    steps.step("formatting", || {
        process::run(cargo().args(["fmt", "--all", "--check"]))?;
        process::run(cargo().args(["fmt", "--check", "--manifest-path"]).arg(fuzz::manifest(workspace)))
    })?;
    steps.step("licences, sources, duplicates", || deny(workspace))?;
    steps.step("lints", || {
        let lint = ["clippy", "--release", "--locked", "--all-targets"];
        process::run(cargo().args(lint).args(NATIVE).args(FEATURES).args(DENY_WARNINGS))
    })?;
    steps.step("lints for the browser", || {
        let lint = ["clippy", "--locked", "--lib", "--bins"];
        process::run(cargo().args(lint).args(WASM).args(WASM_FEATURES).args(WASM_TARGET).args(DENY_WARNINGS))
    })?;
    steps.step("no private keys in the browser", || no_signing(&mut cargo()))?;
    steps.step("documentation", || {
        let document = ["doc", "--release", "--locked", "--no-deps"];
        process::run(cargo().args(document).args(NATIVE).env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    steps.step("build", || {
        let build = ["build", "--release", "--locked", "--all-targets"];
        process::run(cargo().args(build).args(NATIVE).args(FEATURES))
    })?;
    steps.step("lints of the fuzz targets", || {
        let lint = ["clippy", "--locked", "--bins", "--manifest-path"];
        let target = workspace.target.join("fuzz").join("lints");
        process::run(
            cargo()
                .args(lint)
                .arg(fuzz::manifest(workspace))
                .arg("--target-dir")
                .arg(target)
                .args(DENY_WARNINGS),
        )
    })?;
    steps.step("fuzzing, a few seconds a target", || fuzz::smoke(workspace))?;
    // Plain state machines and sentences, which need no browser.
    steps.step("tests of the page", || {
        process::run(cargo().args(["test", "--release", "--locked", "--package", "web", "--lib"]))
    })?;
    let issuer = journeys::issuer(workspace)?;
    let site = steps.step("site", || journeys::site(workspace, &issuer))?;
    let package = steps.step("package", || package::build(workspace))?;
    steps.step("tests and journeys", || run_tests(workspace, &issuer, &site, &package))?;
    steps.step("tests on PostgreSQL", || {
        let cluster = postgres::Cluster::start()?;
        test_on_postgres(workspace, &cluster)?;
        journey_on_postgres(workspace, &cluster, &issuer, &site)
    })?;
    steps.step("load, a few seconds", || load::smoke(workspace))
}

const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// The code that handles private keys must not even be compiled for a browser.
fn no_signing(cargo: &mut Command) -> Result<()> {
    let tree = ["tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p} [{f}]"];
    let tree = cargo.args(tree).args(WASM).args(WASM_FEATURES).args(["--target", "wasm32-unknown-unknown"]);
    let tree = process::output(tree)?;
    let keys: Vec<_> = tree.lines().filter(|line| line.starts_with("keys ")).collect();
    ensure!(!keys.is_empty(), "the crate `keys` is not in the tree of the web application");
    ensure!(
        !keys.iter().any(|line| line.contains("signing")),
        "the feature `signing` of `keys` is on: {keys:?}"
    );
    Ok(())
}

/// Advisories need a database from the network; everything else is local.
fn deny(workspace: &Workspace) -> Result<()> {
    let program = setup::CARGO_DENY.find(workspace).context("cargo-deny is missing")?;
    let check = |what: &[&str]| {
        let mut command = process::builder(&program);
        command.current_dir(&workspace.root).args(["--all-features", "--locked", "check"]).args(what);
        command
    };
    process::run(&mut check(&["bans", "licenses", "sources"]))?;
    let mut fetch = process::builder(&program);
    match process::output(fetch.current_dir(&workspace.root).args(["fetch", "db"])) {
        Ok(_) => process::run(&mut check(&["--disable-fetch", "advisories"])),
        Err(_) => {
            println!("advisories: NOT checked, the advisory database is out of reach");
            Ok(())
        }
    }
}

/// Unit tests and journeys together: what the journeys need is built by now.
fn run_tests(workspace: &Workspace, issuer: &Issuer, site: &Path, package: &Path) -> Result<()> {
    let mut tests = cargo();
    tests
        .args(["test", "--release", "--locked"])
        .args(NATIVE)
        .args(FEATURES)
        .env("DCERT_PACKAGE", package)
        .env("DCERT_GECKODRIVER", setup::GECKODRIVER.find(workspace).context("geckodriver is missing")?)
        .env("DCERT_TSC", setup::TYPESCRIPT.programs(workspace).join("tsc"))
        .current_dir(&workspace.root);
    process::run(journeys::point_to(&mut tests, workspace, issuer, site)?)
}

/// The test program of `api` once more, each test with a database on PostgreSQL.
fn test_on_postgres(workspace: &Workspace, cluster: &postgres::Cluster) -> Result<()> {
    process::run(test_program("api").env(postgres::VARIABLE, cluster.url()).current_dir(&workspace.root))
}

/// The whole life of certificates once more, in a browser, on PostgreSQL.
fn journey_on_postgres(
    workspace: &Workspace,
    cluster: &postgres::Cluster,
    issuer: &Issuer,
    site: &Path,
) -> Result<()> {
    let mut journey = test_program("lifecycle");
    journey.env("DCERT_JOURNEY_DATABASE", cluster.create("journey")?).current_dir(&workspace.root);
    process::run(journeys::point_to(&mut journey, workspace, issuer, site)?)
}

/// One test program, of the same packages and features as all of them together, so
/// that nothing is built again.
fn test_program(name: &str) -> Command {
    let mut tests = cargo();
    tests.args(["test", "--release", "--locked", "--test", name]).args(NATIVE).args(FEATURES);
    tests
}
