//! The web application, built by Trunk for one set of anchors.
//!
//! The same sources give the same bytes, wherever they lie: the compiler is told to
//! write other names for the folders of this machine into the programs (`remapped`);
//! one codegen unit, pinned tools and names by content do the rest.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    process::{self, builder, run},
    setup, stamp,
    workspace::Workspace,
};

/// What the site is made from.
const SOURCES: [&str; 15] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "certificate",
    "codes",
    "diagnosis",
    "keys",
    "rendering",
    "scan",
    "verifier-wasm",
    "web",
    "xtask/src/site.rs",
    "xtask/src/site_assets",
    "xtask/src/site_assets.rs",
];

/// Where a site is built.
pub struct Place {
    /// The sources.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// Where cargo keeps what it has downloaded.
    pub cargo_home: PathBuf,
}

impl Place {
    /// The tree this program belongs to.
    pub fn of(workspace: &Workspace) -> Result<Self> {
        let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
        let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home);
        Ok(Self {
            root: workspace.root.clone(),
            target: workspace.target.clone(),
            cargo_home: cargo_home.context("neither CARGO_HOME nor HOME is set")?,
        })
    }

    /// Builds the site into a folder, with the official roots and those in `anchors`.
    pub fn build(&self, workspace: &Workspace, anchors: Option<&Path>, site: &Path) -> Result<()> {
        let trunk = setup::TRUNK.find(workspace).context("Trunk is missing")?;
        let mut trunk = builder(trunk);
        match anchors {
            Some(anchors) => trunk.env("DCERT_ANCHORS", anchors),
            None => trunk.env_remove("DCERT_ANCHORS"),
        };
        run(trunk
            .args(["build", "--release", "--locked", "--offline", "--dist"])
            .arg(site)
            .current_dir(&self.root)
            .env("PATH", setup::path(workspace)?)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_HOME", &self.cargo_home)
            // Beside what `.cargo/config.toml` says.
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", self.remapped()?)
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            // Trunk 0.21 takes this for one of its own options and wants `true`.
            .env_remove("NO_COLOR"))
    }

    /// The names that stand in the programs for the folders of this machine: messages
    /// of a panic say where it was. Of two that fit, the compiler takes the last.
    fn remapped(&self) -> Result<String> {
        let mut names = vec![
            (self.cargo_home.clone(), "/cargo".to_owned()),
            (self.root.clone(), "/dcert".to_owned()),
            (self.target.clone(), "/dcert/target".to_owned()),
            standard_library()?,
        ];
        // One folder for each registry, named after where it was reached.
        let registries = self.cargo_home.join("registry/src");
        for registry in fs::read_dir(&registries).into_iter().flatten() {
            names.push((registry?.path(), "/cargo/registry".to_owned()));
        }
        let flags =
            names.iter().map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()));
        let (flags, unfit): (Vec<_>, Vec<_>) = flags.partition(|flag| !flag.contains(char::is_whitespace));
        if !unfit.is_empty() {
            println!("note: a folder has a space in its name, so this build differs from those elsewhere");
        }
        Ok(flags.join(" "))
    }
}

/// Where the sources of the standard library lie if they are installed, and the name
/// that stands in the programs if they are not.
fn standard_library() -> Result<(PathBuf, String)> {
    let said = |arguments: &[&str]| process::output(Command::new("rustc").args(arguments));
    let version = said(&["-vV"])?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: "));
    let sysroot = PathBuf::from(said(&["--print", "sysroot"])?.trim());
    Ok((sysroot.join("lib/rustlib/src/rust"), format!("/rustc/{}", commit.context("rustc has no commit")?)))
}

/// Builds the site that trusts `anchors` beside the official roots, unless nothing has
/// changed since the last time. `name` tells sites for different anchors apart.
pub fn build(workspace: &Workspace, name: &str, anchors: Option<&Path>) -> Result<PathBuf> {
    let anchors = anchors
        .map(|folder| folder.canonicalize().with_context(|| format!("there is no {}", folder.display())))
        .transpose()?;
    let folder = workspace.target.join("site");
    let (site, mark) = (folder.join(name), folder.join(format!("{name}.sha256")));
    let wanted = stamp(workspace, anchors.as_deref())?;
    if fs::read_to_string(&mark).is_ok_and(|found| found == wanted) && site.join("index.html").is_file() {
        println!("the site is up to date");
        return Ok(site);
    }
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    Place::of(workspace)?.build(workspace, anchors.as_deref(), &site)?;
    fs::write(&mark, wanted).with_context(|| format!("could not write {}", mark.display()))?;
    Ok(site)
}

/// The site of the official roots and those in `DCERT_ANCHORS`, built here; or the one
/// in a folder.
pub fn given_or_built(workspace: &Workspace, given: Option<&Path>) -> Result<PathBuf> {
    if let Some(site) = given {
        return site.canonicalize().with_context(|| format!("there is no {}", site.display()));
    }
    setup::ensure(workspace, &[setup::Need::Site])?;
    build(workspace, "own", env::var_os("DCERT_ANCHORS").map(PathBuf::from).as_deref())
}

fn stamp(workspace: &Workspace, anchors: Option<&Path>) -> Result<String> {
    let sources: Vec<_> = SOURCES.iter().map(|name| workspace.root.join(name)).collect();
    let sources = stamp::of(&workspace.root, &sources)?;
    let anchors = match anchors {
        Some(anchors) => stamp::of(anchors, &[anchors.to_owned()])?,
        None => "official".to_owned(),
    };
    // Whom to ask is compiled in.
    let contact = env::var("DCERT_CONTACT").unwrap_or_default();
    Ok(format!("{sources} {anchors} {contact}\n"))
}
