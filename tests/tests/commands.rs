//! The commands as scripts see them: what they print, and how they refuse bad
//! input with one sentence, exit code 1 and nothing half-written.

use std::{
    ffi::OsStr,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use e2e::{Environment, HEADER, Office, Row, Run, flip_bit, opinions};
use serde_json::Value;

const PROFESSOR: Row<'_> = Row {
    name: "吳命令",
    identity_number: "G120000021",
    birth_date: "58-04-16",
    rank: "教授",
    number: "教字第871951號",
};

const LECTURER: Row<'_> = Row {
    name: "鄭命令",
    identity_number: "Y220000035",
    birth_date: "78-12-01",
    rank: "講師",
    number: "講字第871952號",
};

fn office() -> Result<(Environment, Office)> {
    let environment = Environment::find()?;
    let office = Office::open(&environment)?;
    Ok((environment, office))
}

/// Exit code 1, and one sentence that has these words.
#[track_caller]
fn refused(run: &Run, words: &[&str]) {
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(run.err.trim_end().lines().count(), 1, "not one sentence: {}", run.err);
    for word in words {
        assert!(run.err.contains(word), "`{word}` is not in: {}", run.err);
    }
    assert!(!run.err.contains("panicked"), "{}", run.err);
}

/// All files below a folder with their bytes.
fn content(folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(content(&path)?);
        } else {
            files.push((path.clone(), fs::read(path)?));
        }
    }
    files.sort();
    Ok(files)
}

#[test]
fn every_bad_row_is_named_and_nothing_is_imported() -> Result<()> {
    let (_, office) = office()?;
    let wrong_number = Row { identity_number: "Y220000036", ..LECTURER };
    let wrong_rank = Row { rank: "助教", number: "講字第871953號", ..LECTURER };
    let lines = [HEADER.to_owned(), PROFESSOR.line(), wrong_number.line(), wrong_rank.line()];
    let roster = office.file("bad.csv", lines.join("\n").as_bytes())?;
    let run = Run::of(office.api().arg("import").arg(&roster))?;
    assert_eq!(run.code, Some(1), "{run:?}");
    for words in ["row 3, column 身分證號: ", "row 4, column 審查等級: "] {
        assert!(run.err.contains(words), "`{words}` is not in: {}", run.err);
    }
    ensure!(!run.err.contains(wrong_number.identity_number), "the error repeats an identity number");
    assert_eq!(office.run(["issue"])?, "", "a case of a refused roster was issued");
    assert_eq!(office.issue(&PROFESSOR.roster())?.len(), 1);
    Ok(())
}

#[test]
fn a_roster_that_is_none_is_refused() -> Result<()> {
    let (_, office) = office()?;
    let missing = Run::of(office.api().args(["import", "/nowhere/roster.csv"]))?;
    refused(&missing, &["/nowhere/roster.csv"]);
    let binary = office.file("roster.csv", &[0xff, 0xfe, 0, 1])?;
    assert_eq!(Run::of(office.api().arg("import").arg(binary))?.code, Some(1));
    assert_eq!(office.run(["issue"])?, "");
    Ok(())
}

#[test]
fn a_name_that_no_font_can_print_is_refused_at_issue() -> Result<()> {
    let (_, office) = office()?;
    let emoji = Row { name: "吳\u{1f600}", ..PROFESSOR };
    let roster = [HEADER.to_owned(), emoji.line(), LECTURER.line()].join("\n");
    let roster = office.file("roster.csv", roster.as_bytes())?;
    office.run([OsStr::new("import"), roster.as_os_str()])?;
    // The other certificate is issued; this one stays pending and says why.
    let issue = Run::of(office.api().arg("issue"))?;
    assert_eq!(issue.code, Some(1), "{issue:?}");
    assert!(issue.err.contains(PROFESSOR.number) && issue.err.contains("U+1F600"), "{}", issue.err);
    assert!(issue.out.contains(LECTURER.number) && !issue.out.contains(PROFESSOR.number), "{}", issue.out);
    let refused_export =
        Run::of(office.api().args(["export", PROFESSOR.number, "--out"]).arg(office.data().join("x.pdf")))?;
    refused(&refused_export, &[PROFESSOR.number]);
    ensure!(!office.data().join("x.pdf").exists(), "a refused export left a file");
    Ok(())
}

#[test]
fn without_fonts_nothing_is_issued() -> Result<()> {
    let (_, office) = office()?;
    let roster = office.file("roster.csv", PROFESSOR.roster().as_bytes())?;
    office.run([OsStr::new("import"), roster.as_os_str()])?;
    let empty = office.data().join("no-fonts");
    fs::create_dir(&empty)?;
    refused(&Run::of(office.api().arg("--fonts").arg(&empty).arg("issue"))?, &["font", "no-fonts"]);
    assert_eq!(office.run(["issue"])?.lines().count(), 1, "the case was lost");
    Ok(())
}

#[test]
fn a_wrong_passphrase_is_refused_and_nothing_is_issued() -> Result<()> {
    let (environment, office) = office()?;
    let hierarchy = office.data().join("protected");
    let hierarchy = hierarchy.to_str().context("the path is not text")?;
    let right = office.file("right", b"correct horse battery staple\n")?;
    let wrong = office.file("wrong", b"Tr0ub4dor&3\n")?;
    let keys = |command: &str, passphrase: &Path| {
        let mut keys = environment.program("keys");
        keys.args([command, hierarchy]).arg("--passphrase-file").arg(passphrase);
        keys
    };
    Run::of(keys("init", &right).args(["--profile", "development"]))?.success()?;
    Run::of(&mut keys("check", &right))?.success()?;
    refused(&Run::of(&mut keys("check", &wrong))?, &["passphrase"]);

    let roster = office.file("roster.csv", PROFESSOR.roster().as_bytes())?;
    office.run(["import", roster.to_str().context("the path is not text")?])?;
    let issue = |passphrase: &Path| {
        let mut api = environment.program("api");
        api.arg("--data").arg(office.data()).args(["--hierarchy", hierarchy]);
        api.arg("--passphrase-file").arg(passphrase).arg("issue");
        Run::of(&mut api)
    };
    refused(&issue(&wrong)?, &["passphrase"]);
    assert_eq!(office.run(["list"])?, "", "something was issued with a wrong passphrase");
    assert_eq!(issue(&right)?.success()?.lines().count(), 1);
    Ok(())
}

#[test]
fn keys_are_never_overwritten_and_broken_ones_are_named() -> Result<()> {
    let (environment, office) = office()?;
    let hierarchy = office.data().join("own");
    let folder = hierarchy.to_str().context("the path is not text")?;
    let init = ["init", folder, "--profile", "development", "--no-passphrase"];
    office.keys(init)?;
    let before = content(&hierarchy)?;
    let keys = || environment.program("keys");
    refused(&Run::of(keys().args(init))?, &[folder]);
    ensure!(content(&hierarchy)? == before, "a refused `keys init` changed files");

    fs::write(hierarchy.join("keys/issuing-1.pem"), "no key\n")?;
    refused(&Run::of(keys().args(["check", folder, "--no-passphrase"]))?, &["issuing-1.pem"]);
    fs::remove_file(hierarchy.join("keys/issuing-1.pem"))?;
    refused(&Run::of(keys().args(["check", folder, "--no-passphrase"]))?, &[folder, "issuing"]);

    let production = office.data().join("production");
    let production = production.to_str().context("the path is not text")?;
    let unprotected = ["init", production, "--profile", "production", "--no-passphrase"];
    refused(&Run::of(keys().args(unprotected))?, &["passphrase"]);
    ensure!(!Path::new(production).exists(), "a refused `keys init` left a folder");
    Ok(())
}

#[cfg(unix)]
#[test]
fn private_keys_are_readable_by_their_owner_alone() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let (_, office) = office()?;
    let hierarchy = office.data().join("own");
    office.keys(["init", &hierarchy.to_string_lossy(), "--profile", "development", "--no-passphrase"])?;
    for entry in fs::read_dir(hierarchy.join("keys"))? {
        let entry = entry?;
        assert_eq!(entry.metadata()?.permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
    }
    Ok(())
}

#[test]
fn an_occupied_port_is_named() -> Result<()> {
    let (environment, office) = office()?;
    let holder = TcpListener::bind("127.0.0.1:0")?;
    let address = holder.local_addr()?.to_string();
    let serve = Run::of(office.api().args(["serve", "--listen", &address, "--site"]).arg(&environment.site))?;
    refused(&serve, &[&address]);
    Ok(())
}

#[test]
fn a_data_folder_that_cannot_be_written_is_named() -> Result<()> {
    let (environment, office) = office()?;
    // A file in the way stops root, too, which permissions do not.
    let data = office.file("in-the-way", b"")?.join("data");
    let mut api = environment.program("api");
    api.arg("--data").arg(&data).arg("--hierarchy").arg(&environment.hierarchy).arg("list");
    refused(&Run::of(&mut api)?, &["in-the-way"]);
    Ok(())
}

#[test]
fn a_database_from_a_newer_version_is_left_alone() -> Result<()> {
    let (environment, office) = office()?;
    office.issue(&PROFESSOR.roster())?;
    let database = content(office.data())?
        .into_iter()
        .find(|(_, bytes)| bytes.starts_with(b"SQLite format 3\0"))
        .map(|(path, _)| path)
        .context("no database in the data folder")?;
    let script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); \
        c.execute(\"insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
        values (99991231000000, 'from the future', 1, x'00', 0)\"); c.commit()";
    Run::of(Command::new(&environment.python).args(["-c", script]).arg(&database))?.success()?;
    for command in [["list"].as_slice(), &["issue"]] {
        refused(&Run::of(office.api().args(command))?, &["newer"]);
    }
    Ok(())
}

#[test]
fn verify_prints_a_report_a_line_in_order_and_exits_0() -> Result<()> {
    let (environment, office) = office()?;
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
fn verify_without_a_file_to_read_is_refused() -> Result<()> {
    let (environment, _) = office()?;
    let mut verify = environment.program("verify");
    verify.arg("--anchors").arg(environment.anchors()).arg("/nowhere/file.pdf");
    refused(&Run::of(&mut verify)?, &["/nowhere/file.pdf"]);
    Ok(())
}

#[test]
fn an_annulment_reaches_every_higher_rank_and_no_other_person() -> Result<()> {
    let (_, office) = office()?;
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
    let (environment, office) = office()?;
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

    let before = content(&folder)?;
    refused(&Run::of(&mut sample())?, &["not empty"]);
    ensure!(content(&folder)? == before, "a refused sample changed files");
    Ok(())
}
