//! Persisted, but reported as failed: a line to PostgreSQL that breaks after the
//! server has committed and before it could say so. SQLite has no such line.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use api::{IssuingUnit, Refusal, Scope};
use certificate::api::Confirmation;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{UnixListener, UnixStream},
};

use super::{check_same_bytes, check_whole, complete, order, stored};
use crate::api::{
    people::professor_number,
    support::{self, TestUnit, officer},
};

const SOCKET: &str = ".s.PGSQL.5432";

/// A line to a server that can be told to break.
struct Line {
    folder: tempfile::TempDir,
    /// At 1 the next commit is the last thing that gets through.
    commits_left: Arc<AtomicI64>,
}

impl Line {
    fn to(server: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        let commits_left = Arc::new(AtomicI64::new(0));
        let (server, left) = (server.join(SOCKET), Arc::clone(&commits_left));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&server).await.unwrap();
                tokio::spawn(carry(client, server, Arc::clone(&left)));
            }
        });
        Self { folder, commits_left }
    }

    fn break_at_commit(&self, number: i64) {
        self.commits_left.store(number, Ordering::SeqCst);
    }

    /// Whether it broke since.
    fn broke(&self) -> bool {
        self.commits_left.swap(0, Ordering::SeqCst) <= 0
    }
}

async fn carry(mut client: UnixStream, mut server: UnixStream, commits_left: Arc<AtomicI64>) {
    let (mut asked, mut answered) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        tokio::select! {
            Ok(length) = client.read(&mut asked) => {
                if length == 0 || server.write_all(&asked[..length]).await.is_err() {
                    return;
                }
                let commits = asked[..length].windows(6).any(|word| word == b"COMMIT");
                if commits && commits_left.fetch_sub(1, Ordering::SeqCst) == 1 {
                    // It answers that it committed; nobody hears it.
                    let _ = server.read(&mut answered).await;
                    return;
                }
            }
            Ok(length) = server.read(&mut answered) => {
                if length == 0 || client.write_all(&answered[..length]).await.is_err() {
                    return;
                }
            }
            else => return,
        }
    }
}

/// The same unit over such a line; none on SQLite.
async fn over_line(test: &TestUnit) -> Option<(IssuingUnit, Line)> {
    let mut settings = test.place.settings();
    let (before, folder) = settings.database.split_once("host=")?;
    let line = Line::to(Path::new(folder));
    settings.database = format!("{before}host={}", line.folder.path().display());
    Some((IssuingUnit::open(settings).await.unwrap(), line))
}

#[tokio::test(flavor = "multi_thread")]
async fn issuing_that_was_committed_and_reported_as_failed_is_not_done_twice() {
    let test = TestUnit::empty().await;
    let Some((unit, line)) = over_line(&test).await else { return };
    let mut broken = 0;
    for commit in 1.. {
        let first = 10 * usize::try_from(commit).unwrap();
        order(&test, first, 2).await;
        line.break_at_commit(commit);
        let pressed = unit.press(support::press(), officer()).await;
        if !line.broke() {
            assert_eq!(pressed.unwrap().len(), 2);
            break;
        }
        broken += 1;
        assert!(!pressed.unwrap_err().is::<Refusal>(), "it is reported as a failure, not as a refusal");
        check_whole(&test).await;
        let stored = stored(test.data());
        complete(&test, first, 2).await;
        check_same_bytes(&test, &stored).await;
    }
    assert!(broken >= 2, "allocating and recording commit: {broken}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_that_was_committed_and_reported_as_failed_can_be_repeated() {
    let test = TestUnit::empty().await;
    let Some((unit, line)) = over_line(&test).await else { return };
    order(&test, 0, 1).await;
    test.issue().await;
    let confirmation = Confirmation { cases: vec![test.case(&professor_number(0)).await] };
    line.break_at_commit(1);
    unit.confirm(Scope::Ministry, &confirmation, officer()).await.unwrap_err();
    assert!(line.broke());
    let again = unit.confirm(Scope::Ministry, &confirmation, officer()).await.unwrap();
    assert_eq!(again.confirmed, 0, "it was confirmed the first time");
    check_whole(&test).await;
}
