//! `api issue`, killed with no chance to tidy up, at moments told by what it has
//! written so far.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
    time::Duration,
};

use super::{check_same_bytes, check_whole, complete_at, stored};
use crate::api::{people::professors, processes::wall_clock, support::TestUnit};

/// Certificates of each round; more than are recorded at once.
const AT_ONCE: usize = 80;

/// Starts `api issue` for new cases.
async fn start(test: &TestUnit, first: usize) -> Child {
    let rows = professors("樣字第1號", first, AT_ONCE);
    test.import(&rows.iter().map(String::as_str).collect::<Vec<_>>()).await.unwrap();
    test.command(&["issue"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// SIGKILL; nothing of the process runs after it.
fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Waits until something is so, or the process ended.
async fn until(child: &mut Child, mut is_so: impl AsyncFnMut() -> bool) {
    while child.try_wait().unwrap().is_none() && !is_so().await {
        tokio::time::sleep(Duration::from_micros(300)).await;
    }
}

async fn count(test: &TestUnit, table: &'static str) -> i64 {
    let mut db = test.connect().await;
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
        .fetch_one(&mut db)
        .await
        .unwrap()
}

/// What is left is whole, and another try completes it with the same bytes.
async fn check_after(test: &TestUnit, first: usize) {
    check_whole(test).await;
    let stored = stored(test.data());
    complete_at(test, first, AT_ONCE, wall_clock()).await;
    check_same_bytes(test, &stored).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_while_it_issues_leaves_work_that_is_completed_byte_for_byte() {
    let test = TestUnit::empty().await;
    let mut first = 0;
    for (batches, certificates) in [(true, false), (false, true)] {
        let before = (count(&test, "batch").await, count(&test, "certificate").await);
        let mut child = start(&test, first).await;
        until(&mut child, async || {
            batches && count(&test, "batch").await > before.0
                || certificates && count(&test, "certificate").await > before.1
        })
        .await;
        kill(child);
        check_after(&test, first).await;
        first += AT_ONCE;
    }
    for files in [1, 40] {
        let before = stored(test.data()).len();
        let mut child = start(&test, first).await;
        until(&mut child, async || stored(test.data()).len() >= before + files).await;
        kill(child);
        let left = stored(test.data()).len();
        assert!(left >= before + files, "it was killed while it stored files");
        check_after(&test, first).await;
        first += AT_ONCE;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_reported_as_issued_survives_the_kill() {
    let test = TestUnit::empty().await;
    let mut child = start(&test, 0).await;
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    kill(child);
    let told: serde_json::Value = serde_json::from_str(&line).unwrap();
    let number = told["certificate_number"].as_str().unwrap();
    let file = test.file(number).await;
    let report = test.report_at(&file, wall_clock()).await;
    assert_eq!(report.verdict, certificate::Verdict::Current);
    assert_eq!(report.fingerprint.to_string(), told["fingerprint"].as_str().unwrap());
    check_after(&test, 0).await;
}
