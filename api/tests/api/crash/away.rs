//! Something is away for a while: the database, the file store, room on the disk.
//! Who asks meanwhile learns that it is not available now, and nothing else; when it
//! is back, everything goes on.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use api::Refusal;
use axum::http::StatusCode;
use certificate::api::{ProblemKind, Role};
use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use super::{check_same_bytes, check_whole, complete, complete_at, order, stored};
use crate::api::{
    browser::{Answer, Browser, account, officer},
    people::{self, professor_number},
    place::Place,
    processes::wall_clock,
    support::{self, TestUnit},
};

#[track_caller]
fn check_unavailable(what: &str, answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{what}: {}", answer.text());
    assert_eq!(answer.problem(), Some(ProblemKind::Unavailable), "{what}");
}

#[track_caller]
fn check_answered(what: &str, answer: &Answer) {
    assert!(answer.status.is_success(), "{what}: {}", answer.text());
}

/// An issuer who has signed in at a server of the unit.
async fn issuer(test: &TestUnit) -> Browser {
    officer(test, "issuer", &[Role::Issuer]).await;
    let mut browser = Browser::new(test).await;
    browser.sign_in("issuer").await;
    browser
}

async fn confirm(browser: &mut Browser, test: &TestUnit, person: usize) -> Answer {
    let case = test.case(&professor_number(person)).await;
    let body = json!({ "cases": [{ "id": case.id, "version": case.version }] });
    browser.put("/api/ministry/confirmations", &body).await
}

// The database.

/// Tables without which nothing can be answered.
const TABLES: [&str; 5] = ["approved_case", "account", "session", "status_list", "event"];

/// As many as a process has.
const CONNECTIONS: usize = 8;

async fn execute(db: &mut AnyConnection, statement: String) {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(db).await.unwrap();
}

/// The name of the database on PostgreSQL, and a connection to the server.
async fn server(test: &TestUnit) -> Option<(String, AnyConnection)> {
    let server = std::env::var("DCERT_TEST_POSTGRES").ok()?;
    let database = test.place.settings().database;
    let name = database.split_once('?')?.0.rsplit_once('/')?.1.to_owned();
    Some((name, AnyConnection::connect(&server).await.unwrap()))
}

/// PostgreSQL closes every connection and takes no new one; in SQLite the tables are
/// gone.
async fn take_database_away(test: &TestUnit) {
    if let Some((name, mut server)) = server(test).await {
        execute(&mut server, format!("alter database {name} with allow_connections false")).await;
        let end = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        execute(&mut server, end).await;
    } else {
        let mut db = test.connect().await;
        for table in TABLES {
            execute(&mut db, format!("alter table {table} rename to {table}_away")).await;
        }
    }
}

async fn bring_database_back(test: &TestUnit) {
    if let Some((name, mut server)) = server(test).await {
        execute(&mut server, format!("alter database {name} with allow_connections true")).await;
    } else {
        let mut db = test.connect().await;
        for table in TABLES {
            execute(&mut db, format!("alter table {table}_away rename to {table}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_away_everything_says_so_and_then_goes_on() {
    let test = TestUnit::empty().await;
    order(&test, 0, 1).await;
    test.issue().await;
    let mut browser = issuer(&test).await;
    let case = test.case(&professor_number(0)).await;
    let confirmation = json!({ "cases": [{ "id": case.id, "version": case.version }] });
    take_database_away(&test).await;
    for path in [
        "/status/1",
        "/readyz",
        "/announcements",
        "/api/session",
        "/api/ministry/cases",
        "/api/ministry/summary",
        "/api/ministry/issues",
    ] {
        check_unavailable(path, &browser.get(path).await);
    }
    check_unavailable("confirm", &browser.put("/api/ministry/confirmations", &confirmation).await);
    check_unavailable("issue", &browser.post("/api/ministry/issues", &json!({})).await);
    check_unavailable("sign in", &browser.other().give_password("issuer", "Sample-1234-word").await);
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK, "the process itself is well");
    let pressed = test.unit.press(support::press(), support::officer()).await;
    assert!(!pressed.unwrap_err().is::<Refusal>());
    bring_database_back(&test).await;
    for path in ["/status/1", "/announcements", "/api/session", "/api/ministry/cases"] {
        check_answered(path, &browser.get(path).await);
    }
    let done: Value = browser.put("/api/ministry/confirmations", &confirmation).await.json();
    assert_eq!(done["confirmed"], 1);
    // That a connection was cut a moment ago shows when it is used: another try.
    for _ in 0..CONNECTIONS {
        let _ = test.unit.summary().await;
    }
    check_whole(&test).await;
}

// The file store.

/// Moves the file store out of the way.
struct Away {
    here: PathBuf,
    there: PathBuf,
}

impl Away {
    fn take(data: &Path) -> Self {
        let away = Self { here: data.join("files"), there: data.join("files-away") };
        std::fs::rename(&away.here, &away.there).unwrap();
        away
    }

    fn bring_back(self) {
        std::fs::rename(self.there, self.here).expect("nothing was written where the store should be");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_file_store_is_away_nothing_is_issued_and_nothing_marked_as_failed() {
    let test = TestUnit::empty().await;
    let k12 = people::k12("樣字第1號", "樣字第1號", 7);
    test.import(&[&k12]).await.unwrap();
    order(&test, 0, 3).await;
    let away = Away::take(test.data());
    let error = test.unit.press(support::press(), support::officer()).await.unwrap_err();
    assert!(error.to_string().contains("the file store"), "{error:#}");
    away.bring_back();
    let summary = test.unit.summary().await.unwrap();
    assert_eq!((summary.failed, summary.issuing), (0, 4), "all of them wait");
    assert_eq!(test.unit.press(support::press(), support::officer()).await.unwrap().len(), 4);
    check_whole(&test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_file_store_is_away_a_download_says_so_and_is_not_recorded() {
    let test = TestUnit::empty().await;
    order(&test, people::TEACHER, 1).await;
    test.issue().await;
    test.confirm(&professor_number(people::TEACHER)).await.unwrap();
    account(&test, "teacher", &[Role::Teacher]).await;
    let mut browser = Browser::new(&test).await;
    browser.sign_in("teacher").await;
    let offered: Vec<Value> = browser.get("/api/teacher/certificates").await.json();
    let file = format!("/api/teacher/certificates/{}/file", offered[0]["id"].as_str().unwrap());
    let away = Away::take(test.data());
    check_unavailable("download", &browser.get(&file).await);
    away.bring_back();
    let downloads = async || -> i64 {
        let mut db = test.connect().await;
        let count = sqlx::query_scalar("select count(*) from event where kind = 'downloaded'");
        count.fetch_one(&mut db).await.unwrap()
    };
    assert_eq!(downloads().await, 0, "what did not leave was not recorded");
    check_answered("download", &browser.get(&file).await);
    assert_eq!(downloads().await, 1);
    check_whole(&test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_takes_only_some_files_is_tried_again() {
    const AT_ONCE: usize = 8;
    let test = TestUnit::empty().await;
    // Until it took some and not others; which ones is up to the random nonces.
    for first in (0..).step_by(AT_ONCE) {
        order(&test, first, AT_ONCE).await;
        let before = stored(test.data());
        // Half of the folders cannot be reached: something else has their names.
        let blocked: Vec<_> = (0..128).map(|half| Blocked::put(test.data(), 2 * half)).collect();
        let pressed = test.unit.press(support::press(), support::officer()).await;
        drop(blocked);
        check_whole(&test).await;
        let stored = stored(test.data());
        complete(&test, first, AT_ONCE).await;
        check_same_bytes(&test, &stored).await;
        if pressed.is_err() && stored.len() > before.len() {
            return;
        }
    }
}

/// A file where the store wants a folder; what was there comes back afterwards.
struct Blocked {
    folder: PathBuf,
    aside: PathBuf,
}

impl Blocked {
    fn put(data: &Path, name: u8) -> Self {
        let files = data.join("files");
        let blocked = Self { folder: files.join(format!("{name:02x}")), aside: data.join(format!("{name}")) };
        let _ = std::fs::rename(&blocked.folder, &blocked.aside);
        std::fs::write(&blocked.folder, "").unwrap();
        blocked
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        std::fs::remove_file(&self.folder).unwrap();
        let _ = std::fs::rename(&self.aside, &self.folder);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_leaves_in_the_store_is_no_obstacle() {
    let test = TestUnit::empty().await;
    order(&test, 0, 2).await;
    let pressed = test.issue().await;
    assert_eq!(pressed, 2);
    // As a crash leaves it: not recorded yet, one file whole and one cut short.
    let mut db = test.connect().await;
    execute(&mut db, "update certificate set file = null".to_owned()).await;
    let stored = stored(test.data());
    let cut_short = stored.first().unwrap();
    let path = test.data().join("files").join(&cut_short[..2]).join(cut_short);
    let content = std::fs::read(&path).unwrap();
    std::fs::write(&path, &content[..content.len() / 2]).unwrap();
    std::fs::write(path.with_file_name(".tmpAbCdEf"), &content[..100]).unwrap();
    let again = test.unit.press(support::press(), support::officer()).await.unwrap();
    let made = again.into_iter().map(Result::unwrap).count();
    assert_eq!(made, 2);
    assert_eq!(super::stored(test.data()), stored, "the same files, and whole");
    assert_eq!(test.verdict(&test.file(&professor_number(0)).await).await, certificate::Verdict::Current);
    assert_eq!(test.verdict(&test.file(&professor_number(1)).await).await, certificate::Verdict::Current);
}

// Room on the disk.

/// A small disk of its own over a folder. Only root can have one.
struct Disk(PathBuf);

impl Disk {
    fn mount(folder: &Path) -> Option<Self> {
        let mut mount = Command::new("mount");
        let done = mount.args(["-t", "tmpfs", "-o", "size=16m", "tmpfs"]).arg(folder).output();
        done.is_ok_and(|done| done.status.success()).then(|| Self(folder.to_owned()))
    }

    /// Nothing more fits on it.
    fn fill(&self) {
        let block = vec![0; 1 << 20];
        let mut ballast = std::fs::File::create(self.ballast()).unwrap();
        let mut length = block.len();
        while length > 0 {
            match std::io::Write::write(&mut ballast, &block[..length]) {
                Ok(_) => {}
                Err(_) => length /= 2,
            }
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).output();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "what was not tried is said")]
async fn a_full_disk_is_told_as_such_and_everything_goes_on_when_there_is_room() {
    let place = Place::new().await;
    let Some(disk) = Disk::mount(place.folder.path()) else {
        println!("only root can have a small disk: not tried");
        return;
    };
    let unit = place.open().await;
    let test = TestUnit { place, unit };
    order(&test, 0, 1).await;
    test.issue().await;
    let mut browser = issuer(&test).await;
    order(&test, 1, 4).await;
    disk.fill();
    let error = test.unit.press(support::press(), support::officer()).await.unwrap_err();
    assert!(!error.is::<Refusal>(), "{error:#}");
    // On PostgreSQL only the files are on that disk.
    let on_sqlite = std::env::var_os("DCERT_TEST_POSTGRES").is_none();
    if on_sqlite {
        check_unavailable("confirm", &confirm(&mut browser, &test, 0).await);
    }
    disk.make_room();
    check_whole(&test).await;
    assert_eq!(test.unit.summary().await.unwrap().failed, 0);
    check_answered("confirm", &confirm(&mut browser, &test, 0).await);
    complete(&test, 1, 4).await;
    drop(browser);
    drop((test, disk));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_may_not_write_says_why_and_does_its_work_later() {
    let test = TestUnit::empty().await;
    order(&test, 0, 2).await;
    // Files may have no more than 20 or 40 kB, by the shell; a certificate has more.
    let issue = test.command(&["issue"]);
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 40; exec \"$0\" \"$@\""]);
    let done = limited.arg(issue.get_program()).args(issue.get_args()).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("api: "), "{said}");
    check_whole(&test).await;
    assert_eq!(test.unit.summary().await.unwrap().failed, 0, "nothing was given up: {said}");
    assert!(test.command(&["issue"]).output().unwrap().status.success());
    complete_at(&test, 0, 2, wall_clock()).await;
}
