//! Bad input on the command line: one sentence on standard error, exit code 1, and
//! nothing half-written.

#![cfg(feature = "journeys")]

use std::{ffi::OsStr, fs, net::TcpListener, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use e2e::{HEADER, Office, Row, Run, files_below};

const PROFESSOR: Row<'_> = Row::PROFESSOR;
const LECTURER: Row<'_> = Row::LECTURER;

#[test]
fn every_bad_row_is_named_and_nothing_is_imported() -> Result<()> {
    let (_, office) = Office::find()?;
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
    let (_, office) = Office::find()?;
    let missing = Run::of(office.api().args(["import", "/nowhere/roster.csv"]))?;
    missing.check_refused(&["/nowhere/roster.csv"]);
    let binary = office.file("roster.csv", &[0xff, 0xfe, 0, 1])?;
    assert_eq!(Run::of(office.api().arg("import").arg(binary))?.code, Some(1));
    assert_eq!(office.run(["issue"])?, "");
    Ok(())
}

#[test]
fn a_name_that_no_font_can_print_is_refused_at_issue() -> Result<()> {
    let (_, office) = Office::find()?;
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
    refused_export.check_refused(&[PROFESSOR.number]);
    ensure!(!office.data().join("x.pdf").exists(), "a refused export left a file");
    Ok(())
}

#[test]
fn without_fonts_nothing_is_issued() -> Result<()> {
    let (_, office) = Office::find()?;
    let roster = office.file("roster.csv", PROFESSOR.roster().as_bytes())?;
    office.run([OsStr::new("import"), roster.as_os_str()])?;
    let empty = office.data().join("no-fonts");
    fs::create_dir(&empty)?;
    Run::of(office.api().arg("--fonts").arg(&empty).arg("issue"))?.check_refused(&["font", "no-fonts"]);
    assert_eq!(office.run(["issue"])?.lines().count(), 1, "the case was lost");
    Ok(())
}

#[test]
fn a_wrong_passphrase_is_refused_and_nothing_is_issued() -> Result<()> {
    let (environment, office) = Office::find()?;
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
    Run::of(&mut keys("check", &wrong))?.check_refused(&["passphrase"]);

    let roster = office.file("roster.csv", PROFESSOR.roster().as_bytes())?;
    office.run(["import", roster.to_str().context("the path is not text")?])?;
    let issue = |passphrase: &Path| {
        let mut api = environment.program("api");
        api.arg("--data").arg(office.data()).args(["--hierarchy", hierarchy]);
        api.arg("--passphrase-file").arg(passphrase).arg("issue");
        Run::of(&mut api)
    };
    issue(&wrong)?.check_refused(&["passphrase"]);
    assert_eq!(office.run(["list"])?, "", "something was issued with a wrong passphrase");
    assert_eq!(issue(&right)?.success()?.lines().count(), 1);
    Ok(())
}

#[test]
fn keys_are_never_overwritten_and_broken_ones_are_named() -> Result<()> {
    let (environment, office) = Office::find()?;
    let hierarchy = office.data().join("own");
    let folder = hierarchy.to_str().context("the path is not text")?;
    let init = ["init", folder, "--profile", "development", "--no-passphrase"];
    office.keys(init)?;
    let before = files_below(&hierarchy)?;
    let keys = || environment.program("keys");
    Run::of(keys().args(init))?.check_refused(&[folder]);
    ensure!(files_below(&hierarchy)? == before, "a refused `keys init` changed files");

    fs::write(hierarchy.join("keys/issuing-1.pem"), "no key\n")?;
    Run::of(keys().args(["check", folder, "--no-passphrase"]))?.check_refused(&["issuing-1.pem"]);
    fs::remove_file(hierarchy.join("keys/issuing-1.pem"))?;
    Run::of(keys().args(["check", folder, "--no-passphrase"]))?.check_refused(&[folder, "issuing"]);

    let production = office.data().join("production");
    let production = production.to_str().context("the path is not text")?;
    let unprotected = ["init", production, "--profile", "production", "--no-passphrase"];
    Run::of(keys().args(unprotected))?.check_refused(&["passphrase"]);
    ensure!(!Path::new(production).exists(), "a refused `keys init` left a folder");
    Ok(())
}

#[test]
fn an_occupied_port_is_named() -> Result<()> {
    let (environment, office) = Office::find()?;
    let holder = TcpListener::bind("127.0.0.1:0")?;
    let address = holder.local_addr()?.to_string();
    let serve = Run::of(office.api().args(["serve", "--listen", &address, "--site"]).arg(&environment.site))?;
    serve.check_refused(&[&address]);
    Ok(())
}

#[test]
fn a_data_folder_that_cannot_be_written_is_named() -> Result<()> {
    let (environment, office) = Office::find()?;
    // A file in the way stops root, too, which permissions do not.
    let data = office.file("in-the-way", b"")?.join("data");
    let mut api = environment.program("api");
    api.arg("--data").arg(&data).arg("--hierarchy").arg(&environment.hierarchy).arg("list");
    Run::of(&mut api)?.check_refused(&["in-the-way"]);
    Ok(())
}

#[test]
fn a_database_from_a_newer_version_is_left_alone() -> Result<()> {
    let (environment, office) = Office::find()?;
    office.issue(&PROFESSOR.roster())?;
    let database = files_below(office.data())?
        .into_iter()
        .find(|(_, bytes)| bytes.starts_with(b"SQLite format 3\0"))
        .map(|(path, _)| path)
        .context("no database in the data folder")?;
    let script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); \
        c.execute(\"insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
        values (99991231000000, 'from the future', 1, x'00', 0)\"); c.commit()";
    Run::of(Command::new(&environment.python).args(["-c", script]).arg(&database))?.success()?;
    for command in [["list"].as_slice(), &["issue"]] {
        Run::of(office.api().args(command))?.check_refused(&["newer"]);
    }
    Ok(())
}

#[test]
fn verify_without_a_file_to_read_is_refused() -> Result<()> {
    let (environment, _) = Office::find()?;
    let mut verify = environment.program("verify");
    verify.arg("--anchors").arg(environment.anchors()).arg("/nowhere/file.pdf");
    Run::of(&mut verify)?.check_refused(&["/nowhere/file.pdf"]);
    Ok(())
}
