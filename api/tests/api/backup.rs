//! Back-up and restore: onto the same engine and onto the other, whole or not at
//! all, and nothing of a damaged archive.

use std::{
    collections::BTreeMap,
    fs,
    io::Read as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use api::{IssuingUnit, Occasion, Restored, restore};
use certificate::{Rank, Verdict};

use super::{
    cut_off::cut_off_after,
    place::Place,
    support::{ROSTER, TestUnit, hours_later, number, officer, press, renamed},
};

/// Everything that can be in a database: issued, confirmed, replaced, annulled.
async fn eventful() -> TestUnit {
    let test = TestUnit::with_certificates().await;
    test.confirm("樣教字第000301號").await.unwrap();
    test.replace("教字第000201號", renamed("陳新名")).await;
    test.annul("講字第000101號", Some(Rank::AssociateProfessor)).await.unwrap();
    test
}

async fn back_up(test: &TestUnit) -> PathBuf {
    let archive = test.data().join("backup.tar");
    test.unit.backup(&archive, officer()).await.unwrap();
    archive
}

/// A new place that has the copy of the storage keys and nothing else.
fn with_keys(place: Place, of: &TestUnit) -> Place {
    fs::copy(of.data().join("storage.keys"), place.folder.path().join("storage.keys")).unwrap();
    place
}

async fn restore_to(place: &Place, archive: &Path) -> anyhow::Result<Restored> {
    restore(place.settings(), archive, hours_later(2)).await
}

#[track_caller]
fn refused<T>(result: anyhow::Result<T>) -> String {
    format!("{:#}", result.err().expect("must be refused"))
}

/// Name → content of every entry.
fn entries(archive: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut tar = tar::Archive::new(fs::File::open(archive).unwrap());
    let mut entries = BTreeMap::new();
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        entries.insert(entry.path().unwrap().to_str().unwrap().to_owned(), content);
    }
    entries
}

/// What a restored system must have in common with the one that was backed up.
async fn compare(test: &TestUnit, archive: &Path, restored: &IssuingUnit, folder: &Path) {
    assert_eq!(restored.check().await.unwrap().faults(), [""; 0]);
    for listed in test.unit.list().await.unwrap() {
        let (number, version) = (number(&listed.certificate_number), Some(listed.version));
        let before = test.unit.export(&number, version).await.unwrap();
        assert_eq!(restored.export(&number, version).await.unwrap(), before);
    }
    let again = folder.join("again.tar");
    restored.backup(&again, officer()).await.unwrap();
    let (before, after) = (entries(archive), entries(&again));
    for (name, content) in &before {
        match name.as_str() {
            // These go on: the restore itself, and the list it publishes.
            "tables/event.jsonl" | "tables/status_list.jsonl" => {
                assert!(after[name].starts_with(content), "{name}");
                assert!(after[name].len() > content.len(), "{name}");
            }
            "backup.json" | "status.jwt" | "SHA256SUMS" => {}
            _ => assert!(after[name] == *content, "{name}"),
        }
    }
    assert!(before.keys().eq(after.keys()));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_comes_back_on_the_same_engine() {
    let test = eventful().await;
    let archive = back_up(&test).await;
    let place = with_keys(Place::new().await, &test);
    let restored = restore_to(&place, &archive).await.unwrap();
    assert_eq!((restored.faults, restored.files), (vec![], 8));
    assert_eq!(restored.made_at, officer().now);
    compare(&test, &archive, &place.open().await, place.folder.path()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_comes_back_on_the_other_engine_and_from_there() {
    let test = eventful().await;
    let archive = back_up(&test).await;
    // On PostgreSQL this goes to SQLite and back.
    let sqlite = with_keys(Place::on_sqlite(), &test);
    restore_to(&sqlite, &archive).await.unwrap();
    let between = sqlite.open().await;
    compare(&test, &archive, &between, sqlite.folder.path()).await;
    let second = sqlite.folder.path().join("second.tar");
    between.backup(&second, officer()).await.unwrap();
    let back = with_keys(Place::new().await, &test);
    restore_to(&back, &second).await.unwrap();
    assert_eq!(back.open().await.check().await.unwrap().faults(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_system_goes_on_issuing() {
    let test = TestUnit::with_cases().await;
    let archive = back_up(&test).await;
    let place = with_keys(Place::new().await, &test);
    restore(place.settings(), &archive, officer().now).await.unwrap();
    let unit = place.open().await;
    let restored = TestUnit { place, unit };
    assert_eq!(restored.issue().await, ROSTER.len());
    let file = restored.file("教字第000201號").await;
    assert_eq!(restored.verdict(&file).await, Verdict::Current);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_a_restored_system_is_newer_than_what_browsers_saw_after_the_backup() {
    let test = TestUnit::with_certificates().await;
    let archive = back_up(&test).await;
    let seen = version(&test.unit.publish(hours_later(1)).await.unwrap());
    let place = with_keys(Place::new().await, &test);
    restore_to(&place, &archive).await.unwrap();
    let again = place.folder.path().join("again.tar");
    place.open().await.backup(&again, officer()).await.unwrap();
    let served = String::from_utf8(entries(&again).remove("status.jwt").unwrap()).unwrap();
    assert!(version(&served) > seen);
}

fn version(token: &str) -> i64 {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    let payload = Base64UrlUnpadded::decode_vec(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice::<serde_json::Value>(&payload).unwrap()["version"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_for_its_owner_and_is_never_written_over() {
    let test = TestUnit::with_certificates().await;
    let archive = back_up(&test).await;
    assert_eq!(fs::metadata(&archive).unwrap().permissions().mode() & 0o777, 0o600);
    let before = fs::read(&archive).unwrap();
    assert!(refused(test.unit.backup(&archive, officer()).await).contains("not written over"));
    assert_eq!(fs::read(&archive).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_holds_no_keys() {
    let test = TestUnit::with_certificates().await;
    let archive = fs::read(back_up(&test).await).unwrap();
    let ring = fs::read_to_string(test.data().join("storage.keys")).unwrap();
    let secrets = ring.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    for secret in secrets.filter(|word| word.len() == 44) {
        assert!(!archive.windows(44).any(|window| window == secret.as_bytes()));
    }
    assert!(!archive.windows(11).any(|window| window == b"PRIVATE KEY"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_during_issuing_is_one_state_of_everything() {
    let test = TestUnit::with_cases().await;
    let server = test.second_process().await;
    server.start_batch(Default::default(), officer()).await.unwrap();
    let issue = async { while !server.press(press(), officer()).await.unwrap().is_empty() {} };
    let archives: Vec<_> = (0..6).map(|index| test.data().join(format!("{index}.tar"))).collect();
    let back_up = async {
        for archive in &archives {
            test.unit.backup(archive, officer()).await.unwrap();
        }
    };
    tokio::join!(issue, back_up);
    for archive in &archives {
        let place = with_keys(Place::on_sqlite(), &test);
        assert_eq!(restore_to(&place, archive).await.unwrap().faults, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_named_instead_of_backed_up() {
    let test = TestUnit::with_certificates().await;
    let name = test.unit.list().await.unwrap()[0].fingerprint.clone().unwrap();
    let path = test.data().join("files").join(&name[..2]).join(&name);
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, bytes).unwrap();
    let archive = test.data().join("backup.tar");
    assert!(refused(test.unit.backup(&archive, officer()).await).contains(&name));
    fs::remove_file(&path).unwrap();
    assert!(refused(test.unit.backup(&archive, officer()).await).contains(&name));
    let left: Vec<_> = fs::read_dir(test.data()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".tmp")), "{left:?}");
    assert!(!archive.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_in_use_is_not_restored_into() {
    let test = TestUnit::with_certificates().await;
    let archive = back_up(&test).await;
    assert!(refused(restore_to(&test.place, &archive).await).contains("in use"));
    assert_eq!(test.unit.check().await.unwrap().faults(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_keys_nothing_is_restored() {
    let test = TestUnit::with_certificates().await;
    let archive = back_up(&test).await;
    let place = Place::new().await;
    assert!(refused(restore_to(&place, &archive).await).contains("does not hold the storage keys"));
    let other = TestUnit::empty().await;
    let place = with_keys(place, &other);
    assert!(refused(restore_to(&place, &archive).await).contains("keys of another database"));
    // Nothing was written: with the right keys it goes.
    let place = with_keys(place, &test);
    restore_to(&place, &archive).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_address_of_the_list_is_refused() {
    let test = TestUnit::with_certificates().await;
    let archive = back_up(&test).await;
    let place = with_keys(Place::on_sqlite(), &test);
    let mut settings = place.settings();
    settings.list_uri = "https://elsewhere.example/status/1".to_owned();
    let error = refused(restore(settings, &archive, hours_later(2)).await);
    assert!(error.contains("http://127.0.0.1:8080/status/1"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_damaged_or_cut_off_archive_is_restored() {
    let test = TestUnit::with_certificates().await;
    let archive = fs::read(back_up(&test).await).unwrap();
    let mut place = with_keys(Place::on_sqlite(), &test);
    let spoiled = test.data().join("spoiled.tar");
    let database = place.folder.path().join("dcert.sqlite");
    for step in 0..60 {
        let at = archive.len() * step / 60;
        fs::write(&spoiled, &archive[..at]).unwrap();
        refused(restore_to(&place, &spoiled).await);
        assert!(!database.exists(), "cut off at {at}");
    }
    let (mut refusals, genuine) = (0, entries(&back_up_path(&test)));
    for step in 0..120 {
        // Odd, so that names, lengths, contents and paddings are met.
        let at = archive.len() * step / 120 + 17 * step;
        let mut bytes = archive.clone();
        let Some(byte) = bytes.get_mut(at) else { continue };
        *byte ^= 0x10;
        fs::write(&spoiled, &bytes).unwrap();
        if restore_to(&place, &spoiled).await.is_ok() {
            // The padding behind an entry means nothing.
            assert!(entries(&spoiled) == genuine, "byte {at}");
            place = with_keys(Place::on_sqlite(), &test);
        } else {
            assert!(!place.folder.path().join("dcert.sqlite").exists(), "byte {at}");
            refusals += 1;
        }
    }
    assert!(refusals > 100, "{refusals}");
}

fn back_up_path(test: &TestUnit) -> PathBuf {
    test.data().join("backup.tar")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_was_added_or_taken_out_is_named() {
    let test = TestUnit::with_certificates().await;
    let archive = back_up(&test).await;
    let place = with_keys(Place::on_sqlite(), &test);
    let entries = entries(&archive);
    let file = entries.keys().find(|name| name.starts_with("files/")).unwrap().clone();
    let order = order(&archive);
    let without: Vec<_> = order.iter().filter(|name| **name != file).cloned().collect();
    let spoiled = test.data().join("spoiled.tar");
    write(&spoiled, &without, &entries);
    assert!(refused(restore_to(&place, &spoiled).await).contains(&format!("{file} is missing")));
    let twice: Vec<_> = [file.clone()].into_iter().chain(order).collect();
    write(&spoiled, &twice, &entries);
    refused(restore_to(&place, &spoiled).await);
}

fn order(archive: &Path) -> Vec<String> {
    let mut tar = tar::Archive::new(fs::File::open(archive).unwrap());
    tar.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().to_str().unwrap().to_owned()).collect()
}

fn write(archive: &Path, names: &[String], entries: &BTreeMap<String, Vec<u8>>) {
    let mut tar = tar::Builder::new(fs::File::create(archive).unwrap());
    for name in names {
        let mut header = tar::Header::new_gnu();
        header.set_size(entries[name].len().try_into().unwrap());
        header.set_mode(0o600);
        tar.append_data(&mut header, name, &entries[name][..]).unwrap();
    }
    tar.finish().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_in_the_backup_itself_is_told_and_no_list_is_published() {
    let test = TestUnit::with_certificates().await;
    let listed = test.unit.list().await.unwrap();
    let mut connection = test.connect().await;
    sqlx::raw_sql("update approved_case set stage = 'released'").execute(&mut connection).await.unwrap();
    let archive = back_up(&test).await;
    let place = with_keys(Place::new().await, &test);
    let restored = restore_to(&place, &archive).await.unwrap();
    assert_eq!(restored.faults.len(), listed.len(), "{:?}", restored.faults);
    let again = place.folder.path().join("again.tar");
    place.open().await.backup(&again, Occasion { now: hours_later(3), ..officer() }).await.unwrap();
    let (before, after) = (entries(&archive), entries(&again));
    assert_eq!(before.get("tables/status_list.jsonl"), after.get("tables/status_list.jsonl"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_cut_off_anywhere_is_started_again() {
    let test = TestUnit::with_certificates().await;
    let archive = back_up(&test).await;
    let mut cut_off = 0;
    for step in 0.. {
        // A new place each time: a restore that came to its end must not be repeated.
        let place = with_keys(Place::new().await, &test);
        let done = cut_off_after(1 + 25 * step, restore_to(&place, &archive)).await;
        if let Some(done) = done {
            assert_eq!(done.unwrap().faults, [""; 0]);
            break;
        }
        cut_off += 1;
        match restore_to(&place, &archive).await {
            Ok(restored) => assert_eq!(restored.faults, [""; 0]),
            // The rows were committed; what is left is what every start does.
            Err(error) => assert!(format!("{error:#}").contains("in use"), "{error:#}"),
        }
        assert_eq!(place.open().await.check().await.unwrap().faults(), [""; 0], "cut off {cut_off}");
    }
    assert!(cut_off > 3, "only cut off {cut_off} times");
}
