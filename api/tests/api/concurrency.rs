//! Many at once: a hundred clients of two processes act on the same cases. Nothing
//! is lost or counted twice, and nobody is told anything but a reason.

mod clients;
mod screens;

use std::{collections::BTreeMap, pin::pin, sync::Arc, thread, time::Duration};

use api::{IssuingUnit, Reinstating};
use certificate::{Rank, Status, Timestamp, Verdict};
use tokio::{runtime::Runtime, task::JoinSet, time::timeout};
use verifier_wasm::{StatusEvidence, verify};

use super::{
    cut_off::cut_off_after,
    people::{self, professor_number, professors},
    place::Place,
    record::PublishedList,
    support::{self, TestUnit, now},
};
use clients::Tally;

const CLIENTS: u64 = 100;
/// How long an act may wait for another before the other goes on.
const PATIENCE: Duration = Duration::from_millis(200);
/// Acts of each client.
const ACTS: usize = 6;

/// The first is the teacher that accounts of tests belong to.
const PERSONS: [usize; 7] = [people::TEACHER, 1, 2, 3, 4, 5, 6];

/// Five careers of four ranks, and two people with a K-12 certificate each.
fn roster() -> Vec<String> {
    let (careers, k12) = PERSONS.split_at(5);
    let career = |person: &usize| {
        let ranks = (1..).zip(Rank::ALL);
        let row = |(place, rank)| {
            people::university("樣字第1號", &format!("樣字第{person}{place}號"), *person, rank, "9901")
        };
        ranks.map(row).collect::<Vec<_>>()
    };
    let k12 = k12.iter().map(|person| people::k12("樣字第1號", &format!("樣字第{person}1號"), *person));
    careers.iter().flat_map(career).chain(k12).collect()
}

async fn import(test: &TestUnit, rows: &[String]) {
    let rows: Vec<_> = rows.iter().map(String::as_str).collect();
    test.import(&rows).await.unwrap();
}

async fn processes(test: &TestUnit) -> [Arc<IssuingUnit>; 2] {
    [Arc::new(test.second_process().await), Arc::new(test.second_process().await)]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_hundred_clients_were_told_is_what_the_history_says() {
    let test = TestUnit::empty().await;
    import(&test, &roster()).await;
    test.issue().await;
    import(&test, &professors("樣字第2號", 100, 10)).await;
    let processes = processes(&test).await;
    let numbers: Arc<[String]> = test
        .unit
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|listed| listed.certificate_number)
        .chain((100..110).map(professor_number))
        .collect();
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let unit = Arc::clone(&processes[number as usize % 2]);
        clients.spawn(clients::work(unit, Arc::clone(&numbers), number, ACTS));
    }
    let mut told = Tally::from([("issued", 22)]);
    told.entry("batch-started").or_insert(1);
    while let Some(tally) = clients.join_next().await {
        for (kind, count) in tally.unwrap() {
            *told.entry(kind).or_default() += count;
        }
    }
    check(&test, &told, now()).await;
}

/// Whatever was done, the books agree.
async fn check(test: &TestUnit, told: &Tally, now: Timestamp) {
    let audit = test.unit.check_history().await.unwrap();
    assert_eq!(audit.faults, [""; 0]);
    assert_eq!(audit.head.sequence, audit.events, "no number is missing or doubled");
    let mut db = test.connect().await;
    let recorded: Vec<(String, i64)> =
        sqlx::query_as("select kind, count(*) from event group by kind").fetch_all(&mut db).await.unwrap();
    let recorded: BTreeMap<_, _> = recorded.into_iter().collect();
    for (kind, count) in told {
        assert_eq!(recorded.get(*kind).copied().unwrap_or_default(), *count, "{kind}");
    }
    let made: i64 =
        sqlx::query_scalar("select count(file) from certificate").fetch_one(&mut db).await.unwrap();
    assert_eq!(recorded.get("issued").copied().unwrap_or_default(), made, "each file was issued once");
    let one: (i64, i64, i64) = sqlx::query_as(
        "select count(*), count(distinct slot), count(distinct file) + sum(case when file is null then 1 else 0 end)
         from certificate",
    )
    .fetch_one(&mut db)
    .await
    .unwrap();
    assert_eq!((one.0, one.0), (one.1, one.2), "every certificate has a slot and a file of its own");
    let gaps: i64 = sqlx::query_scalar(
        "select count(*) from (select case_id from certificate group by case_id having max(version) <> count(*)) as gap",
    )
    .fetch_one(&mut db)
    .await
    .unwrap();
    assert_eq!(gaps, 0, "versions are numbered without a gap");
    check_list(test, now).await;
}

/// The public list agrees with what lists show, and the verifier with both.
async fn check_list(test: &TestUnit, now: Timestamp) {
    let mut db = test.connect().await;
    let mut list = PublishedList::default();
    list.refresh(&mut db).await;
    let slots: Vec<(i64, String)> =
        sqlx::query_as("select slot, status from certificate").fetch_all(&mut db).await.unwrap();
    let expected = slots
        .into_iter()
        .map(|(slot, status)| (slot.try_into().unwrap(), Status::from_code(&status).unwrap()));
    let expected: BTreeMap<u64, _> = expected.filter(|(_, status)| *status != Status::Current).collect();
    assert_eq!(list.not_current(), expected);
    let token = test.unit.publish(now).await.unwrap();
    for listed in test.unit.list().await.unwrap().into_iter().filter(|listed| listed.fingerprint.is_some()) {
        let number = support::number(&listed.certificate_number);
        let file = test.unit.export(&number, Some(listed.version)).await.unwrap();
        let evidence = StatusEvidence { token: Some(token.as_bytes()), newest_seen: None };
        let expected = match listed.status {
            Status::Current => Verdict::Current,
            Status::Superseded => Verdict::Superseded,
            Status::Revoked => Verdict::Revoked,
        };
        assert_eq!(verify(&file, &test.unit.anchors(), evidence, now).verdict, expected, "{number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_presses_make_every_certificate_once() {
    let test = TestUnit::empty().await;
    import(&test, &professors("樣字第1號", 0, 100)).await;
    test.unit.start_batch(Default::default(), support::officer()).await.unwrap();
    let mut presses = JoinSet::new();
    for unit in processes(&test).await {
        presses.spawn(async move { clients::press(&unit).await.unwrap() });
    }
    let made: i64 = presses.join_all().await.into_iter().sum();
    assert_eq!(made, 100, "both together made every one, and none twice");
    check(&test, &Tally::from([("issued", 100)]), now()).await;
}

/// At how many places the press is stopped for a moment: it reads, makes and writes.
const PLACES: usize = 16;

/// However far the press has come when the officer annuls.
#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_annulled_while_it_is_made_has_not_failed() {
    let test = TestUnit::empty().await;
    for polls in 0..PLACES {
        let number = professor_number(polls);
        import(&test, &professors("樣字第1號", polls, 1)).await;
        test.issue().await;
        test.confirm(&number).await.unwrap();
        test.order_replacement(&number, support::renamed("林新")).await.unwrap();
        let mut press = pin!(test.unit.press(support::press(), support::officer()));
        let made = cut_off_after(polls, press.as_mut()).await;
        let mut annul = pin!(test.annul(&number, Some(Rank::Lecturer)));
        // Where the press holds the database at this moment, the officer waits for it.
        let annulled = timeout(PATIENCE, annul.as_mut()).await.ok();
        let made = match made {
            Some(made) => made,
            None => press.await,
        };
        assert!(made.unwrap().iter().all(Result::is_ok), "nothing is wrong with it, after {polls} polls");
        let annulment = match annulled {
            Some(annulled) => annulled.unwrap(),
            None => annul.await.unwrap(),
        };
        assert_eq!(test.unit.summary().await.unwrap().failed, 0, "after {polls} polls");
        test.unit.reinstate(&annulment.id, &reinstating(), support::officer()).await.unwrap();
        test.issue().await;
        test.confirm(&number).await.unwrap();
    }
}

fn reinstating() -> Reinstating {
    Reinstating {
        legal_basis: "訴願決定".to_owned(),
        decision_date: "115-11-21".parse().unwrap(),
        document_number: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_start_at_once_on_a_new_database_all_start() {
    let place = Place::new().await;
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                Runtime::new().unwrap().block_on(IssuingUnit::open(place.settings())).map(drop).unwrap()
            });
        }
    });
}
