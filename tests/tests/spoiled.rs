//! A person with a spoiled certificate learns what happened to it.

#![cfg(feature = "journeys")]

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use certificate::{Cause, Certainty, Diagnosis};
use e2e::{
    Environment, Office, Row, Run,
    spoiled::{Spoiled, by_programs, by_pyhanko, by_transfers, of_format},
};
use serde_json::Value;

/// What `verify` says about a file.
struct Said {
    verdict: String,
    diagnosis: Option<Diagnosis>,
}

impl Said {
    fn parse(report: &Value) -> Result<Self> {
        let verdict = report["verdict"].as_str().context("no verdict")?.to_owned();
        let diagnosis = report.get("diagnosis").map(|found| serde_json::from_value(found.clone()));
        Ok(Self { verdict, diagnosis: diagnosis.transpose()? })
    }
}

fn issued(office: &Office) -> Result<Vec<u8>> {
    office.issue(&Row::PROFESSOR.roster())?;
    office.export(Row::PROFESSOR.number, 1)
}

fn said(office: &Office, files: &[&[u8]]) -> Result<Vec<Said>> {
    let path = |(index, bytes): (usize, &&[u8])| office.file(&format!("{index}.pdf"), bytes);
    let paths: Vec<PathBuf> = files.iter().enumerate().map(path).collect::<Result<_>>()?;
    let status = office.file("status.jwt", office.publish()?.as_bytes())?;
    office.verify(&paths, Some(&status))?.iter().map(Said::parse).collect()
}

fn code(cause: &Cause) -> String {
    serde_json::to_value(cause)
        .ok()
        .and_then(|cause| Some(cause["cause"].as_str()?.to_owned()))
        .unwrap_or_default()
}

#[test]
fn what_spoiled_a_certificate_is_named() -> Result<()> {
    let (environment, office) = Office::find()?;
    let certificate = issued(&office)?;
    let key = fs::read_to_string(environment.hierarchy.join("keys/issuing-1.pem"))?;
    let mut spoiled = by_transfers(&certificate)?;
    spoiled.extend(by_programs(&certificate)?);
    spoiled.extend(by_pyhanko(&environment, &certificate)?);
    spoiled.push(of_format(2, &certificate, &key)?);
    let files: Vec<_> = spoiled.iter().map(|one| one.bytes.as_slice()).collect();
    let said = said(&office, &files)?;
    check_table(&spoiled, &said)
}

#[expect(clippy::print_stdout, reason = "a table for whoever reads what the test says")]
fn check_table(spoiled: &[Spoiled], said: &[Said]) -> Result<()> {
    let mut confusions = BTreeMap::<(String, String), usize>::new();
    let mut wrong = Vec::new();
    let mut guessed_wrongly = Vec::new();
    for (one, said) in spoiled.iter().zip(said) {
        let how = &one.how;
        assert_eq!(said.verdict, "not_recognised", "{how}");
        let found = said.diagnosis.as_ref().with_context(|| format!("no diagnosis: {how}"))?;
        *confusions.entry((code(&one.cause), code(&found.cause))).or_default() += 1;
        if found.cause != one.cause {
            wrong.push(format!("{how}: {:?}, found {found:?}", one.cause));
            if found.certainty != Certainty::Unsure {
                guessed_wrongly.push(how);
            }
        } else if one.proved {
            assert_eq!(found.certainty, Certainty::Certain, "{how}");
        }
    }
    println!("{:<24} {:<24} {:>5}", "spoiled by", "named", "files");
    for ((cause, found), count) in &confusions {
        println!("{cause:<24} {found:<24} {count:>5}");
    }
    println!("{} of {} are right", spoiled.len() - wrong.len(), spoiled.len());
    println!("{}", wrong.join("\n"));
    ensure!(guessed_wrongly.is_empty(), "wrong without saying that it is a guess: {guessed_wrongly:?}");
    ensure!(wrong.len() * 20 <= spoiled.len(), "{} of {} are wrong", wrong.len(), spoiled.len());
    Ok(())
}

#[test]
fn a_specimen_is_called_one_by_a_verifier_that_trusts_other_roots() -> Result<()> {
    let (environment, office) = Office::find()?;
    let certificate = office.file("specimen.pdf", &issued(&office)?)?;
    let others = office.data().join("others");
    office.keys([
        "init",
        others.to_str().context("not text")?,
        "--profile",
        "development",
        "--no-passphrase",
    ])?;
    let run = |arguments: &[&str]| {
        let mut verify = environment.program("verify");
        verify.arg("--anchors").arg(others.join("anchors")).args(arguments).arg(&certificate);
        Run::of(&mut verify)?.success()
    };
    let said = Said::parse(&serde_json::from_str(&run(&[])?)?)?;
    assert_eq!(said.verdict, "not_recognised");
    assert_eq!(said.diagnosis, Some(Diagnosis::likely(Cause::Specimen)));
    // Those who only want verdicts need not pay for more.
    assert!(!run(&["--no-diagnosis"])?.contains("\"diagnosis\""));
    Ok(())
}

#[test]
fn a_good_certificate_gets_no_diagnosis_and_the_verdict_comes_first() -> Result<()> {
    let (environment, office) = Office::find()?;
    let certificate = issued(&office)?;
    let [good] = said(&office, &[&certificate])?.try_into().ok().context("not one report")?;
    assert_eq!((good.verdict.as_str(), good.diagnosis), ("current", None));
    let refused = office.file("refused.pdf", b"%PDF-1.7\n")?;
    let mut verify = environment.program("verify");
    let line = Run::of(verify.arg("--anchors").arg(environment.anchors()).arg(refused))?.success()?;
    assert!(line.starts_with("{\"verdict\":\"not_recognised\""), "{line}");
    assert!(line.trim_end().ends_with("\"certainty\":\"unsure\"}}"), "{line}");
    Ok(())
}

/// A reader can be kept busy, or driven into the ground, with little.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let deep = |open: &str, close: &str| {
        let many = 2_000_000;
        format!(
            "%PDF-1.7\n1 0 obj\n{}{}\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
            open.repeat(many),
            close.repeat(many)
        )
    };
    let circle = "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 999999999>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/Resources 4 0 R>>endobj\n\
        4 0 obj<</XObject<</A 5 0 R/B 5 0 R>>>>endobj\n\
        5 0 obj<</Subtype/Form/Resources 4 0 R/Length 0>>stream\n\nendstream endobj\n\
        trailer<</Root 1 0 R/Size 6/Prev 0>>\nstartxref\n0\n%%EOF\n";
    let many: String =
        (1..200_000).map(|n| format!("{n} 0 obj<</Length {n} 0 R>>stream\nendstream\nendobj\n")).collect();
    vec![
        ("deep arrays", deep("[", "]").into()),
        ("deep dictionaries", deep("<</A", ">>").into()),
        ("deep strings", deep("(", ")").into()),
        ("a font of all codes", endless().into()),
        ("a page tree in circles", circle.into()),
        ("many objects", format!("%PDF-1.7\n{many}trailer<</Root 1 0 R>>\n%%EOF\n").into()),
        (
            "many byte ranges",
            format!("%PDF-1.7\n{}\n%%EOF\n", "/ByteRange[0 1 2 3]".repeat(1_000_000)).into(),
        ),
        (
            "many signatures",
            format!("%PDF-1.7\n{}\n%%EOF\n", "/ByteRange[0 9 9999999 3]<".repeat(1_000_000)).into(),
        ),
        ("a long run of letters", [b"JVBERi0".as_slice(), &vec![b'A'; 50 << 20]].concat()),
    ]
}

/// Text whose font maps four thousand million codes in one line: lopdf would be
/// busy with it for longer than anybody waits, if it were asked for the text.
fn endless() -> String {
    let map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def \
        1 begincodespacerange <00000000> <ffffffff> endcodespacerange \
        1 beginbfrange <00000000> <ffffffff> <0000> endbfrange \
        endcmap CMapName currentdict /CMap defineresource pop end end";
    let text = "BT /F 12 Tf <00000001> Tj ET";
    let stream = |number, text: &str| {
        format!("{number} 0 obj<</Length {}>>stream\n{text}\nendstream\nendobj\n", text.len())
    };
    format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n{}\
         5 0 obj<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 6 0 R>>endobj\n{}\
         trailer<</Size 7/Root 1 0 R>>\n%%EOF\n",
        stream(4, text),
        stream(6, map),
    )
}

#[test]
#[expect(clippy::print_stdout, reason = "what became of it is worth knowing, but free")]
fn a_hostile_file_is_refused_in_time_whatever_becomes_of_its_diagnosis() -> Result<()> {
    let (_, office) = Office::find()?;
    for (name, bytes) in hostile() {
        let started = Instant::now();
        let [said] = said(&office, &[&bytes])?.try_into().ok().context("not one report")?;
        assert_eq!(said.verdict, "not_recognised", "{name}");
        println!("{name}: {:?} after {:?}", said.diagnosis, started.elapsed());
        assert!(started.elapsed() < Duration::from_secs(8), "{name}");
    }
    Ok(())
}

#[test]
fn the_process_that_diagnoses_is_bounded_by_the_system() -> Result<()> {
    let environment = Environment::find()?;
    let endless = |limit: &str| {
        let verify = environment.program("verify");
        let line = format!("head --bytes={limit} /dev/zero | {} --diagnose", verify.get_program().display());
        Run::of(Command::new("sh").args(["-c", &line]))
    };
    assert!(endless("1M")?.out.starts_with("{\"cause\":"));
    let beyond = endless("4G")?;
    assert!(beyond.code != Some(0) && beyond.out.is_empty(), "{beyond:?}");
    Ok(())
}
