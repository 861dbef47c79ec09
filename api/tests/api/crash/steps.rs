//! The path of a certificate, ended at every step of it.

use std::future::Future;

use anyhow::Result;
use api::Scope;
use certificate::{
    Kind, Rank,
    api::{Confirmation, Correction, Reach},
};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::{check_same_bytes, check_whole, complete, order, stored};
use crate::api::{
    cut_off::cut_off_after,
    people::{professor_number, professors},
    support::{self, TestUnit, officer, renamed},
};

/// Every table that is written on the path.
const TABLES: [&str; 6] = ["batch", "approved_case", "certificate", "event", "status_list", "case_revision"];

/// Certificates of each try.
const AT_ONCE: usize = 2;

/// Lets so many rows be written, and fails at the next one.
async fn fail_after(db: &mut AnyConnection, rows: i64) {
    execute(db, &format!("update allowed set rows_left = {rows}")).await;
}

async fn never_fail(db: &mut AnyConnection) {
    fail_after(db, 1_000_000_000).await;
}

async fn execute(db: &mut AnyConnection, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(db).await.unwrap();
}

/// Counts written rows. A transaction that is rolled back gives its rows back.
async fn install_counter(db: &mut AnyConnection) {
    execute(db, "create table allowed (rows_left bigint not null)").await;
    execute(db, "insert into allowed values (1000000000)").await;
    let on_postgres = std::env::var_os("DCERT_TEST_POSTGRES").is_some();
    if on_postgres {
        let function = "create function count_row() returns trigger language plpgsql as $$ begin
             update allowed set rows_left = rows_left - 1;
             if (select rows_left from allowed) < 0 then raise exception 'the test ends here'; end if;
             return new; end $$";
        execute(db, function).await;
    }
    for table in TABLES {
        for act in ["insert", "update"] {
            let body = if on_postgres {
                "for each row execute function count_row()"
            } else {
                "begin update allowed set rows_left = rows_left - 1;
                 select raise(abort, 'the test ends here') from allowed where rows_left < 0; end"
            };
            execute(db, &format!("create trigger count_{table}_{act} before {act} on {table} {body}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_at_any_row_loses_and_doubles_nothing() {
    let test = TestUnit::empty().await;
    let mut db = test.connect().await;
    install_counter(&mut db).await;
    let mut rows = 0;
    loop {
        let first = 10 * usize::try_from(rows).unwrap();
        let roster = professors("樣字第1號", first, AT_ONCE);
        test.import(&roster.iter().map(String::as_str).collect::<Vec<_>>()).await.unwrap();
        fail_after(&mut db, rows).await;
        let ended = issue(&test).await;
        never_fail(&mut db).await;
        check_whole(&test).await;
        let stored = stored(test.data());
        complete(&test, first, AT_ONCE).await;
        check_same_bytes(&test, &stored).await;
        match ended {
            Ok(()) => break,
            Err(error) => assert!(format!("{error:#}").contains("the test ends here"), "{error:#}"),
        }
        rows += 1;
    }
    assert!(rows > 15, "only {rows} rows were counted");
}

/// The path from approved cases to available certificates.
async fn issue(test: &TestUnit) -> Result<()> {
    test.unit.start_batch(Default::default(), officer()).await?;
    while !test.unit.press(support::press(), officer()).await?.is_empty() {}
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn issuing_that_is_cut_off_anywhere_goes_on_where_it_was() {
    let test = TestUnit::empty().await;
    let mut polls = 0;
    loop {
        let first = 10 * polls;
        order(&test, first, AT_ONCE).await;
        let done = cut_off_after(polls, test.unit.press(support::press(), officer())).await;
        check_whole(&test).await;
        let stored = stored(test.data());
        complete(&test, first, AT_ONCE).await;
        check_same_bytes(&test, &stored).await;
        if let Some(done) = done {
            assert_eq!(done.unwrap().len(), AT_ONCE);
            break;
        }
        // Every place at first, then fewer: they come to look alike.
        polls += 1 + polls / 10;
    }
}

/// Cuts an act off at one place after the other until it gets through. The number
/// of the person the act is about is given to it.
async fn cut_off_everywhere<F: Future<Output = Result<()>>>(
    test: &TestUnit,
    first: usize,
    mut act: impl FnMut(usize) -> F,
) {
    for polls in 0.. {
        let done = cut_off_after(polls, act(first + polls)).await;
        let audit = test.unit.check_history().await.unwrap();
        assert_eq!(audit.faults, [""; 0], "cut off after {polls} polls");
        if let Some(done) = done {
            done.unwrap();
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_is_cut_off_anywhere_is_done_or_not_and_stops_nobody() {
    const PERSONS: usize = 60;
    let test = TestUnit::empty().await;
    order(&test, 0, PERSONS).await;
    test.issue().await;
    let test = &test;
    cut_off_everywhere(test, 0, |person| async move {
        let confirmation = Confirmation { cases: vec![test.case(&professor_number(person % PERSONS)).await] };
        test.unit.confirm(Scope::Ministry, &confirmation, officer()).await.map(drop)
    })
    .await;
    cut_off_everywhere(test, PERSONS / 2, |person| async move {
        let of = professor_number(person % PERSONS);
        let ground = support::ground(Kind::University, Reach::FromRankUpward);
        let annulling = test.annulling(&of, Some(Rank::Lecturer), ground).await;
        test.unit.annul(&annulling, officer()).await.map(drop)
    })
    .await;
    order(test, 1000, PERSONS).await;
    test.issue().await;
    cut_off_everywhere(test, 0, |person| async move {
        let case = test.case(&professor_number(1000 + person % PERSONS)).await;
        let correction = Correction { version: case.version, data: renamed("林更正") };
        test.unit.correct(&case.id, &correction, officer()).await
    })
    .await;
    complete_corrections(test).await;
}

/// Versions ordered by corrections are made.
async fn complete_corrections(test: &TestUnit) {
    test.issue().await;
    check_whole(test).await;
    let pending =
        test.unit.list().await.unwrap().into_iter().filter(|listed| listed.stage == "pending").count();
    assert_eq!(pending, 0);
}
