//! The same through two real servers: a hundred people at the screens of two
//! processes. Nobody ever sees an error of ours.

use std::{net::SocketAddr, slice, sync::Arc};

use axum::http::StatusCode;
use certificate::{
    Status, Timestamp,
    api::{Annulment, Confirmations, Role},
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{CLIENTS, Tally, check, clients::Dice, import, roster};
use crate::api::{
    browser::{Answer, Browser, UNHURRIED, account_since, officer_since, school},
    people::professors,
    processes::{Server, wall_clock},
    support::{self, TestUnit},
};

/// Requests of each client.
const REQUESTS: usize = 8;

const GROUNDS: &str = r#"
[[ground]]
code = "upward"
name = "樣本事由甲"
legal_basis = "審定辦法第45條"
reach = "from-rank-upward"
kind = "university"
[[ground]]
code = "only"
name = "樣本事由乙"
legal_basis = "審定辦法第25條"
reach = "this-only"
kind = "university"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_clients_of_two_server_processes_see_no_error_of_ours_and_lose_nothing() {
    let test = TestUnit::configured(UNHURRIED).await;
    let since = wall_clock();
    import(&test, &roster()).await;
    test.issue().await;
    test.unit.import_reference(GROUNDS.as_bytes(), support::officer()).await.unwrap();
    import(&test, &professors("樣字第1號", 100, 10)).await;
    let cases: Arc<[String]> = case_ids(&test).await.into();
    let servers = [Server::start(&test), Server::start(&test)];
    let people = people(&test, servers[0].address, since).await;
    let mut screens = JoinSet::new();
    for client in 0..CLIENTS {
        let Person { browser, role } = &people[client as usize % people.len()];
        let browser = browser.moved_to(servers[client as usize % 2].address);
        screens.spawn(sit(Person { browser, role: role.clone() }, Arc::clone(&cases), client));
    }
    let mut told = Tally::from([("batch-started", 1)]);
    for tally in screens.join_all().await {
        add(&mut told, tally);
    }
    // Whatever they are doing: killed.
    drop(servers);
    check(&test, &told, wall_clock()).await;
    test.issue_at(wall_clock()).await;
    check(&test, &told, wall_clock()).await;
    let listed = test.unit.list().await.unwrap().into_iter();
    let waiting = listed.filter(|listed| listed.stage == "pending" && listed.status == Status::Current);
    assert_eq!(waiting.count(), 0, "what the servers did not make is made by the next one");
}

async fn case_ids(test: &TestUnit) -> Vec<String> {
    let mut db = test.connect().await;
    sqlx::query_scalar("select id from approved_case order by certificate_number")
        .fetch_all(&mut db)
        .await
        .unwrap()
}

struct Person {
    browser: Browser,
    role: Role,
}

/// Three issuers, an auditor, a school and a teacher. Where they signed in does not
/// matter: no server keeps anything to itself.
async fn people(test: &TestUnit, server: SocketAddr, since: Timestamp) -> Vec<Person> {
    let mut people = Vec::new();
    for (name, role) in [
        ("issuer-one", Role::Issuer),
        ("issuer-two", Role::Issuer),
        ("issuer-three", Role::Issuer),
        ("school", school("9901")),
        ("auditor", Role::Auditor),
        ("teacher", Role::Teacher),
        ("school-two", school("9901")),
    ] {
        match role {
            Role::Issuer | Role::Auditor => officer_since(test, name, slice::from_ref(&role), since).await,
            Role::School { .. } | Role::Teacher => {
                account_since(test, name, slice::from_ref(&role), since).await;
            }
        }
        let mut browser = Browser::at_process(server);
        browser.sign_in(name).await;
        people.push(Person { browser, role });
    }
    people
}

/// Acts, and says what the answers promise. Panics at an error of ours.
async fn sit(mut person: Person, cases: Arc<[String]>, client: u64) -> Tally {
    let mut dice = Dice::new(client + 1);
    let mut told = Tally::new();
    for _ in 0..REQUESTS {
        let case = cases[dice.roll(cases.len())].clone();
        let (what, answer) = match person.role {
            Role::Issuer => at_the_ministry(&mut person.browser, &case, &mut dice).await,
            Role::School { .. } => at_a_school(&mut person.browser, &case, &mut dice).await,
            Role::Auditor => at_the_audit(&mut person.browser, &case, &mut dice).await,
            Role::Teacher => at_home(&mut person.browser, &case, &mut dice).await,
        };
        let expected = [
            StatusCode::OK,
            StatusCode::CREATED,
            StatusCode::NO_CONTENT,
            StatusCode::NOT_FOUND,
            StatusCode::CONFLICT,
            StatusCode::UNPROCESSABLE_ENTITY,
        ];
        assert!(expected.contains(&answer.status), "{what}: {}", answer.text());
        if answer.status.is_success() {
            add(&mut told, promised(what, &answer));
        }
    }
    told
}

fn add(told: &mut Tally, more: Tally) {
    for (kind, count) in more {
        *told.entry(kind).or_default() += count;
    }
}

/// The events that an answer promises.
fn promised(what: &str, answer: &Answer) -> Tally {
    let hit = || answer.json::<Annulment>().hit.len().try_into().unwrap();
    let promised = match what {
        "confirm" => ("confirmed", answer.json::<Confirmations>().confirmed.into()),
        "un-confirm" => ("unconfirmed", 1),
        "correct" => ("corrected", 1),
        "replace" => ("replaced", 1),
        "annul" => ("annulled", hit()),
        "revoke" => ("revoked", hit()),
        "reinstate" => ("reinstated", hit()),
        "issue" => ("batch-started", 1),
        "file" => ("downloaded", 1),
        _ => return Tally::new(),
    };
    Tally::from([promised])
}

/// The newest version, as the screen showed it a moment ago.
async fn version(browser: &mut Browser, case: &str) -> Value {
    let detail: Value = browser.get(&format!("/api/ministry/cases/{case}")).await.json();
    detail["summary"]["version"].clone()
}

async fn at_the_ministry(browser: &mut Browser, case: &str, dice: &mut Dice) -> (&'static str, Answer) {
    let confirmations = "/api/ministry/confirmations";
    let version = version(browser, case).await;
    let data = json!({ "name": format!("林試 {}", dice.roll(1_000_000)) });
    match dice.roll(12) {
        0..=2 => {
            let body = json!({ "cases": [{ "id": case, "version": version }] });
            ("confirm", browser.put(confirmations, &body).await)
        }
        3 => ("un-confirm", browser.delete(&format!("{confirmations}/{case}")).await),
        4 => {
            let body = json!({ "version": version, "data": data });
            ("correct", browser.json("PATCH", &format!("/api/ministry/cases/{case}"), &body).await)
        }
        5 => {
            let body = json!({ "case_id": case, "version": version, "ground": "changed", "reason": "姓名變更", "data": data });
            ("replace", browser.post("/api/ministry/replacements", &body).await)
        }
        6 => {
            let (what, ground, reach) =
                [("annul", "upward", "from-rank-upward"), ("revoke", "only", "this-only")][dice.roll(2)];
            let body = json!({
                "case_id": case, "reach": reach, "ground": ground,
                "decision_date": "2026-11-20", "document_number": "樣字第9號",
            });
            (what, browser.post("/api/ministry/annulments", &body).await)
        }
        7 => {
            let annulments: Vec<Value> = browser.get("/api/ministry/annulments").await.json();
            let act =
                annulments.first().and_then(|annulment| annulment["id"].as_str()).unwrap_or(case).to_owned();
            let body = json!({ "legal_basis": "訴願決定", "decision_date": "2026-11-21", "document_number": "樣字第10號" });
            ("reinstate", browser.post(&format!("/api/ministry/annulments/{act}/reinstatement"), &body).await)
        }
        8 => ("issue", browser.post("/api/ministry/issues", &json!({})).await),
        9 => ("batches", browser.get("/api/ministry/issues").await),
        10 => ("summary", browser.get("/api/ministry/summary").await),
        _ => ("cases", browser.get("/api/ministry/cases").await),
    }
}

async fn at_a_school(browser: &mut Browser, case: &str, dice: &mut Dice) -> (&'static str, Answer) {
    let confirmations = "/api/school/confirmations";
    match dice.roll(5) {
        0 | 1 => {
            // 樣字第1號
            let list = "/api/school/cases?document_number=%E6%A8%A3%E5%AD%97%E7%AC%AC1%E8%99%9F";
            let listed: Value = browser.get(list).await.json();
            let all = |case: &Value| json!({ "id": case["id"], "version": case["version"] });
            let shown = listed["cases"].as_array().unwrap();
            let body = json!({ "cases": [all(&shown[dice.roll(shown.len())])] });
            ("confirm", browser.put(confirmations, &body).await)
        }
        2 | 3 => ("un-confirm", browser.delete(&format!("{confirmations}/{case}")).await),
        _ => {
            let body = json!({ "text": "姓名有誤" });
            ("note", browser.post(&format!("/api/school/cases/{case}/notes"), &body).await)
        }
    }
}

async fn at_the_audit(browser: &mut Browser, case: &str, dice: &mut Dice) -> (&'static str, Answer) {
    match dice.roll(3) {
        0 => ("audit", browser.get("/api/ministry/audit").await),
        1 => ("export", browser.get("/api/ministry/audit.csv").await),
        _ => ("case", browser.get(&format!("/api/ministry/cases/{case}")).await),
    }
}

async fn at_home(browser: &mut Browser, case: &str, dice: &mut Dice) -> (&'static str, Answer) {
    let offered: Vec<Value> = browser.get("/api/teacher/certificates").await.json();
    let id = offered.get(dice.roll(4)).and_then(|certificate| certificate["id"].as_str());
    match dice.roll(4) {
        0 => ("list", browser.get("/status/1").await),
        _ => {
            let id = id.unwrap_or(case);
            ("file", browser.get(&format!("/api/teacher/certificates/{id}/file")).await)
        }
    }
}
