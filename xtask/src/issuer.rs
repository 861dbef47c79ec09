//! An issuing office in a folder, worked by the real commands `keys` and `api`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::output;

/// A data folder and the programs that work on it.
pub struct Issuer {
    programs: PathBuf,
    data: PathBuf,
}

impl Issuer {
    /// The office in `data`; makes a development hierarchy where there is none.
    pub fn open(programs: &Path, data: &Path) -> Result<Self> {
        let issuer = Self { programs: programs.to_owned(), data: data.to_owned() };
        if !issuer.hierarchy().is_dir() {
            fs::create_dir_all(data).with_context(|| format!("could not make {}", data.display()))?;
            output(program(programs, "keys").arg("init").arg(issuer.hierarchy()).args([
                "--profile",
                "development",
                "--no-passphrase",
            ]))?;
        }
        Ok(issuer)
    }

    /// The folder of keys and certificates.
    pub fn hierarchy(&self) -> PathBuf {
        self.data.join("hierarchy")
    }

    /// The folder of the roots to trust.
    pub fn anchors(&self) -> PathBuf {
        self.hierarchy().join("anchors")
    }

    /// `api` with this data folder, ready for a command.
    pub fn api(&self) -> Command {
        let mut command = program(&self.programs, "api");
        command.arg("--data").arg(&self.data);
        command
    }

    /// Imports a roster.
    pub fn import(&self, roster: &Path, photos: &Path) -> Result<()> {
        output(self.api().arg("import").arg(roster).arg("--photos").arg(photos))?;
        Ok(())
    }

    /// Issues whatever has been imported and not issued; returns the numbers.
    pub fn issue(&self) -> Result<Vec<String>> {
        let lines = output(self.api().arg("issue"))?;
        lines.lines().map(|line| text(&serde_json::from_str(line)?, "certificate_number")).collect()
    }

    /// Writes the stored bytes of a certificate, the newest version or a given one.
    pub fn export(&self, number: &str, version: Option<u32>, file: &Path) -> Result<()> {
        let mut command = self.api();
        command.args(["export", number]).arg("--out").arg(file);
        if let Some(version) = version {
            command.args(["--version", &version.to_string()]);
        }
        output(&mut command)?;
        Ok(())
    }

    /// Confirms certificates, so that their holders can download them.
    pub fn confirm(&self, numbers: &[&str]) -> Result<()> {
        output(self.api().arg("confirm").args(numbers))?;
        Ok(())
    }

    /// Issues a new version under another name.
    pub fn replace(&self, number: &str, name: &str) -> Result<()> {
        output(self.api().args(["replace", number, "--reason", "姓名變更", "--name", name]))?;
        Ok(())
    }

    /// Annuls a rank of the holder of a certificate, and every higher one.
    pub fn annul(&self, number: &str, rank: &str) -> Result<()> {
        output(self.api().args(["annul", "--holder-of", number, "--rank", rank]).args([
            "--legal-basis",
            "專科以上學校教師資格審定辦法第四十五條",
            "--decision-date",
            "2026-03-02",
        ]))?;
        Ok(())
    }

    /// Writes a fresh status list.
    pub fn publish(&self, file: &Path) -> Result<()> {
        output(self.api().arg("publish").arg("--out").arg(file))?;
        Ok(())
    }
}

/// A program, ready for its arguments. Settings in the environment are for the
/// office of whoever works here, not for this one; but fonts are where they are.
fn program(programs: &Path, name: &str) -> Command {
    let mut command = Command::new(programs.join(name));
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("DCERT_") && name != "DCERT_FONTS" {
            command.env_remove(name);
        }
    }
    command
}

/// A member of a JSON object that must be a text.
pub fn text(object: &Value, member: &str) -> Result<String> {
    Ok(object[member]
        .as_str()
        .with_context(|| format!("there is no text `{member}` in {object}"))?
        .to_owned())
}
