//! Sets up what a command needs and the machine lacks. Every part has a pinned
//! version; what is there already is left alone, which takes well under a second.
//!
//! Programs of the system come from Debian's packages, when this is Debian and
//! the user is root. Everything else goes to the user's cache folder.

mod cargo_tools;
mod debian;
mod node;
mod python;

use std::{ffi::OsString, path::PathBuf};

use anyhow::{Context, Result, bail};

use crate::{
    process::{self, cargo},
    workspace::Workspace,
};
pub use cargo_tools::{CARGO_DENY, CARGO_FUZZ, GECKODRIVER, TRUNK, WASM_BINDGEN};
pub use node::{BINARYEN, LIGHTHOUSE, TYPESCRIPT};

/// What a command is going to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Compose certificates: fonts.
    Compose,
    /// Build the web application: Trunk and what it calls.
    Site,
    /// Run it in a browser.
    Browser,
    /// Run it in the other browser: Firefox.
    Firefox,
    /// Ask servers for files: curl.
    Fetch,
    /// Ask the unrelated verifier: pyHanko.
    Peer,
    /// Ask Lighthouse what it says of the page.
    Lighthouse,
    /// Check the types of the JavaScript package.
    Types,
    /// Spoil certificates with the programs people use.
    Spoil,
    /// Test on the other database engine: PostgreSQL.
    Postgres,
    /// End a process at a chosen system call: strace.
    Trace,
    /// Check licences and sources of the dependencies.
    Licences,
    /// Fuzz the verifier: cargo-fuzz and a C++ compiler for libFuzzer.
    Fuzz,
}

/// Makes sure that all needs are met, or says what is missing.
pub fn ensure(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    let packages = debian::missing(needs);
    if !packages.is_empty() {
        if !debian::can_install() {
            bail!("{}", list_of_missing(workspace, needs, &packages));
        }
        debian::install(&packages)?;
    }
    if needs.contains(&Need::Site) {
        wasm_target()?;
    }
    for tool in cargo_tools::missing(workspace, needs) {
        tool.install(workspace)?;
    }
    cargo_tools::remove_build_folder(workspace)?;
    node::ensure(workspace, needs)?;
    if needs.contains(&Need::Peer) {
        python::environment(workspace)?;
    }
    Ok(())
}

fn list_of_missing(workspace: &Workspace, needs: &[Need], packages: &[&debian::Part]) -> String {
    let mut text = String::from(
        "some programs or fonts are missing. They are installed by themselves only on Debian and for root; \
         nothing was changed. Needed:\n",
    );
    for part in packages {
        text += &format!("  {}; looked for {}; Debian package {}\n", part.what, part.wanted, part.package);
    }
    for tool in cargo_tools::missing(workspace, needs) {
        text += &format!(
            "  {} {}; looked on the PATH and in {}; `cargo install --locked {} --version {}`\n",
            tool.program,
            tool.version,
            workspace.tools().join("bin").display(),
            tool.package,
            tool.version,
        );
    }
    text.trim_end().to_owned()
}

/// `rust-toolchain.toml` names the target, but only rustup reads that file.
fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot = process::output(std::process::Command::new("rustc").args(["--print", "sysroot"]))?;
    if PathBuf::from(sysroot.trim()).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    println!("installing the Rust target {TARGET}");
    process::run(std::process::Command::new("rustup").args(["target", "add", TARGET]))
        .with_context(|| format!("the Rust target {TARGET} is missing"))
}

/// The PATH on which the installed tools come first.
pub fn path(workspace: &Workspace) -> Result<OsString> {
    process::path_with(&[workspace.tools().join("bin"), BINARYEN.programs(workspace)])
}

/// The interpreter that has pyHanko.
pub fn python(workspace: &Workspace) -> PathBuf {
    python::interpreter(workspace)
}

/// The folder that has pdf.js.
pub fn pdfjs(workspace: &Workspace) -> PathBuf {
    node::PDFJS.folder(workspace)
}

/// The folder that has axe.
pub fn axe(workspace: &Workspace) -> PathBuf {
    node::AXE.folder(workspace)
}

/// Downloads all dependencies, so that later steps can do without the network
/// and a slow download is not mistaken for a slow build.
pub fn fetch(workspace: &Workspace) -> Result<()> {
    let targets = ["--target", "host-tuple", "--target", "wasm32-unknown-unknown"];
    process::run(cargo().args(["fetch", "--locked"]).args(targets).current_dir(&workspace.root))
}
