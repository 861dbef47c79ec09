//! An issuing office in a temporary folder, worked by the real commands.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    str::FromStr,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::Environment;

/// The office. Its folder goes when it does.
pub struct Office {
    environment: Environment,
    data: tempfile::TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` after a signal.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// A line that `api issue` prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// 證書字號
    pub number: String,
    /// Counts up with each replacement.
    pub version: u64,
    /// SHA-256 of the file, as hexadecimal.
    pub fingerprint: String,
}

impl Run {
    /// Runs a command to its end.
    pub fn of(command: &mut Command) -> Result<Self> {
        let output = command
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("could not start {}", command.get_program().display()))?;
        Ok(Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout)?,
            err: String::from_utf8(output.stderr)?,
        })
    }

    /// Asserts exit code 1 and one sentence that has these words.
    #[track_caller]
    pub fn check_refused(&self, words: &[&str]) {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert_eq!(self.err.trim_end().lines().count(), 1, "not one sentence: {}", self.err);
        for word in words {
            assert!(self.err.contains(word), "`{word}` is not in: {}", self.err);
        }
        assert!(!self.err.contains("panicked"), "{}", self.err);
    }

    /// Its output, if it succeeded.
    pub fn success(self) -> Result<String> {
        ensure!(self.code == Some(0), "exit {:?}: {}", self.code, self.err.trim());
        Ok(self.out)
    }
}

impl Office {
    /// An office with an empty data folder and the keys that the site trusts.
    pub fn open(environment: &Environment) -> Result<Self> {
        Ok(Self { environment: environment.clone(), data: tempfile::tempdir()? })
    }

    /// The environment of this run and a new office in it.
    pub fn find() -> Result<(Environment, Self)> {
        let environment = Environment::find()?;
        let office = Self::open(&environment)?;
        Ok((environment, office))
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// `api` with this office's data and keys, ready for a command.
    pub fn api(&self) -> Command {
        let mut command = self.environment.program("api");
        command.arg("--data").arg(self.data()).arg("--hierarchy").arg(&self.environment.hierarchy);
        if let Some(database) = &self.environment.database {
            command.arg("--database").arg(database);
        }
        command
    }

    /// Runs an `api` command that must succeed.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<String> {
        Run::of(self.api().args(arguments))?.success()
    }

    /// Runs a `keys` command that must succeed.
    pub fn keys<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<String> {
        Run::of(self.environment.program("keys").args(arguments))?.success()
    }

    /// Writes a file into a folder of its own beside the data.
    pub fn file(&self, name: &str, content: &[u8]) -> Result<PathBuf> {
        let folder = self.data().join("given");
        fs::create_dir_all(&folder)?;
        let path = folder.join(name);
        fs::write(&path, content)?;
        Ok(path)
    }

    /// Imports a roster and issues its certificates.
    pub fn issue(&self, roster: &str) -> Result<Vec<Issued>> {
        let roster = self.file("roster.csv", roster.as_bytes())?;
        self.run([OsStr::new("import"), roster.as_os_str()])?;
        self.run(["issue"])?.lines().map(str::parse).collect()
    }

    /// The stored bytes of a certificate.
    pub fn export(&self, number: &str, version: u64) -> Result<Vec<u8>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("out.pdf");
        let version = version.to_string();
        Run::of(self.api().args(["export", number, "--version", &version, "--out"]).arg(&path))?.success()?;
        Ok(fs::read(path)?)
    }

    /// Annuls a rank of the holder and every higher one; returns the act.
    pub fn annul(&self, holder_of: &str, rank: &str) -> Result<String> {
        let basis =
            ["--legal-basis", "專科以上學校教師資格審定辦法第四十五條", "--decision-date", "2026-03-02"];
        let out = self.run(["annul", "--holder-of", holder_of, "--rank", rank].into_iter().chain(basis))?;
        let answer: Value = serde_json::from_str(out.trim())?;
        // An act is a number or a text; on the command line it is the same.
        Ok(answer["act"].to_string().trim_matches('"').to_owned())
    }

    /// Undoes an annulment.
    pub fn reinstate(&self, act: &str) -> Result<()> {
        let basis = ["--legal-basis", "訴願法第八十一條", "--decision-date", "2026-06-01"];
        self.run(["reinstate", act].into_iter().chain(basis))?;
        Ok(())
    }

    /// Makes a status list and returns its token.
    pub fn publish(&self) -> Result<String> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("status.jwt");
        Run::of(self.api().args(["publish", "--out"]).arg(&path))?.success()?;
        Ok(fs::read_to_string(path)?)
    }

    /// The reports of `verify` on these files, in order.
    pub fn verify(&self, files: &[PathBuf], status: Option<&Path>) -> Result<Vec<Value>> {
        let mut command = self.environment.program("verify");
        command.arg("--anchors").arg(self.environment.anchors());
        if let Some(status) = status {
            command.arg("--status").arg(status);
        }
        let out = Run::of(command.args(files))?.success()?;
        out.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }
}

impl FromStr for Issued {
    type Err = anyhow::Error;

    fn from_str(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line).with_context(|| format!("not JSON: {line}"))?;
        let text = |name: &str| {
            value[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {line}"))
        };
        Ok(Self {
            number: text("certificate_number")?,
            version: value["version"].as_u64().with_context(|| format!("no version in {line}"))?,
            fingerprint: text("fingerprint")?,
        })
    }
}
