//! Every screen that is measured, with the requests of each user.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::Screen;
use crate::{
    client::{Connection, encoded, request},
    filled::{Filled, Sample},
    people::{People, Session},
};

/// How many different requests a user sends in turn.
const TURNS: usize = 25;

/// Every screen.
pub async fn all(people: &People, filled: &Filled) -> Result<Vec<Screen>> {
    let mut screens = school(people, filled).await?;
    screens.extend(teacher(people).await?);
    screens.extend(ministry(people, filled));
    screens.extend(audit(people, filled));
    let nobody = vec![Session(String::new()); people.schools.len()];
    screens.push(same("announcements", &nobody, "/announcements"));
    Ok(screens)
}

async fn school(people: &People, filled: &Filled) -> Result<Vec<Screen>> {
    let mut previews = Vec::new();
    let mut confirmations = Vec::new();
    let mut letters = Vec::new();
    for (school, session) in filled.schools.iter().zip(&people.schools) {
        let list = |number: &str| format!("/api/school/cases?document_number={}", encoded(number));
        letters.push(school.letters.iter().take(TURNS).map(|number| get(&list(number), session)).collect());
        let waiting = load(people, session, &list(&school.document_number)).await?;
        let cases = waiting["cases"].as_array().context("a school has cases")?.clone();
        let id = |case: &Value| case["id"].as_str().unwrap_or_default().to_owned();
        let preview = |case: &Value| get(&format!("/api/school/cases/{}/preview", id(case)), session);
        previews.push(cases.iter().take(TURNS).map(preview).collect());
        let mut acts = Vec::new();
        for case in cases.iter().take(TURNS) {
            let body = json!({ "cases": [{ "id": id(case), "version": case["version"] }] });
            acts.push(request("PUT", "/api/school/confirmations", &session.0, Some(&body)));
            acts.push(request(
                "DELETE",
                &format!("/api/school/confirmations/{}", id(case)),
                &session.0,
                None,
            ));
        }
        confirmations.push(acts);
    }
    Ok(vec![
        Screen { name: "school: cases of a letter".to_owned(), users: letters },
        Screen { name: "school: preview".to_owned(), users: previews },
        Screen { name: "school: confirm, take back".to_owned(), users: confirmations },
    ])
}

async fn teacher(people: &People) -> Result<Vec<Screen>> {
    let mut files = Vec::new();
    for session in &people.teachers {
        let list = load(people, session, "/api/teacher/certificates").await?;
        // The newest was issued for this run and has a file.
        let newest = list[0]["id"].as_str().context("every teacher has a certificate")?;
        files.push(vec![get(&format!("/api/teacher/certificates/{newest}/file"), session)]);
    }
    Ok(vec![
        same("teacher: certificates", &people.teachers, "/api/teacher/certificates"),
        Screen { name: "teacher: file".to_owned(), users: files },
    ])
}

fn ministry(people: &People, filled: &Filled) -> Vec<Screen> {
    let issuers = &people.issuers;
    let search = |name: &str, body: &dyn Fn(&Sample) -> Value| {
        each(&format!("ministry: search by {name}"), issuers, filled, &|sample, session| {
            request("POST", "/api/ministry/cases/search", &session.0, Some(&body(sample)))
        })
    };
    let after = |sample: &Sample, mut query: Value| {
        query["after"] = json!(sample.after);
        query
    };
    vec![
        same("ministry: summary", issuers, "/api/ministry/summary"),
        same("ministry: newest cases", issuers, "/api/ministry/cases"),
        search("deep page", &|sample| after(sample, json!({}))),
        search("letter", &|sample| json!({ "document_number": sample.document_number })),
        search("number", &|sample| json!({ "certificate_number": sample.certificate_number })),
        search("name", &|sample| json!({ "name": sample.name })),
        search("identity number", &|sample| json!({ "identity_number": sample.identity_number })),
        search("school, deep page", &|sample| {
            after(sample, json!({ "school_code": sample.school_code.as_deref().unwrap_or("8000") }))
        }),
        search("rank, deep page", &|sample| after(sample, json!({ "rank": "lecturer" }))),
        search("kind, deep page", &|sample| after(sample, json!({ "kind": "k12" }))),
        search("stage, deep page", &|sample| after(sample, json!({ "stage": "confirmed" }))),
        search("status, deep page", &|sample| after(sample, json!({ "status": "revoked" }))),
        search("school, rank and stage", &|sample| {
            let code = sample.school_code.as_deref().unwrap_or("8000");
            json!({ "school_code": code, "rank": "lecturer", "stage": "unconfirmed" })
        }),
        each("ministry: a case", issuers, filled, &|sample, session| {
            get(&format!("/api/ministry/cases/{}", sample.id), session)
        }),
        same("ministry: batches", issuers, "/api/ministry/issues"),
        same("ministry: annulments", issuers, "/api/ministry/annulments"),
        same("ministry: notes", issuers, "/api/ministry/notes"),
    ]
}

fn audit(people: &People, filled: &Filled) -> Vec<Screen> {
    let auditors = &people.auditors;
    let page = |name: &str, query: &str| {
        same(&format!("audit: {name}"), auditors, &format!("/api/ministry/audit{query}"))
    };
    vec![
        page("newest", ""),
        page("deep page", "?before=100000"),
        page("by action", "?action=annulled"),
        page("by frequent action, deep page", "?action=issued&before=100000"),
        page("by account", "?account=issuer-0"),
        page("by old days", "?from=2024-06-01&to=2024-06-30"),
        page("by days and action", "?from=2024-06-01&to=2025-06-30&action=annulled"),
        each("audit: by case", auditors, filled, &|sample, session| {
            get(&format!("/api/ministry/audit?case={}", sample.id), session)
        }),
    ]
}

/// The same request from everybody.
fn same(name: &str, sessions: &[Session], path: &str) -> Screen {
    let users = sessions.iter().map(|session| vec![get(path, session)]).collect();
    Screen { name: name.to_owned(), users }
}

/// Other samples for everybody.
fn each(
    name: &str,
    sessions: &[Session],
    filled: &Filled,
    one: &dyn Fn(&Sample, &Session) -> Vec<u8>,
) -> Screen {
    let requests = |(user, session): (usize, &Session)| {
        let samples = filled.samples.iter().cycle().skip(user * TURNS).step_by(7);
        samples.take(TURNS).map(|sample| one(sample, session)).collect()
    };
    Screen { name: name.to_owned(), users: sessions.iter().enumerate().map(requests).collect() }
}

fn get(path: &str, session: &Session) -> Vec<u8> {
    request("GET", path, &session.0, None)
}

async fn load(people: &People, session: &Session, path: &str) -> Result<Value> {
    let mut connection = Connection::open(people.address).await?;
    connection.ask(&get(path, session)).await?.json()
}
