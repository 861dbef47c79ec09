//! Acts: what publishes a status list, one after the other, as officers do.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    client::{Connection, request},
    filled::Filled,
    people::{People, Session},
    timing::Timing,
};

/// How many acts of a kind are measured.
const ACTS: usize = 40;

/// Confirms what was issued for this run, so that its teachers have files.
pub async fn release_issued(people: &People, filled: &Filled) -> Result<()> {
    let issuer = people.issuers.first().context("there is an issuer")?;
    let mut connection = Connection::open(people.address).await?;
    for letter in &filled.approved {
        let cases =
            find(&mut connection, issuer, &json!({ "document_number": letter, "stage": "unconfirmed" }))
                .await?;
        if cases.is_empty() {
            continue;
        }
        let body = json!({ "cases": cases });
        let put = request("PUT", "/api/ministry/confirmations", &issuer.0, Some(&body));
        connection.ask(&put).await?.check()?;
    }
    Ok(())
}

async fn find(connection: &mut Connection, issuer: &Session, query: &Value) -> Result<Vec<Value>> {
    let mut query = query.clone();
    query["limit"] = json!(200);
    let search = request("POST", "/api/ministry/cases/search", &issuer.0, Some(&query));
    let page = connection.ask(&search).await?.json()?;
    let cases = page["cases"].as_array().context("a page has cases")?;
    Ok(cases.iter().map(|case| json!({ "id": case["id"], "version": case["version"] })).collect())
}

/// Confirmations of replacements, annulments and reinstatements.
pub async fn at_size(people: &People, filled: &Filled) -> Result<Vec<Value>> {
    let issuer = people.issuers.first().context("there is an issuer")?;
    let mut connection = Connection::open(people.address).await?;
    let confirm = |(case, version): &(String, u32)| {
        let body = json!({ "cases": [{ "id": case, "version": version }] });
        request("PUT", "/api/ministry/confirmations", &issuer.0, Some(&body))
    };
    let replacements: Vec<_> = filled.replacing.iter().rev().take(ACTS).map(confirm).collect();
    let (confirmed, _) = timed(&mut connection, "confirm a replacement", &replacements).await?;
    let annul = |case: &String| {
        let body = json!({
            "case_id": case, "ground": "45-44-1-1", "reach": "from-rank-upward",
            "decision_date": "2026-11-20", "document_number": "範例字第1號",
        });
        request("POST", "/api/ministry/annulments", &issuer.0, Some(&body))
    };
    let annulments: Vec<_> = filled.in_force.iter().rev().take(ACTS).map(annul).collect();
    let (annulled, answers) = timed(&mut connection, "annul", &annulments).await?;
    let reinstate = |annulment: &Value| {
        let path = format!(
            "/api/ministry/annulments/{}/reinstatement",
            annulment["id"].as_str().unwrap_or_default()
        );
        let body = json!({ "legal_basis": "範例依據", "decision_date": "2026-11-21", "document_number": "範例字第2號" });
        request("POST", &path, &issuer.0, Some(&body))
    };
    let reinstatements: Vec<_> = answers.iter().map(reinstate).collect();
    let (reinstated, _) = timed(&mut connection, "reinstate", &reinstatements).await?;
    Ok(vec![confirmed.to_json(), annulled.to_json(), reinstated.to_json()])
}

async fn timed(
    connection: &mut Connection,
    name: &str,
    requests: &[Vec<u8>],
) -> Result<(Timing, Vec<Value>)> {
    let start = Instant::now();
    let mut timing = Timing::of(name);
    let mut answers = Vec::new();
    for request in requests {
        let asked = Instant::now();
        let answer = connection.ask(request).await?;
        answers.push(answer.json().with_context(|| name.to_owned())?);
        timing.add(asked.elapsed(), answer.body.len());
    }
    Ok((Timing::join(vec![timing], start.elapsed()), answers))
}
