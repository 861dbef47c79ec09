//! `cargo xtask sample DIR`: real certificates of a fresh hierarchy, with what
//! each must be found to be. A contract with scripts outside this repository.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde_json::json;

use crate::{
    binaries,
    issuer::Issuer,
    setup::{self, Need},
    workspace::{self, Workspace},
};

/// One file of a sample.
struct Sample {
    file: &'static str,
    verdict: &'static str,
    number: &'static str,
}

/// Numbers in `tests/demo/roster.csv`.
const SAMPLES: [Sample; 4] = [
    Sample { file: "current.pdf", verdict: "current", number: "教字第990001號" },
    Sample { file: "superseded.pdf", verdict: "superseded", number: "副字第990002號" },
    Sample { file: "revoked.pdf", verdict: "revoked", number: "講字第990003號" },
    Sample { file: "rare-name.pdf", verdict: "current", number: "助理字第990004號" },
];

/// Sets up, builds and writes the sample.
pub fn run(workspace: &Workspace, folder: &Path) -> Result<()> {
    workspace::refuse_unless_empty(folder)?;
    setup::ensure(workspace, &[Need::Compose])?;
    let programs = binaries::build(workspace)?;
    write(workspace, &programs, folder)?;
    println!("{}", folder.display());
    Ok(())
}

/// Makes everything in a temporary folder and copies it at the end, so that a
/// failure leaves nothing half-written.
pub fn write(workspace: &Workspace, programs: &Path, folder: &Path) -> Result<()> {
    let office = tempfile::tempdir().context("there is no place for temporary files")?;
    let made = tempfile::tempdir().context("there is no place for temporary files")?;
    let issuer = Issuer::open(programs, office.path())?;
    issuer.import(&workspace.root.join("tests/demo/roster.csv"), &workspace.root.join("api/templates"))?;
    issuer.issue()?;
    export_and_act(&issuer, made.path())?;
    issuer.publish(&made.path().join("status.jwt"))?;
    fs::write(made.path().join("codes.txt"), codes(&issuer)?)?;
    let expected: serde_json::Map<_, _> = SAMPLES
        .iter()
        .map(|sample| (sample.file.to_owned(), json!({ "verdict": sample.verdict, "number": sample.number })))
        .collect();
    fs::write(made.path().join("sample.json"), serde_json::to_string_pretty(&expected)? + "\n")?;

    for (from, to) in [
        (issuer.anchors(), folder.join("anchors")),
        (issuer.hierarchy().join("keys"), folder.join("keys")),
        (made.path().to_owned(), folder.to_owned()),
    ] {
        copy_files(&from, &to)?;
    }
    Ok(())
}

/// The links in the codes of the samples, one a line, in their order.
fn codes(issuer: &Issuer) -> Result<String> {
    SAMPLES.iter().map(|sample| issuer.code(sample.number, 1)).collect()
}

/// The files as they were issued; the acts that follow change their status and
/// not a byte of them.
fn export_and_act(issuer: &Issuer, folder: &Path) -> Result<()> {
    for sample in &SAMPLES {
        issuer.export(sample.number, Some(1), &folder.join(sample.file))?;
        match sample.verdict {
            "superseded" => issuer.replace(sample.number, "陳範例更名")?,
            "revoked" => issuer.annul(sample.number, "lecturer")?,
            _ => {}
        }
    }
    Ok(())
}

fn copy_files(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("could not make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("could not list {}", from.display()))? {
        let path = entry?.path();
        let target = to.join(path.file_name().context("an entry without a name")?);
        // Copying keeps the permissions: keys stay readable by their owner alone.
        fs::copy(&path, &target).with_context(|| format!("could not write {}", target.display()))?;
    }
    Ok(())
}
