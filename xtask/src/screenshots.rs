//! `cargo xtask screenshots`: every page and state as pictures.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{
    binaries, journeys, process,
    setup::{self, Need},
    workspace::Workspace,
};

/// Builds everything, walks, and writes the pictures with their contact sheet.
pub fn run(workspace: &Workspace, folder: &Path) -> Result<()> {
    setup::ensure(workspace, &[Need::Compose, Need::Site, Need::Browser])?;
    setup::fetch(workspace)?;
    let programs = binaries::build(workspace)?;
    let issuer = journeys::issuer(workspace)?;
    let site = journeys::site(workspace, &issuer)?;
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    let mut screenshots = Command::new(programs.join("screenshots"));
    process::run(journeys::point_to(screenshots.arg(folder), workspace, &issuer, &site)?)
}
