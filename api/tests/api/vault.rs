//! Encryption at rest from outside: what the disk shows, which keys are taken, and
//! another key while everything goes on.

use std::{
    fs,
    process::{Command, Stdio},
};

use api::{IssuingUnit, KeyUse, Occasion, RotationRefusal};

use super::{
    cut_off::cut_off_after,
    support::{ROSTER, TestUnit, hierarchy, hours_later, officer, press},
};

const CERTIFICATE: &str = "教字第000201號";

fn later() -> Occasion<'static> {
    Occasion { account: "officer", now: hours_later(1), address: None }
}

/// The refusal behind an error.
#[track_caller]
fn refusal(result: anyhow::Result<()>) -> RotationRefusal {
    result.unwrap_err().downcast().expect("a refusal, not a fault")
}

/// All rows and all files as they are kept, in one heap of bytes.
async fn everything_kept(test: &TestUnit) -> Vec<u8> {
    let archive = test.data().join("everything.tar");
    test.unit.backup(&archive, officer()).await.unwrap();
    fs::read(archive).unwrap()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_shows_no_name_no_number_and_no_certificate() {
    let test = TestUnit::with_certificates().await;
    let kept = everything_kept(&test).await;
    assert!(contains(&kept, "教字第000201號"), "certificate numbers are not sealed");
    for secret in ["林試", "陳𠮷範", "張示例", "F120000011", "F12000", "58-04-16", "1969-04-16", "%PDF-"]
    {
        assert!(!contains(&kept, secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_whose_keys_are_gone_is_not_opened_and_gets_no_new_ones() {
    let test = TestUnit::with_certificates().await;
    let ring = test.data().join("storage.keys");
    fs::rename(&ring, test.data().join("elsewhere")).unwrap();
    let error = IssuingUnit::open(test.place.settings()).await.err().unwrap();
    assert!(format!("{error:#}").contains("the keys that open it are gone"), "{error:#}");
    assert!(!ring.exists());
    fs::rename(test.data().join("elsewhere"), &ring).unwrap();
    IssuingUnit::open(test.place.settings()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_another_database_are_refused() {
    let (test, other) = (TestUnit::with_certificates().await, TestUnit::empty().await);
    fs::copy(other.data().join("storage.keys"), test.data().join("storage.keys")).unwrap();
    let error = IssuingUnit::open(test.place.settings()).await.err().unwrap();
    assert!(format!("{error:#}").contains("keys of another database"), "{error:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_names_what_does_not_open() {
    let test = TestUnit::with_certificates().await;
    let checked = test.unit.check().await.unwrap();
    assert_eq!(checked.faults(), [""; 0]);
    assert_eq!((checked.texts, checked.files), (16, 7));
    let mut connection = test.connect().await;
    // One text in the place of another, and one file in the place of another.
    sqlx::raw_sql("update holder set sealed = (select min(sealed) from holder)")
        .execute(&mut connection)
        .await
        .unwrap();
    let files = test.unit.list().await.unwrap();
    let path = |index: usize| {
        let name = files[index].fingerprint.clone().unwrap();
        test.data().join("files").join(&name[..2]).join(name)
    };
    fs::copy(path(0), path(1)).unwrap();
    let faults = test.unit.check().await.unwrap().storage_faults;
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert_eq!(faults.iter().filter(|fault| fault.starts_with("holder ")).count(), 2, "{faults:?}");
    let damaged = files[1].fingerprint.as_deref().unwrap();
    assert!(faults.iter().any(|fault| fault.contains(damaged)), "{faults:?}");
}

async fn keys(unit: &IssuingUnit) -> Vec<KeyUse> {
    unit.storage_keys().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_rotation_the_old_key_seals_nothing_and_everything_opens() {
    let test = TestUnit::with_certificates().await;
    let file = test.file(CERTIFICATE).await;
    let before = keys(&test.unit).await;
    assert_eq!((before.len(), before[0].texts, before[0].files), (1, 16, 7));
    let resealed = test.unit.rotate_storage_key(officer()).await.unwrap();
    assert_eq!((resealed.added, resealed.texts, resealed.files), (true, 16, 7));
    assert_eq!(resealed.faults, [""; 0]);
    let after = keys(&test.unit).await;
    assert_eq!(after.iter().map(|key| (key.texts, key.files)).collect::<Vec<_>>(), [(0, 0), (16, 7)]);
    assert!(after[1].newest && after[1].key == resealed.key && !after[0].newest);
    let test = test.restart().await;
    assert_eq!(test.file(CERTIFICATE).await, file);
    assert_eq!(test.unit.check().await.unwrap().faults(), [""; 0]);
    test.import(&ROSTER).await.unwrap();
    let holders = test.unit.check().await.unwrap().texts;
    assert_eq!(holders, 16, "the index still finds the holders");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_retired_only_when_nothing_needs_it() {
    let test = TestUnit::with_certificates().await;
    let first = keys(&test.unit).await[0].key.parse().unwrap();
    let retire = |key, occasion| test.unit.retire_storage_key(key, occasion);
    assert_eq!(refusal(retire(first, later()).await), RotationRefusal::Newest { key: first });
    let unknown = "0000000000".parse().unwrap();
    assert_eq!(refusal(retire(unknown, later()).await), RotationRefusal::Unknown { key: unknown });
    // As if it were cut off after the key was added: everything is sealed with the old one.
    let second = test.unit.add_storage_key(officer().now).await.unwrap();
    let in_use = RotationRefusal::InUse { key: first, texts: 16, files: 7 };
    assert_eq!(refusal(retire(first, later()).await), in_use);
    let finished = test.unit.rotate_storage_key(officer()).await.unwrap();
    assert_eq!((finished.added, finished.key), (false, second.to_string()));
    assert_eq!(refusal(retire(first, officer()).await), RotationRefusal::TooEarly { key: first });
    retire(first, later()).await.unwrap();
    assert_eq!(keys(&test.unit).await.len(), 1);
    let test = test.restart().await;
    assert_eq!(test.unit.check().await.unwrap().faults(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_cut_off_anywhere_loses_nothing_and_is_finished_by_the_next() {
    let test = TestUnit::with_certificates().await;
    let file = test.file(CERTIFICATE).await;
    let mut cut_off = 0;
    for polls in 1.. {
        let done = cut_off_after(polls, test.unit.rotate_storage_key(officer())).await;
        assert_eq!(test.file(CERTIFICATE).await, file, "after {polls} polls");
        assert_eq!(test.unit.check().await.unwrap().faults(), [""; 0], "after {polls} polls");
        if done.is_some() {
            break;
        }
        cut_off += 1;
    }
    assert!(cut_off > 10, "only cut off {cut_off} times");
    test.unit.rotate_storage_key(officer()).await.unwrap();
    let keys = keys(&test.unit).await;
    let (newest, older) = keys.split_last().unwrap();
    assert!(older.iter().all(|key| (key.texts, key.files) == (0, 0)), "{keys:?}");
    assert_eq!((newest.texts, newest.files), (16, 7));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_that_is_killed_is_finished_by_the_next() {
    let test = TestUnit::with_certificates().await;
    let ring = test.data().join("storage.keys");
    let rotate = || {
        let settings = test.place.settings();
        let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
        command.arg("--data").arg(test.data()).arg("--hierarchy").arg(hierarchy());
        command.arg("--database").arg(settings.database).args(["storage-key", "rotate"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let mut child = rotate().spawn().unwrap();
    let key_lines = || fs::read_to_string(&ring).unwrap().matches("\nkey ").count();
    while key_lines() < 2 && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    // The new key is in the ring; this is SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(key_lines(), 2);
    assert_eq!(test.unit.check().await.unwrap().faults(), [""; 0]);
    assert!(rotate().status().unwrap().success());
    let keys = keys(&test.unit).await;
    assert_eq!(keys[..keys.len() - 1].iter().map(|key| key.texts + key.files).sum::<i64>(), 0, "{keys:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_goes_on_while_a_key_is_rotated() {
    let test = TestUnit::with_cases().await;
    let server = test.second_process().await;
    server.start_batch(Default::default(), officer()).await.unwrap();
    let work = async {
        let mut issued = 0;
        loop {
            let outcomes = server.press(press(), officer()).await.unwrap();
            if outcomes.is_empty() {
                return issued;
            }
            issued += outcomes.into_iter().map(Result::unwrap).count();
        }
    };
    let (issued, rotated) = tokio::join!(work, test.unit.rotate_storage_key(officer()));
    assert_eq!((issued, rotated.unwrap().faults.len()), (ROSTER.len(), 0));
    assert_eq!(server.check().await.unwrap().faults(), [""; 0]);
    // What was on its way when the key was added is sealed by the next run.
    test.unit.rotate_storage_key(officer()).await.unwrap();
    let keys = keys(&server).await;
    assert_eq!(keys[0].texts + keys[0].files, 0, "{keys:?}");
}
