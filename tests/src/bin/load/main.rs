//! Measures what `cargo xtask load` puts into its table: users of a running
//! `api serve`, over HTTP, in sessions of their own. One JSON object.
//!
//! ```text
//! load measure ADDRESS FILLED USERS SECONDS    every screen, the acts, the status list
//! load bare ADDRESS                            a bare server: `GET /N` answers N bytes
//! load probe ADDRESS USERS SECONDS BYTES       how fast that one answers
//! ```

#![expect(clippy::print_stdout, reason = "a command prints its answer")]

mod acts;
mod bare;
mod client;
mod filled;
mod people;
mod screens;
mod status;
mod timing;

use std::{env, fs, net::SocketAddr, time::Duration};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::{filled::Filled, people::People};

/// How long, and how many at once.
#[derive(Clone, Copy)]
struct Extent {
    users: usize,
    time: Duration,
}

fn main() -> Result<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let extent = |users: &str, seconds: &str| -> Result<Extent> {
        Ok(Extent { users: users.parse()?, time: Duration::from_secs_f64(seconds.parse()?) })
    };
    let found = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["measure", address, filled, users, seconds] => {
            let filled = serde_json::from_slice(&fs::read(filled)?)?;
            // One core is enough for the client, and leaves the other to the server.
            alone()?.block_on(measure(address.parse()?, &filled, extent(users, seconds)?))?
        }
        ["probe", address, users, seconds, bytes] => {
            let path = format!("/{bytes}");
            alone()?.block_on(status::flood(address.parse()?, &path, "", extent(users, seconds)?))?.to_json()
        }
        ["bare", address] => tokio::runtime::Runtime::new()?.block_on(bare::serve(address.parse()?))?,
        _ => bail!(
            "usage: load measure ADDRESS FILLED USERS SECONDS | load bare ADDRESS | load probe ADDRESS USERS SECONDS BYTES"
        ),
    };
    println!("{found}");
    Ok(())
}

fn alone() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

async fn measure(address: SocketAddr, filled: &Filled, extent: Extent) -> Result<Value> {
    client::wait(address).await?;
    let people = People::sign_in(address, filled, extent.users).await?;
    acts::release_issued(&people, filled).await?;
    let screens = screens::all(&people, filled).await?;
    let mut alone = Vec::new();
    for screen in &screens {
        alone.push(screens::alone(address, screen, extent).await?);
    }
    let together = screens::together(address, &screens, extent).await?;
    let acts = acts::at_size(&people, filled).await?;
    let status = status::measure(address, extent).await?;
    Ok(json!({ "alone": alone, "together": together, "acts": acts, "status": status }))
}
