//! What users ask for on the screens: each screen alone with no pause, then all
//! together at the pace of people.

mod list;

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use anyhow::Result;
use serde_json::Value;
use tokio::{task::JoinSet, time::Instant};

use crate::{Extent, client::Connection, timing::Timing};

pub use list::all;

/// Between two requests of a person, on average.
const PAUSE: Duration = Duration::from_millis(500);

/// A screen: for every user the requests to be sent in turn.
pub struct Screen {
    pub name: String,
    pub users: Vec<Vec<Vec<u8>>>,
}

/// All users on one screen, each with its next request as soon as the answer to
/// the last one is there.
pub async fn alone(address: SocketAddr, screen: &Screen, extent: Extent) -> Result<Value> {
    let start = Instant::now();
    let mut users = JoinSet::new();
    for requests in screen.users.iter().filter(|requests| !requests.is_empty()) {
        let (requests, name) = (requests.clone(), screen.name.clone());
        users.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut timing = Timing::of(&name);
            for request in requests.iter().cycle() {
                if start.elapsed() >= extent.time {
                    break;
                }
                ask(&mut connection, request, &mut timing).await?;
            }
            anyhow::Ok(timing)
        });
    }
    let parts = users.join_all().await.into_iter().collect::<Result<Vec<_>>>()?;
    Ok(Timing::join(parts, start.elapsed()).to_json())
}

/// As many people in all, each going from screen to screen with a pause between.
pub async fn together(address: SocketAddr, screens: &[Screen], extent: Extent) -> Result<Vec<Value>> {
    let time = extent.time * 3;
    let start = Instant::now();
    let mut people = JoinSet::new();
    for person in 0..extent.users {
        let rounds: Vec<_> = screens
            .iter()
            .filter(|screen| screen.users.get(person).is_some_and(|requests| !requests.is_empty()))
            .map(|screen| (screen.name.clone(), screen.users[person].clone()))
            .collect();
        people.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut timings = BTreeMap::<String, Timing>::new();
            // Everybody begins at another screen and another moment.
            let first = person * 7;
            let mut turn = first;
            tokio::time::sleep(PAUSE * u32::try_from(person % 50)? / 50).await;
            while start.elapsed() < time && !rounds.is_empty() {
                let (name, requests) = &rounds[turn % rounds.len()];
                // What a confirmation takes back must have been confirmed: in order.
                let request = &requests[(turn - first) / rounds.len() % requests.len()];
                let timing = timings.entry(name.clone()).or_insert_with(|| Timing::of(name));
                ask(&mut connection, request, timing).await?;
                turn += 1;
                tokio::time::sleep(PAUSE * u32::try_from(50 + (turn * 37 + person * 13) % 100)? / 100).await;
            }
            anyhow::Ok(timings)
        });
    }
    let mut parts = BTreeMap::<String, Vec<Timing>>::new();
    for timings in people.join_all().await {
        for (name, timing) in timings? {
            parts.entry(name).or_default().push(timing);
        }
    }
    let elapsed = start.elapsed();
    Ok(parts.into_values().map(|parts| Timing::join(parts, elapsed).to_json()).collect())
}

async fn ask(connection: &mut Connection, request: &[u8], timing: &mut Timing) -> Result<()> {
    let asked = Instant::now();
    let answer = connection.ask(request).await?;
    match answer.check() {
        Ok(()) => timing.add(asked.elapsed(), answer.body.len()),
        Err(failure) => timing.fail(&failure),
    }
    Ok(())
}
