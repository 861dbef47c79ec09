//! The files in an object store instead of a folder.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use api::{RotationRefusal, restore};
use axum::http::{StatusCode, header};
use certificate::{
    Verdict,
    api::{ProblemKind, Role, Stage, TeacherCertificate},
};
use verifier_wasm::{StatusEvidence, verify};

use super::{
    browser::{Browser, PASSWORD, UNHURRIED, account},
    object_store::{Mood, ObjectStore, SECRET},
    place::Place,
    support::{HEADER, ROSTER, TestUnit, hours_later, number, officer, press},
};

const PROFESSOR: &str = "教字第000104號";

async fn with_cases(store: &ObjectStore) -> TestUnit {
    let test = TestUnit::configured(&format!("{}{UNHURRIED}", store.settings())).await;
    test.import(&ROSTER).await.unwrap();
    test
}

async fn with_certificates(store: &ObjectStore) -> TestUnit {
    let test = with_cases(store).await;
    assert_eq!(test.issue().await, ROSTER.len());
    test
}

/// A teacher at the list of the own certificates, with one there.
async fn teacher(test: &TestUnit) -> (Browser, String) {
    test.confirm(PROFESSOR).await.unwrap();
    account(test, "teacher", &[Role::Teacher]).await;
    let mut browser = Browser::new(test).await;
    browser.sign_in("teacher").await;
    let listed: Vec<TeacherCertificate> = browser.get("/api/teacher/certificates").await.json();
    (browser, format!("/api/teacher/certificates/{}/file", listed[0].id))
}

async fn stage(test: &TestUnit, certificate: &str) -> Stage {
    let id = test.case(certificate).await.id;
    test.unit.case_detail(&id).await.unwrap().summary.stage
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_are_issued_checked_and_downloaded_from_a_bucket() {
    let store = ObjectStore::start();
    let test = with_certificates(&store).await;
    assert!(!test.data().join("files").exists());
    let objects = store.objects();
    assert_eq!(objects.len(), 7, "six certificates and a photo, on three pages");
    for content in objects.values() {
        assert!(!content.windows(5).any(|bytes| bytes == b"%PDF-"), "what is stored is sealed");
    }
    store.put_foreign("readme.txt");
    store.put_foreign("ab/0000");
    let checked = test.unit.check().await.unwrap();
    assert_eq!((checked.files, checked.faults()), (7, vec![]));
    let (mut browser, file) = teacher(&test).await;
    let download = browser.get(&file).await;
    assert_eq!(download.status, StatusCode::OK);
    assert_eq!(test.verdict(&download.body).await, Verdict::Current);
    assert_eq!(browser.get(&file).await.body, download.body);
    assert_eq!(store.refusals(), [""; 0], "every request was signed as it must be");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_is_not_stored_again() {
    let store = ObjectStore::start();
    let test = with_cases(&store).await;
    let photos = store.objects();
    assert_eq!(photos.len(), 1);
    let again = test.import(&ROSTER).await.unwrap();
    assert_eq!((again.imported, again.unchanged), (0, 6));
    assert_eq!(store.objects(), photos, "sealed anew, the bytes would differ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_or_missing_object_is_named() {
    let store = ObjectStore::start();
    let test = with_certificates(&store).await;
    let name = test.unit.list().await.unwrap()[0].fingerprint.clone().unwrap();
    store.damage(&format!("{}/{name}", &name[..2]));
    let faults = test.unit.check().await.unwrap().storage_faults;
    assert!(faults.len() == 1 && faults[0].contains(&name), "{faults:?}");
    let error = test.unit.backup(&test.data().join("backup.tar"), officer()).await.unwrap_err();
    assert!(format!("{error:#}").contains(&name));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_goes_from_the_folder_into_a_bucket_and_back() {
    let test = TestUnit::with_certificates().await;
    let file = test.file(PROFESSOR).await;
    let archive = test.data().join("backup.tar");
    test.unit.backup(&archive, officer()).await.unwrap();

    let store = ObjectStore::start();
    let bucket = Place::new().await;
    fs::write(bucket.folder.path().join("dcert.toml"), store.settings()).unwrap();
    fs::copy(test.data().join("storage.keys"), bucket.folder.path().join("storage.keys")).unwrap();
    let restored = restore(bucket.settings(), &archive, hours_later(1)).await.unwrap();
    assert_eq!((restored.files, restored.faults), (7, vec![]));
    let unit = bucket.open().await;
    assert_eq!(unit.export(&number(PROFESSOR), None).await.unwrap(), file);
    assert_eq!(store.objects().len(), 7);
    assert!(!bucket.folder.path().join("files").exists());

    let second = bucket.folder.path().join("second.tar");
    unit.backup(&second, officer()).await.unwrap();
    let back = Place::new().await;
    fs::copy(test.data().join("storage.keys"), back.folder.path().join("storage.keys")).unwrap();
    let restored = restore(back.settings(), &second, hours_later(2)).await.unwrap();
    assert_eq!((restored.files, restored.faults), (7, vec![]));
    assert_eq!(back.open().await.export(&number(PROFESSOR), None).await.unwrap(), file);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_storage_key_seals_the_objects_anew() {
    let store = ObjectStore::start();
    let test = with_certificates(&store).await;
    let (before, file) = (store.objects(), test.file(PROFESSOR).await);
    let first = test.unit.storage_keys().await.unwrap()[0].key.parse().unwrap();
    let resealed = test.unit.rotate_storage_key(officer()).await.unwrap();
    assert_eq!((resealed.files, resealed.faults), (7, vec![]));
    let after = store.objects();
    assert!(before.keys().eq(after.keys()));
    assert!(before.iter().all(|(key, content)| after[key] != *content));
    assert_eq!(test.file(PROFESSOR).await, file);

    // What cannot be looked at may still need the key.
    let later = api::Occasion { now: hours_later(1), ..officer() };
    store.set(Mood::HangingUp);
    let error = test.unit.retire_storage_key(first, later).await.unwrap_err();
    assert!(error.downcast_ref::<RotationRefusal>().is_none(), "{error:#}");
    store.set(Mood::Serving);
    test.unit.retire_storage_key(first, later).await.unwrap();
    assert_eq!(test.file(PROFESSOR).await, file);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_changes_nothing() {
    let store = ObjectStore::start();
    store.set(Mood::LosingAnswers);
    let test = with_certificates(&store).await;
    assert_eq!(test.unit.check().await.unwrap().faults(), [""; 0]);
    assert_eq!(store.objects().len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_store_is_away_nothing_is_lost_and_then_everything_goes_on() {
    let store = ObjectStore::start();
    let test = with_certificates(&store).await;
    let (mut browser, file) = teacher(&test).await;
    assert_eq!(browser.get("/readyz").await.text(), "200 OK ready\n");
    for mood in [Mood::HangingUp, Mood::Overloaded] {
        store.set(mood);
        let refused = browser.get(&file).await;
        assert_eq!(
            (refused.status, refused.problem()),
            (StatusCode::SERVICE_UNAVAILABLE, Some(ProblemKind::Unavailable))
        );
        assert!(refused.text().contains("證書檔案庫"), "{}", refused.text());
        assert!(refused.headers.contains_key(header::RETRY_AFTER));
        browser.wait(3);
        assert_eq!(browser.get("/readyz").await.problem(), Some(ProblemKind::Unavailable));
        // Who only verifies is not concerned.
        assert_eq!(browser.get("/status/1").await.status, StatusCode::OK);
        assert!(test.unit.check().await.is_err(), "a store that is away says nothing about its files");
        assert!(test.unit.backup(&test.data().join("backup.tar"), officer()).await.is_err());

        store.set(Mood::Serving);
        let downloads = browser.get(&file).await;
        assert_eq!(downloads.status, StatusCode::OK);
        browser.wait(3);
        assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
    }
    let id = test.case(PROFESSOR).await.id;
    let downloads = test.unit.case_detail(&id).await.unwrap().versions[0].downloads;
    assert_eq!(downloads, 2, "a download that failed is not in the history");
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_wait_until_the_store_is_back() {
    let store = ObjectStore::start();
    let test = with_cases(&store).await;
    test.unit.start_batch(Default::default(), officer()).await.unwrap();
    store.set(Mood::Overloaded);
    assert!(test.unit.press(press(), officer()).await.is_err());
    assert_eq!(stage(&test, PROFESSOR).await, Stage::Issuing, "no fault of the certificate");
    store.set(Mood::Serving);
    let issued = test.unit.press(press(), officer()).await.unwrap();
    assert_eq!(issued.into_iter().filter(Result::is_ok).count(), ROSTER.len());
    assert_eq!(test.unit.check().await.unwrap().faults(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_with_photos_is_not_imported_without_the_store() {
    let store = ObjectStore::start();
    let test = TestUnit::configured(&store.settings()).await;
    store.set(Mood::HangingUp);
    let roster = || format!("{HEADER}\n{}\n", ROSTER[5]).into_bytes();
    let photos = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let import = || api::Import { roster: roster(), photos: Some(photos.clone()), dry_run: false };
    assert!(test.unit.import(import(), officer()).await.is_err());
    store.set(Mood::Serving);
    assert_eq!(test.unit.import(import(), officer()).await.unwrap().imported, 1);
    assert_eq!(store.objects().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_may_ask_whether_we_are_ready_and_the_store_is_asked_seldom() {
    let store = ObjectStore::start();
    let test = TestUnit::configured(&store.settings()).await;
    test.unit.publish(officer().now).await.unwrap();
    let mut browser = Browser::new(&test).await;
    for _ in 0..20 {
        assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
    }
    assert_eq!(store.requests(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_credentials_are_told_and_not_shown() {
    let store = ObjectStore::start();
    let test = with_certificates(&store).await;
    let wrong = "another/secret+of=the~store";
    fs::write(test.data().join("dcert.toml"), store.settings_with(wrong)).unwrap();
    let output = test.command(&["check"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(told.contains("refuses: 403 SignatureDoesNotMatch"), "{told}");
    assert!(!told.contains(wrong) && !told.contains(SECRET), "{told}");
    assert_eq!(store.refusals(), ["SignatureDoesNotMatch"], "asked once: it would not get better");

    // The environment wins over the file.
    let output = test.command(&["check"]).env("DCERT_OBJECT_STORE_SECRET", SECRET).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_without_its_keys_is_not_opened() {
    let place = Place::new().await;
    let settings = "[object_store]\nurl = \"https://s3.example.org/dcert\"\nkey_id = \"x\"\n";
    fs::write(place.folder.path().join("dcert.toml"), settings).unwrap();
    let error = api::IssuingUnit::open(place.settings()).await.err().unwrap();
    assert!(format!("{error:#}").contains("needs `secret`"), "{error:#}");
}

/// `api serve` and how to talk with it.
struct Server {
    process: std::process::Child,
    address: String,
    agent: ureq::Agent,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// Starts it and waits until it says where it listens.
    fn start(test: &TestUnit, arguments: &[&str]) -> Self {
        let mut command = test.command(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let address = log
            .by_ref()
            .map_while(Result::ok)
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(&line).ok())
            .find_map(|line| Some(line["fields"]["address"].as_str()?.to_owned()))
            .expect("the server says where it listens");
        std::thread::spawn(move || log.for_each(drop));
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        Self { process, address, agent }
    }

    fn get(&self, path: &str, cookie: &str) -> (u16, Vec<u8>) {
        let request = self.agent.get(format!("http://{}{path}", self.address)).header("cookie", cookie);
        let mut answer = request.call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_vec().unwrap())
    }

    /// The cookie of a new session.
    fn sign_in(&self, account: &str) -> String {
        let url = format!("http://{}", self.address);
        let form = serde_json::json!({ "account": account, "password": PASSWORD }).to_string();
        let request = self.agent.post(format!("{url}/api/session")).header("origin", &url);
        let answer = request.header("content-type", "application/json").send(&form).unwrap();
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_way_with_the_commands_and_the_server() {
    let store = ObjectStore::start();
    let test = TestUnit::configured(&format!("{}{UNHURRIED}", store.settings())).await;
    test.import(&ROSTER[..5]).await.unwrap();
    account(&test, "teacher", &[Role::Teacher]).await;
    let run = |arguments: &[&str]| {
        let output = test.command(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["issue"]);
    run(&["confirm", PROFESSOR]);
    let server = Server::start(&test, &[]);
    assert_eq!(server.get("/readyz", "").0, 200);
    let cookie = server.sign_in("teacher");
    let (_, listed) = server.get("/api/teacher/certificates", &cookie);
    let listed: Vec<TeacherCertificate> = serde_json::from_slice(&listed).unwrap();
    let path = format!("/api/teacher/certificates/{}/file", listed[0].id);
    let (status, file) = server.get(&path, &cookie);
    assert_eq!(status, 200);
    let token = server.get("/status/1", "").1;
    let evidence = StatusEvidence { token: Some(&token), newest_seen: None };
    assert_eq!(verify(&file, &test.unit.anchors(), evidence, api::now()).verdict, Verdict::Current);

    store.set(Mood::HangingUp);
    let (status, problem) = server.get(&path, &cookie);
    assert_eq!(status, 503, "{}", String::from_utf8_lossy(&problem));
    store.set(Mood::Serving);
    assert_eq!(server.get(&path, &cookie), (200, file));
    let archive = test.data().join("backup.tar");
    run(&["backup", "--out", archive.to_str().unwrap()]);
    run(&["storage-key", "rotate"]);
    run(&["check"]);
    assert_eq!(server.get(&path, &cookie).0, 200, "the server follows the keys");
    assert_eq!(store.refusals(), [""; 0]);
}
