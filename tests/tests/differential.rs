//! Two verifiers over the same thousands of files: whatever ours takes for genuine,
//! pyHanko must accept too. The other way round they differ on purpose, and how
//! often is printed.

#![cfg(feature = "journeys")]

#[path = "differential/mutants.rs"]
mod mutants;

use std::{collections::BTreeMap, fs, io::Write as _, path::Path};

use anyhow::{Context as _, Result, ensure};
use certificate::Verdict;
use e2e::{
    Office, opinions_of,
    tampering::{Genuine, cases},
};
use mutants::{COUNT, Mutant, mutants};
use verifier_wasm::{StatusEvidence, Verifier};

const _: () = assert!(COUNT >= 2_000, "too few to say anything");

/// Genuine files: without some that both accept, the comparison would say nothing.
const CONTROL: &str = "control";

/// Where the certificate number stands in a roster.
const NUMBER: usize = 11;

/// Every certificate of the demonstration roster, and the one that replaces it.
fn controls(office: &Office) -> Result<Vec<Vec<u8>>> {
    let roster = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/roster.csv");
    let mut files = Vec::new();
    for line in fs::read_to_string(roster)?.lines().skip(1) {
        let number = line.split(',').nth(NUMBER).context("a row without a certificate number")?;
        office.run(["replace", number, "--reason", "姓名變更", "--name", "更名樣本"])?;
        files.extend([office.export(number, 1)?, office.export(number, 2)?]);
    }
    Ok(files)
}

#[test]
fn nothing_is_accepted_that_pyhanko_refuses() -> Result<()> {
    let (environment, office) = Office::find()?;
    let genuine = Genuine::issue(&environment, &office)?;
    let controls = controls(&office)?;
    ensure!(controls.len() >= 20, "the demo roster has all kinds");
    let anchors = genuine.anchors();
    // Status is not a matter of pyHanko's: without a list the answer to a genuine
    // file is `status_unknown`.
    let verifier = Verifier::new(&anchors, StatusEvidence::default(), genuine.now());

    let known = controls.iter().map(|file| Mutant::new(CONTROL, file.clone()));
    // The corpus of attacks; what an insider made is signed with the right key.
    let attacks = cases(&genuine).into_iter().map(|case| Mutant::new(case.family, case.file));
    let mut ours = Vec::new();
    let judged = known.chain(mutants(&controls)).chain(attacks).map(|Mutant { kind, file }| {
        ours.push((kind, verifier.verify(&file).verdict != Verdict::NotRecognised));
        file
    });
    let theirs = opinions_of(&environment, &environment.anchors(), judged)?;

    let mut counts = BTreeMap::<&str, Count>::new();
    let mut only_ours = Vec::new();
    for ((kind, accepted), opinion) in ours.iter().zip(&theirs) {
        let count = counts.entry(kind).or_default();
        count.files += 1;
        count.both += usize::from(*accepted && opinion.is_good());
        count.only_theirs += usize::from(!accepted && opinion.is_good());
        if *accepted && !opinion.is_good() {
            only_ours.push(format!("{kind}: {opinion:?}"));
        }
    }
    print(&counts)?;
    ensure!(only_ours.is_empty(), "accepted, but not by pyHanko:\n{}", only_ours.join("\n"));
    ensure!(counts[CONTROL].both == controls.len(), "a genuine file was refused");
    // Nobody without a key changes a file in a way that we accept, whatever pyHanko
    // thinks of it.
    let edited = &ours[controls.len()..][..COUNT];
    ensure!(edited.iter().all(|(_, accepted)| !accepted), "an edited file was accepted");
    Ok(())
}

/// How the two judged files of one kind.
#[derive(Default)]
struct Count {
    files: usize,
    both: usize,
    only_theirs: usize,
}

/// To the terminal, past the test harness: a run that passes says its numbers.
fn print(counts: &BTreeMap<&str, Count>) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{:<36} {:>6} {:>5} {:>13}", "mutants", "files", "both", "pyHanko alone")?;
    let mut all = Count::default();
    for (kind, Count { files, both, only_theirs }) in counts {
        writeln!(out, "{kind:<36} {files:>6} {both:>5} {only_theirs:>13}")?;
        all.files += files;
        all.both += both;
        all.only_theirs += only_theirs;
    }
    writeln!(out, "{:<36} {:>6} {:>5} {:>13}", "all", all.files, all.both, all.only_theirs)?;
    Ok(())
}
