//! What `cargo xtask test` has built, found through environment variables.

use std::{env, ffi::OsString, path::PathBuf, process::Command};

use anyhow::{Context, Result};

/// The parts a journey works with.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The folder of the programs `api`, `keys` and `verify`.
    pub programs: PathBuf,
    /// The built site.
    pub site: PathBuf,
    /// The development hierarchy whose root the site trusts.
    pub hierarchy: PathBuf,
    /// A Python interpreter that has pyHanko.
    pub python: PathBuf,
    /// The program behind `cargo xtask`.
    pub xtask: PathBuf,
    /// The URL of an empty database on PostgreSQL; without one, offices work with SQLite.
    pub database: Option<OsString>,
}

impl Environment {
    /// Fails where the tests were started without the command that prepares them:
    /// a journey that could not run must not look like one that passed.
    pub fn find() -> Result<Self> {
        Ok(Self {
            programs: variable("DCERT_PROGRAMS")?,
            site: variable("DCERT_SITE")?,
            hierarchy: variable("DCERT_HIERARCHY")?,
            python: variable("DCERT_PYTHON")?,
            xtask: variable("DCERT_XTASK")?,
            database: env::var_os("DCERT_JOURNEY_DATABASE"),
        })
    }

    /// The package for JavaScript projects; measurements do without.
    pub fn package() -> Result<PathBuf> {
        variable("DCERT_PACKAGE")
    }

    /// The driver of Firefox; measurements do without.
    pub fn geckodriver() -> Result<PathBuf> {
        variable("DCERT_GECKODRIVER")
    }

    /// The source of axe, which looks for barriers in a page.
    pub fn axe() -> Result<String> {
        let file = variable("DCERT_AXE")?.join("node_modules/axe-core/axe.min.js");
        std::fs::read_to_string(&file).with_context(|| format!("there is no {}", file.display()))
    }

    /// The TypeScript compiler; measurements do without.
    pub fn typescript() -> Result<PathBuf> {
        variable("DCERT_TSC")
    }

    /// A program, ready for its arguments. Settings of this machine must not reach
    /// it, apart from where its fonts are.
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("DCERT_") && name != "DCERT_FONTS" {
                command.env_remove(name);
            }
        }
        command
    }

    /// The roots the site trusts.
    pub fn anchors(&self) -> PathBuf {
        self.hierarchy.join("anchors")
    }
}

fn variable(name: &str) -> Result<PathBuf> {
    env::var_os(name)
        .map(PathBuf::from)
        .with_context(|| format!("{name} is not set: run these tests with `cargo xtask test`"))
}
