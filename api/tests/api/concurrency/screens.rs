//! The same through the router: a hundred people at the screens of two servers.
//! Nobody ever sees an error of ours.

use std::sync::Arc;

use axum::http::StatusCode;
use certificate::api::Role;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{
    CLIENTS, Tally, check,
    clients::{self, Dice},
    import, processes, roster,
};
use crate::api::{
    browser::{Answer, Browser, UNHURRIED, account, officer, school},
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
async fn a_hundred_people_at_two_servers_see_no_error_of_ours() {
    let test = TestUnit::configured(UNHURRIED).await;
    import(&test, &roster()).await;
    test.issue().await;
    test.unit.import_reference(GROUNDS.as_bytes(), support::officer()).await.unwrap();
    let cases: Arc<[String]> = case_ids(&test).await.into();
    let people = people(&test).await;
    let mut screens = JoinSet::new();
    for client in 0..CLIENTS {
        let person = people[client as usize % people.len()].clone();
        screens.spawn(sit(person, Arc::clone(&cases), client));
    }
    // Batches and versions that they order are made meanwhile, by both.
    for unit in processes(&test).await {
        screens.spawn(async move {
            for _ in 0..3 {
                clients::press(&unit).await.unwrap();
            }
        });
    }
    screens.join_all().await;
    check(&test, &Tally::new()).await;
}

async fn case_ids(test: &TestUnit) -> Vec<String> {
    let mut db = test.connect().await;
    sqlx::query_scalar("select id from approved_case order by certificate_number")
        .fetch_all(&mut db)
        .await
        .unwrap()
}

#[derive(Clone)]
struct Person {
    browser: Browser,
    role: Role,
}

/// Two issuers, an auditor, a school and a teacher, each at one of two servers.
async fn people(test: &TestUnit) -> Vec<Person> {
    let servers = [Browser::new(test).await, Browser::new(test).await];
    let mut people = Vec::new();
    for (place, name, role) in [
        (0, "issuer-one", Role::Issuer),
        (1, "issuer-two", Role::Issuer),
        (0, "school", school("9901")),
        (1, "auditor", Role::Auditor),
        (1, "teacher", Role::Teacher),
    ] {
        match role {
            Role::Issuer | Role::Auditor => officer(test, name, &[role.clone()]).await,
            Role::School { .. } | Role::Teacher => account(test, name, &[role.clone()]).await,
        }
        let mut browser = servers[place].other();
        browser.sign_in(name).await;
        people.push(Person { browser, role });
    }
    people
}

async fn sit(mut person: Person, cases: Arc<[String]>, client: u64) {
    let mut dice = Dice::new(client + 1);
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
    }
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
            let (ground, reach) = [("upward", "from-rank-upward"), ("only", "this-only")][dice.roll(2)];
            let body = json!({
                "case_id": case, "reach": reach, "ground": ground,
                "decision_date": "2026-11-20", "document_number": "樣字第9號",
            });
            ("annul", browser.post("/api/ministry/annulments", &body).await)
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
