//! pyHanko, the unrelated verifier.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use anyhow::{Context, Result, anyhow, ensure};
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

/// Its opinions on files that are in no folder, in order. Each file is made, sent
/// and forgotten.
pub fn opinions_of<T: AsRef<[u8]>>(
    environment: &Environment,
    anchors: &Path,
    files: impl IntoIterator<Item = T>,
) -> Result<Vec<Opinion>> {
    let mut command = script(environment, "check.py");
    let command = command.arg(anchors).arg("-").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().context("could not start pyHanko")?;
    let mut input = child.stdin.take().context("a pipe was asked for")?;
    // Both pipes are short: one side has to read while the other writes.
    let reader = thread::spawn(move || child.wait_with_output());
    let mut sent = 0;
    for file in files {
        let file = file.as_ref();
        input.write_all(&u32::try_from(file.len())?.to_be_bytes())?;
        input.write_all(file)?;
        sent += 1;
    }
    drop(input);
    let output = reader.join().map_err(|_| anyhow!("reading from pyHanko failed"))??;
    ensure!(output.status.success(), "pyHanko ended with {}", output.status);
    let opinions =
        core::str::from_utf8(&output.stdout)?.lines().map(Opinion::parse).collect::<Result<Vec<_>>>()?;
    ensure!(opinions.len() == sent, "pyHanko judged {} of {sent} files", opinions.len());
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
