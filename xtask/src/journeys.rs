//! What the journeys in the crate `e2e` work with: programs, a site, and the keys
//! that this site trusts.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{binaries, issuer::Issuer, setup, site, stamp, workspace::Workspace};

/// Makes the keys, once. They are kept, so that an unchanged site need not be
/// built again, until the code that makes keys changes.
pub fn issuer(workspace: &Workspace) -> Result<Issuer> {
    let makers = [workspace.root.join("keys"), workspace.root.join("certificate")];
    let stamp = stamp::of(&workspace.root, &makers)?;
    Issuer::open(&binaries::folder(workspace), &workspace.target.join("journeys").join(&stamp[..16]))
}

/// Builds the site that trusts those keys.
pub fn site(workspace: &Workspace, issuer: &Issuer) -> Result<PathBuf> {
    site::build(workspace, "journeys", Some(&issuer.anchors()))
}

/// Tells a command of the crate `e2e` where everything is.
pub fn point_to<'a>(
    command: &'a mut Command,
    workspace: &Workspace,
    issuer: &Issuer,
    site: &Path,
) -> Result<&'a mut Command> {
    Ok(command
        .env("DCERT_PROGRAMS", binaries::folder(workspace))
        .env("DCERT_SITE", site)
        .env("DCERT_HIERARCHY", issuer.hierarchy())
        .env("DCERT_PYTHON", setup::python(workspace))
        .env("DCERT_PDFJS", setup::pdfjs(workspace))
        .env("DCERT_AXE", setup::axe(workspace))
        .env("DCERT_XTASK", env::current_exe()?))
}
