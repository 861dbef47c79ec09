//! The commands as scripts see them: what they print and what they write.

#![cfg(feature = "journeys")]

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};
use e2e::{HEADER, Office, Row, Run, files_below, flip_bit, opinions};
use serde_json::Value;

const PROFESSOR: Row<'_> = Row::PROFESSOR;
const LECTURER: Row<'_> = Row::LECTURER;

#[cfg(unix)]
#[test]
fn private_keys_are_readable_by_their_owner_alone() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let (_, office) = Office::find()?;
    let hierarchy = office.data().join("own");
    office.keys(["init", &hierarchy.to_string_lossy(), "--profile", "development", "--no-passphrase"])?;
    for entry in fs::read_dir(hierarchy.join("keys"))? {
        let entry = entry?;
        assert_eq!(entry.metadata()?.permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
    }
    Ok(())
}

#[test]
fn verify_prints_a_report_a_line_in_order_and_exits_0() -> Result<()> {
    let (environment, office) = Office::find()?;
    let issued = office.issue(&PROFESSOR.roster())?.remove(0);
    let bytes = office.export(&issued.number, issued.version)?;
    let status = office.file("status.jwt", office.publish()?.as_bytes())?;
    let good = office.file("good.pdf", &bytes)?;
    let changed = office.file("changed.pdf", &flip_bit(&bytes, bytes.len() / 2))?;
    let empty = office.file("empty.pdf", b"")?;

    let mut verify = environment.program("verify");
    verify.arg("--anchors").arg(environment.anchors()).arg("--status").arg(&status);
    let out = Run::of(verify.args([&good, &changed, &empty, &good]))?.success()?;
    let verdicts: Vec<_> = out.lines().map(|line| line.get(..28).unwrap_or(line)).collect();
    for (line, verdict) in out.lines().zip(["current", "not_recognised", "not_recognised", "current"]) {
        assert!(line.starts_with(&format!("{{\"verdict\":\"{verdict}\"")), "{verdicts:?}");
    }
    assert_eq!(out.lines().count(), 4);

    let unknown = office.verify(std::slice::from_ref(&good), None)?.remove(0);
    assert_eq!(unknown["verdict"], "status_unknown");
    // Long after the list has expired.
    let mut later = environment.program("verify");
    later.arg("--anchors").arg(environment.anchors()).arg("--status").arg(&status);
    let out = Run::of(later.args(["--now", "2039-01-01T00:00:00Z"]).arg(&good))?.success()?;
    assert!(out.starts_with("{\"verdict\":\"status_unknown\""), "{out}");
    Ok(())
}

#[test]
fn an_annulment_reaches_every_higher_rank_and_no_other_person() -> Result<()> {
    let (_, office) = Office::find()?;
    let row = |rank, number| Row { rank, number, ..PROFESSOR }.line();
    let ranks = [("講師", "講字第871961號"), ("副教授", "副字第871962號"), ("教授", "教字第871963號")];
    let mut lines = vec![HEADER.to_owned(), LECTURER.line()];
    lines.extend(ranks.map(|(rank, number)| row(rank, number)));
    office.issue(&(lines.join("\n") + "\n"))?;
    let act = office.annul("講字第871961號", "associate-professor")?;
    let verdicts = |office: &Office| -> Result<Vec<String>> {
        let status = office.file("status.jwt", office.publish()?.as_bytes())?;
        let mut files = Vec::new();
        for number in [LECTURER.number, ranks[0].1, ranks[1].1, ranks[2].1] {
            files.push(office.file(&format!("{number}.pdf"), &office.export(number, 1)?)?);
        }
        let reports = office.verify(&files, Some(&status))?;
        Ok(reports.iter().map(|report| report["verdict"].as_str().unwrap_or_default().to_owned()).collect())
    };
    assert_eq!(verdicts(&office)?, ["current", "current", "revoked", "revoked"]);
    office.reinstate(&act)?;
    assert_eq!(verdicts(&office)?, ["current"; 4]);
    Ok(())
}

#[test]
fn a_sample_is_what_its_list_says() -> Result<()> {
    let (environment, office) = Office::find()?;
    let folder = office.data().join("sample");
    let sample = || {
        let mut command = Command::new(&environment.xtask);
        command.arg("sample").arg(&folder);
        command
    };
    Run::of(&mut sample())?.success()?;
    let list: Value = serde_json::from_slice(&fs::read(folder.join("sample.json"))?)?;
    let list = list.as_object().context("sample.json is an object")?;
    let names = ["current.pdf", "rare-name.pdf", "revoked.pdf", "superseded.pdf"];
    assert_eq!(list.keys().map(String::as_str).collect::<Vec<_>>(), names);
    let files: Vec<_> = list.keys().map(|name| folder.join(name)).collect();

    let mut verify = environment.program("verify");
    verify.arg("--anchors").arg(folder.join("anchors")).arg("--status").arg(folder.join("status.jwt"));
    let out = Run::of(verify.args(&files))?.success()?;
    for (line, (name, expected)) in out.lines().zip(list) {
        let report: Value = serde_json::from_str(line)?;
        assert_eq!(report["verdict"], expected["verdict"], "{name}");
        assert!(line.contains(expected["number"].as_str().context("a number is a text")?), "{name}: {line}");
    }
    for opinion in opinions(&environment, &folder.join("anchors"), &files)? {
        assert!(opinion.is_good(), "{opinion:?}");
    }
    for key in ["root.pem", "issuing-1.pem", "status-1.pem"] {
        let pem = fs::read_to_string(folder.join("keys").join(key))?;
        assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----"), "{key} is not unencrypted PKCS#8");
    }

    let before = files_below(&folder)?;
    Run::of(&mut sample())?.check_refused(&["not empty"]);
    ensure!(files_below(&folder)? == before, "a refused sample changed files");
    Ok(())
}
