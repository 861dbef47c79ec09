//! A real `api issue` under a tracer (`strace`), which kills it (SIGKILL) before a
//! chosen system call, or fails the call as a full or broken disk would. What was
//! done by the call before is persisted and reported to nobody; what the call would
//! have done is not persisted.
//!
//! The tracer counts the calls of each thread: those of the database, and those that
//! store files, two by each of the threads that make certificates.

use std::{
    os::unix::process::ExitStatusExt as _,
    process::{Command, Output},
};

use super::{check_same_bytes, check_whole, complete_at, stored};
use crate::api::{people::professors, processes::wall_clock, support::TestUnit};

/// Certificates of each try: two for each of two threads.
const AT_ONCE: usize = 4;

/// With this every call is tried (`cargo xtask crash`); without it calls that look
/// alike are tried at intervals.
const EVERY: &str = "DCERT_EVERY_CALL";

const FOLDERS: &str = "mkdir,mkdirat";
const NAMES: &str = "rename,renameat,renameat2,link,linkat,unlink,unlinkat";
const SYNCS: &str = "fsync,fdatasync";
/// Files, what is printed, and the line to PostgreSQL.
const WRITES: &str = "write,writev,sendto,sendmsg";
/// Pages of SQLite.
const PAGES: &str = "pwrite64,ftruncate";

/// What the tracer does to the process.
#[derive(Clone, Copy)]
enum Fault {
    Kill,
    /// The call fails with this.
    Error(&'static str),
}

impl Fault {
    fn injection(self, calls: &str, number: usize) -> String {
        match self {
            Self::Kill => format!("inject={calls}:signal=SIGKILL:when={number}"),
            Self::Error(error) => format!("inject={calls}:error={error}:when={number}"),
        }
    }
}

/// `api issue` with a fault at the nth of these calls; none when there was no such
/// call.
fn issue(test: &TestUnit, calls: &str, number: usize, fault: Fault) -> Option<Output> {
    let trace = test.data().join("trace");
    let issue = test.command(&["issue"]);
    let mut tracer = Command::new("strace");
    tracer.args(["--follow-forks", "--quiet=all", "--output"]).arg(&trace);
    tracer.args(["-e", &format!("trace={calls}"), "-e", &fault.injection(calls, number), "--"]);
    let ended = tracer.arg(issue.get_program()).args(issue.get_args()).output();
    let ended = ended.expect("strace is there: `cargo xtask test` sets it up");
    let happened = match fault {
        Fault::Kill => ended.status.signal() == Some(9),
        Fault::Error(_) => std::fs::read_to_string(trace).unwrap().contains("(INJECTED)"),
    };
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(happened || ended.status.success(), "{calls} {number}: {}: {said}", ended.status);
    happened.then_some(ended)
}

/// Lets a fault happen at each of these calls in turn. Afterwards nothing is lost,
/// doubled or half available, and what was stored is completed byte for byte. Says
/// how often it happened.
async fn at_every(calls: &str, interval: usize, fault: Fault) -> usize {
    let interval = if std::env::var_os(EVERY).is_some() { 1 } else { interval };
    let mut test = TestUnit::empty().await;
    for count in 0.. {
        let (first, number) = (count * AT_ONCE, 1 + count * interval);
        let rows = professors("樣字第1號", first, AT_ONCE);
        test.import(&rows.iter().map(String::as_str).collect::<Vec<_>>()).await.unwrap();
        let ended = issue(&test, calls, number, fault);
        test = test.restart().await;
        check_whole(&test).await;
        if let (Some(ended), Fault::Error(error)) = (&ended, fault) {
            check_told(ended, error);
            assert_eq!(test.unit.summary().await.unwrap().failed, 0, "{calls} {number}: nothing is given up");
        }
        let stored = stored(test.data());
        complete_at(&test, first, AT_ONCE, wall_clock()).await;
        check_same_bytes(&test, &stored).await;
        if ended.is_none() {
            return count;
        }
    }
    unreachable!("some number is too high");
}

/// A command that failed says so, and why. Not every call is needed for success.
#[track_caller]
fn check_told(ended: &Output, error: &str) {
    let said = String::from_utf8_lossy(&ended.stderr);
    match ended.status.code() {
        Some(0) => {}
        code => assert!(code == Some(1) && said.contains("api: "), "{error}: {code:?}: {said}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "how many points a long run tried")]
async fn a_process_killed_at_any_lasting_call_loses_and_doubles_nothing() {
    let mut kills = 0;
    for (calls, interval) in [(FOLDERS, 1), (NAMES, 1), (SYNCS, 1), (WRITES, 12), (PAGES, 16)] {
        let more = at_every(calls, interval, Fault::Kill).await;
        println!("{calls}: killed {more} times");
        kills += more;
    }
    assert!(kills > 10, "only {kills} kills");
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "how many points a long run tried")]
async fn a_disk_that_fails_at_any_lasting_call_is_told_and_the_next_try_succeeds() {
    let mut failures = 0;
    for (calls, interval, error) in
        [(FOLDERS, 1, "ENOSPC"), (NAMES, 1, "ENOSPC"), (SYNCS, 2, "EIO"), (PAGES, 24, "ENOSPC")]
    {
        let more = at_every(calls, interval, Fault::Error(error)).await;
        println!("{calls}: failed {more} times");
        failures += more;
    }
    assert!(failures > 3, "only {failures} failures");
}
