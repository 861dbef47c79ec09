//! Where things lie.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

/// The folders every command works with; all absolute.
pub struct Workspace {
    /// The root of the tree.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// What set-up installs, shared by all trees of this user.
    pub cache: PathBuf,
}

impl Workspace {
    /// Cargo says at run time where the package is, so a moved tree still works.
    pub fn find() -> Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR").context("start this as `cargo xtask`")?;
        let root = PathBuf::from(package).parent().context("the package has no parent folder")?.to_owned();
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Self { root, target, cache: cache_folder()?.join("dcert") })
    }

    /// The cache folder, made if it is not there.
    pub fn cache_folder(&self) -> Result<&Path> {
        fs::create_dir_all(&self.cache)
            .with_context(|| format!("could not make {}", self.cache.display()))?;
        Ok(&self.cache)
    }

    /// Where `cargo install --root` puts programs.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }
}

fn cache_folder() -> Result<PathBuf> {
    let set = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    set.or_else(home).context("neither XDG_CACHE_HOME nor HOME is set, so there is no cache folder")
}

/// What goes to a folder of the user's choice must not mix with what is there.
pub fn refuse_unless_empty(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        let mut entries =
            fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?;
        if entries.next().is_some() {
            bail!("{} is not empty; this goes to a new or empty folder", folder.display());
        }
    } else if folder.exists() {
        bail!("{} is not a folder", folder.display());
    }
    Ok(())
}
