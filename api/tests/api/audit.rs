//! What the audit finds: whatever somebody with the database changed in the
//! history, took out of it or moved is named. The guard is dropped first, as
//! somebody with the database would.

use certificate::Digest;
use sha2::{Digest as _, Sha256};
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use super::support::{ROSTER, TestUnit, now};
use certificate::Rank;

/// An event in the middle of the history, about a certificate, with no signed head
/// at it.
const CHOSEN: i64 = 12;

/// A unit with a history, and a hand in its database.
struct Evidence {
    test: TestUnit,
    db: AnyConnection,
    /// How long the history is.
    length: i64,
}

impl Evidence {
    async fn collect() -> Self {
        let test = TestUnit::with_certificates().await;
        for number in ["講字第000101號", "教字第000104號", "教字第000201號"] {
            test.confirm(number).await.unwrap();
        }
        test.annul("副字第000103號", Some(Rank::AssociateProfessor)).await.unwrap();
        test.confirm("助理字第000102號").await.unwrap();
        test.unit.publish(now()).await.unwrap();
        let mut db = test.connect().await;
        let (length, _) = super::record::head(&mut db).await;
        let mut evidence = Self { test, db, length };
        evidence.execute(&[drop_guard(), "create table kept as select * from event".to_owned()]).await;
        assert_eq!(evidence.faults().await, [""; 0], "an untouched history has no fault");
        assert!(CHOSEN + 3 < length, "there is history behind the chosen event");
        evidence
    }

    async fn execute(&mut self, statements: &[String]) {
        for statement in statements {
            let done = sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(&mut self.db).await;
            done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }

    async fn faults(&self) -> Vec<String> {
        self.test.unit.check_history().await.unwrap().faults
    }

    /// The faults after some statements, which are undone then.
    async fn after(&mut self, statements: &[String]) -> Vec<String> {
        self.execute(statements).await;
        let faults = self.faults().await;
        self.restore().await;
        faults
    }

    async fn restore(&mut self) {
        let restore = ["delete from event", "insert into event select * from kept"].map(str::to_owned);
        self.execute(&restore).await;
    }

    /// Writes the chain anew from a place on: consistent in itself.
    async fn rewrite_from(&mut self, first: i64) {
        let rows =
            sqlx::query("select * from event order by sequence").fetch_all(&mut self.db).await.unwrap();
        let mut previous = [0; 32];
        for row in rows {
            let sequence: i64 = row.get("sequence");
            if sequence < first {
                previous = row.get::<String, _>("digest").parse::<Digest>().unwrap().0;
                continue;
            }
            let text = |column| row.get::<Option<String>, _>(column);
            let fields = (
                sequence,
                row.get::<i64, _>("at"),
                text("account"),
                text("kind"),
                text("act"),
                text("case_id"),
                text("certificate_id"),
                text("details"),
            );
            let json = serde_json::to_vec(&fields).unwrap();
            previous = Sha256::new().chain_update(previous).chain_update(json).finalize().into();
            let digest = Digest(previous);
            self.execute(&[format!("update event set digest = '{digest}' where sequence = {sequence}")])
                .await;
        }
    }
}

fn drop_guard() -> String {
    let statement = match std::env::var_os("DCERT_TEST_POSTGRES") {
        Some(_) => "drop trigger event_append_only on event",
        None => "drop trigger event_no_update; drop trigger event_no_delete",
    };
    statement.to_owned()
}

fn changed(sequence: i64) -> String {
    format!("event {sequence} is not what was recorded there: it was changed or moved")
}

fn missing(from: i64, to: i64) -> String {
    format!("events {from} to {to} are missing")
}

/// Faults of the chain, apart from what lists show.
fn of_chain(faults: Vec<String>) -> Vec<String> {
    faults.into_iter().filter(|fault| !fault.starts_with("what lists show")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_event_is_named_whatever_changed_in_it() {
    let mut evidence = Evidence::collect().await;
    for change in [
        "account = 'somebody'",
        "at = at + 1",
        "kind = 'downloaded'",
        "act = 'another'",
        "case_id = null",
        "certificate_id = 'another'",
        "details = '{\"count\":1}'",
    ] {
        let change = format!("update event set {change} where sequence = {CHOSEN}");
        assert_eq!(
            of_chain(evidence.after(std::slice::from_ref(&change)).await),
            [changed(CHOSEN)],
            "{change}"
        );
    }
    let digest = Digest([7; 32]);
    let change = format!("update event set digest = '{digest}' where sequence = {CHOSEN}");
    assert_eq!(of_chain(evidence.after(&[change]).await), [changed(CHOSEN), changed(CHOSEN + 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_makes_no_sense_is_named_and_the_others_are_still_checked() {
    let mut evidence = Evidence::collect().await;
    for (nonsense, first) in [
        ("kind = 'nonsense'", "cannot be read"),
        ("at = 9223372036854775807", "cannot be read"),
        ("digest = 'nonsense'", "cannot be read"),
        ("details = 'nonsense'", "is not what was recorded"),
    ] {
        let statements = [
            format!("update event set {nonsense} where sequence = {CHOSEN}"),
            format!("update event set account = 'somebody' where sequence = {}", evidence.length - 1),
        ];
        let faults = of_chain(evidence.after(&statements).await);
        assert!(
            faults[0].starts_with(&format!("event {CHOSEN} ")) && faults[0].contains(first),
            "{faults:?}"
        );
        assert_eq!(faults.last(), Some(&changed(evidence.length - 1)), "{nonsense}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_events_are_named_wherever_they_were() {
    let mut evidence = Evidence::collect().await;
    let length = evidence.length;
    for (from, to) in [(1, 1), (1, 4), (CHOSEN, CHOSEN), (CHOSEN, CHOSEN + 2), (length, length), (1, length)]
    {
        let cut = format!("delete from event where sequence between {from} and {to}");
        assert_eq!(of_chain(evidence.after(&[cut]).await), [missing(from, to)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_changed_places_are_named() {
    let mut evidence = Evidence::collect().await;
    let (mine, yours) = (CHOSEN, CHOSEN + 1);
    let swap = [
        format!("update event set sequence = 1000 where sequence = {mine}"),
        format!("update event set sequence = {mine} where sequence = {yours}"),
        format!("update event set sequence = {yours} where sequence = 1000"),
    ];
    let faults = of_chain(evidence.after(&swap).await);
    assert_eq!(faults, [changed(mine), changed(yours), changed(yours + 1)]);
    let to_the_end = [
        format!("update event set sequence = 1000 where sequence = {mine}"),
        format!("update event set sequence = sequence - 1 where sequence > {mine}"),
    ];
    let faults = of_chain(evidence.after(&to_the_end).await);
    assert!(faults.contains(&changed(mine)) && faults.len() > 1, "{faults:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_slipped_in_before_the_first_is_named() {
    let mut evidence = Evidence::collect().await;
    for place in [0, -7] {
        let slip_in = format!(
            "insert into event select {place}, at, account, kind, act, case_id, certificate_id, details, digest
             from event where sequence = {CHOSEN}"
        );
        assert_eq!(of_chain(evidence.after(&[slip_in]).await), [changed(place)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_written_anew_does_not_bear_the_signed_heads() {
    let mut evidence = Evidence::collect().await;
    evidence.execute(&[format!("update event set account = 'somebody' where sequence = {CHOSEN}")]).await;
    evidence.rewrite_from(CHOSEN).await;
    let faults = of_chain(evidence.faults().await);
    assert!(!faults.is_empty(), "a signed head lies behind it");
    for fault in &faults {
        assert!(fault.contains("is not the one whose digest was signed with status list"), "{fault}");
    }
    // With the heads adapted, too, their signatures are wrong.
    let adapt = "update status_list set history_digest =
         (select digest from event where sequence = history_sequence) where history_sequence > 0";
    evidence.execute(&[adapt.to_owned()]).await;
    let faults = of_chain(evidence.faults().await);
    assert!(!faults.is_empty());
    assert!(faults.iter().all(|fault| fault.contains("is not signed by a status key")), "{faults:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lists_show_is_compared_with_the_history() {
    let mut evidence = Evidence::collect().await;
    for change in [
        "update certificate set confirmed = 1 where confirmed = 0",
        "update certificate set status = 'current' where status = 'revoked'",
        "update certificate set downloads = 7 where confirmed = 1",
        "update approved_case set stage = 'confirmed' where stage = 'unconfirmed'",
        "update approved_case set status = 'current' where status = 'revoked'",
    ] {
        let columns = ["certificate", "approved_case"]
            .map(|table| format!("create table {table}_kept as select * from {table}"));
        evidence.execute(&columns).await;
        let faults = evidence.after(&[change.to_owned()]).await;
        assert!(
            !faults.is_empty() && faults.iter().all(|fault| fault.starts_with("what lists show of ")),
            "{change}: {faults:?}"
        );
        let restore = [
            "update certificate set confirmed = kept.confirmed, status = kept.status, downloads = kept.downloads from certificate_kept as kept where kept.id = certificate.id",
            "update approved_case set stage = kept.stage, status = kept.status from approved_case_kept as kept where kept.id = approved_case.id",
            "drop table certificate_kept",
            "drop table approved_case_kept",
        ];
        evidence.execute(&restore.map(str::to_owned)).await;
    }
    assert_eq!(evidence.faults().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_names_every_fault_and_fails() {
    let mut evidence = Evidence::collect().await;
    let check = |evidence: &Evidence| evidence.test.command(&["audit-check"]).output().unwrap();
    let done = check(&evidence);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    // Whoever opens the database puts the guard back.
    let change = format!("update event set account = 'somebody' where sequence = {CHOSEN}");
    sqlx::raw_sql(AssertSqlSafe(change)).execute(&mut evidence.db).await.unwrap_err();
    evidence.execute(&[drop_guard()]).await;
    evidence.execute(&[format!("update event set account = 'somebody' where sequence = {CHOSEN}")]).await;
    let done = check(&evidence);
    assert!(!done.status.success());
    assert!(String::from_utf8_lossy(&done.stderr).contains(&changed(CHOSEN)));
    assert!(evidence.test.unit.list().await.unwrap().len() == ROSTER.len());
}
