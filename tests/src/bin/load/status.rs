//! The public status list: many clients that keep their connection and ask again
//! and again.

use std::net::SocketAddr;

use anyhow::Result;
use serde_json::{Value, json};
use tokio::{task::JoinSet, time::Instant};

use crate::{
    Extent,
    client::{Connection, request},
    timing::Timing,
};

const LIST: &str = "/status/1";
const BROTLI: &str = "accept-encoding: br, gzip\r\n";

/// The whole list in the form that browsers ask for, the plain list, and the answer to
/// who has it already.
pub async fn measure(address: SocketAddr, extent: Extent) -> Result<Value> {
    let tag = {
        let mut connection = Connection::open(address).await?;
        let answer = connection.ask(&request("GET", LIST, BROTLI, None)).await?;
        answer.check()?;
        answer.header("etag").unwrap_or_default().to_owned()
    };
    let known = format!("{BROTLI}if-none-match: {tag}\r\n");
    Ok(json!({
        "brotli": flood(address, LIST, BROTLI, extent).await?.to_json(),
        "plain": flood(address, LIST, "", extent).await?.to_json(),
        "unchanged": flood(address, LIST, &known, extent).await?.to_json(),
    }))
}

/// One request, again and again, from every user at once.
pub async fn flood(address: SocketAddr, path: &str, headers: &str, extent: Extent) -> Result<Timing> {
    let request = request("GET", path, headers, None);
    let start = Instant::now();
    let mut users = JoinSet::new();
    for _ in 0..extent.users {
        let request = request.clone();
        users.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut timing = Timing::default();
            while start.elapsed() < extent.time {
                let asked = Instant::now();
                let answer = connection.ask(&request).await?;
                answer.check()?;
                timing.add(asked.elapsed(), answer.body.len());
            }
            anyhow::Ok(timing)
        });
    }
    let parts = users.join_all().await.into_iter().collect::<Result<Vec<_>>>()?;
    Ok(Timing::join(parts, start.elapsed()))
}
