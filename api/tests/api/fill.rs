//! Invented certificates for measuring are what the acts would have left.

use api::Plan;
use certificate::{
    Status,
    api::{CaseQuery, Confirmation, ConfirmedCase, Stage},
};

use super::support::{TestUnit, hours_later, now, officer};

#[tokio::test(flavor = "multi_thread")]
async fn a_filled_database_stands_the_check_of_its_history_and_takes_acts() {
    let test = TestUnit::empty().await;
    let plan = Plan { certificates: 1_200, schools: 4, approved: 50, users: 1 };
    let filled = test.unit.fill(&plan, now()).await.unwrap();
    let audit = test.unit.check_history().await.unwrap();
    assert_eq!(audit.faults, Vec::<String>::new());
    assert!(audit.events > 3_000 && audit.signed_heads > 0);
    let listed = test.unit.list().await.unwrap();
    let superseded = listed.iter().filter(|listed| listed.status == Status::Superseded).count();
    assert_eq!(listed.len(), 1_200 + filled.replacing.len() + superseded);
    let waiting = CaseQuery { stage: Some(Stage::Approved), ..CaseQuery::default() };
    assert_eq!(test.unit.search(waiting).await.unwrap().cases.len(), 50);
    for (case, version) in filled.replacing {
        let cases = vec![ConfirmedCase { id: case, version }];
        let confirmed = test.unit.confirm(api::Scope::Ministry, &Confirmation { cases }, officer()).await;
        assert_eq!(confirmed.unwrap().confirmed, 1);
    }
    test.unit.publish(hours_later(1)).await.unwrap();
    assert_eq!(test.unit.check_history().await.unwrap().faults, Vec::<String>::new());
}
