//! pyHanko, the unrelated verifier.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{Environment, Run};

/// What pyHanko says about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// The digest agrees.
    pub intact: bool,
    /// The signature verifies.
    pub valid: bool,
    /// The signer chains to our root.
    pub trusted: bool,
    /// How much of the file is signed.
    pub coverage: String,
    /// Nothing was changed that the certification forbids.
    pub docmdp_ok: bool,
    /// Why the file could not be judged at all.
    pub error: Option<String>,
}

impl Opinion {
    /// Everything is as it must be.
    pub fn is_good(&self) -> bool {
        self.intact
            && self.valid
            && self.trusted
            && self.docmdp_ok
            && self.coverage == "ENTIRE_FILE"
            && self.error.is_none()
    }

    fn parse(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line)?;
        let flag = |name: &str| value[name].as_bool().unwrap_or(false);
        Ok(Self {
            intact: flag("intact"),
            valid: flag("valid"),
            trusted: flag("trusted"),
            coverage: value["coverage"].as_str().unwrap_or_default().to_owned(),
            docmdp_ok: flag("docmdp_ok"),
            error: value["error"].as_str().map(str::to_owned),
        })
    }
}

/// Its opinions on many files, in order. The roots in `anchors` are all it trusts.
pub fn opinions(environment: &Environment, anchors: &Path, files: &[PathBuf]) -> Result<Vec<Opinion>> {
    let out = Run::of(script(environment, "check.py").arg(anchors).args(files))?.success()?;
    let opinions = out.lines().map(Opinion::parse).collect::<Result<Vec<_>>>()?;
    ensure!(opinions.len() == files.len(), "pyHanko judged {} of {} files", opinions.len(), files.len());
    Ok(opinions)
}

/// Encrypts a PDF with a password.
pub fn encrypt(environment: &Environment, from: &Path, to: &Path) -> Result<()> {
    Run::of(script(environment, "encrypt.py").arg(from).arg(to))?.success().context("encrypting a PDF")?;
    Ok(())
}

fn script(environment: &Environment, name: &str) -> Command {
    let mut command = Command::new(&environment.python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("pyhanko").join(name));
    command
}
