//! Nothing is lost, doubled or half available, wherever the work ends: a statement
//! that fails, a request that is cut off, a process that is killed, a commit whose
//! answer never comes, a full disk, a database or a file store that is away. What
//! was asked for is there after another try, byte for byte.

mod away;
mod commit;
mod kill;
mod steps;
mod traced;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use certificate::{Timestamp, Verdict};

use super::{
    people::{professor_number, professors},
    support::{self, TestUnit, now, officer},
};

/// Imports so many professors and starts a batch of them.
async fn order(test: &TestUnit, first: usize, count: usize) {
    let rows = professors("樣字第1號", first, count);
    test.import(&rows.iter().map(String::as_str).collect::<Vec<_>>()).await.unwrap();
    test.unit.start_batch(Default::default(), officer()).await.unwrap();
}

/// The history is whole and says what lists show; what is available is complete and
/// current, and what is not cannot be had.
async fn check_whole(test: &TestUnit) {
    let audit = test.unit.check_history().await.unwrap();
    assert_eq!(audit.faults, [""; 0]);
    let mut seen = BTreeSet::new();
    for listed in test.unit.list().await.unwrap() {
        let number = support::number(&listed.certificate_number);
        assert!(seen.insert((listed.certificate_number, listed.version)), "{number} is there once");
        let file = test.unit.export(&number, Some(listed.version)).await;
        assert_eq!(file.is_ok(), listed.stage == "available", "{number}");
    }
}

/// Another try: everything that was ordered becomes available, and each only once.
async fn complete(test: &TestUnit, first: usize, count: usize) {
    complete_at(test, first, count, now()).await;
}

/// The same at some instant.
async fn complete_at(test: &TestUnit, first: usize, count: usize, now: Timestamp) {
    test.unit.retry_all().await.unwrap();
    test.issue_at(now).await;
    check_whole(test).await;
    let listed = test.unit.list().await.unwrap();
    for person in first..first + count {
        let number = professor_number(person);
        let own: Vec<_> = listed.iter().filter(|listed| listed.certificate_number == number).collect();
        assert_eq!(own.len(), 1, "{number} was made once");
        assert_eq!((own[0].version, own[0].stage), (1, "available"), "{number}");
    }
    let verdict = test.report_at(&test.file(&professor_number(first)).await, now).await.verdict;
    assert_eq!(verdict, Verdict::Current);
}

/// Names of the files that are in the store.
fn stored(data: &Path) -> BTreeSet<String> {
    let entries = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let folders = entries(&data.join("files")).filter(|path| path.is_dir());
    let names = folders.flat_map(|folder| entries(&folder).collect::<Vec<_>>());
    let name = |path: std::path::PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    names.map(name).filter(|name| name.len() == 64).collect()
}

/// 數位指紋 of everything that is available, by number.
async fn fingerprints(test: &TestUnit) -> BTreeMap<String, String> {
    let listed = test.unit.list().await.unwrap().into_iter();
    listed.filter_map(|listed| Some((listed.certificate_number, listed.fingerprint?))).collect()
}

/// What was stored before the work ended is what is available now: the second try
/// made the same bytes.
async fn check_same_bytes(test: &TestUnit, stored_before: &BTreeSet<String>) {
    let available: BTreeSet<_> = fingerprints(test).await.into_values().collect();
    let others: Vec<_> = stored_before.difference(&available).collect();
    assert!(others.is_empty(), "files that were stored and are not available: {others:?}");
}
