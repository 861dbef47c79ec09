//! The page in Chromium: what it loads, and how long a person waits.

use std::fs;

use anyhow::{Context, Result, ensure};
use e2e::{Browser, Environment, Exchange, Fault, Office, Proxy, Server, tampering::Genuine};
use serde_json::{Value, json};

use crate::LARGE;

const SERVICE_WORKER: &str = "/service-worker.js";

/// What the page asks for only when a verdict is there.
const LATER: [&str; 3] = ["/annex-", "/rendering-", SERVICE_WORKER];

/// First load, drop to verdict of an issued certificate, and of large ones.
pub async fn measure(environment: &Environment) -> Result<Value> {
    const ROUNDS: usize = 41;
    const LARGE_ROUNDS: usize = 5;
    let office = Office::open(environment)?;
    let genuine = Genuine::issue(environment, &office)?;
    let server = Server::start(&office, environment).await?;
    let proxy = Proxy::start(&server.authority()).await?;
    // It keeps everything else on the device, once the page is there.
    proxy.plan(SERVICE_WORKER, Fault::Cut);
    let mut browser = Browser::start(&proxy.authority()).await?;
    browser.open(&format!("http://{}/", server.authority())).await?;
    let first = browser.drop_file("certificate.pdf", &genuine.file).await?;
    ensure!(first.verdict.as_deref() == Some("current"), "the page shows: {}", first.text);
    let loaded = proxy.exchanges();
    let mut files = 1;
    complete(&browser, files).await?;
    for _ in 0..ROUNDS {
        browser.drop_file("certificate.pdf", &genuine.file).await?;
        files += 1;
        complete(&browser, files).await?;
    }
    let mut large = Vec::new();
    for mebibytes in LARGE {
        let path = office.file("large.pdf", &genuine.enlarged(mebibytes << 20))?;
        for _ in 0..LARGE_ROUNDS {
            let outcome = browser.choose(&path).await?;
            ensure!(outcome.verdict.as_deref() == Some("current"), "the page shows: {}", outcome.text);
            files += 1;
            complete(&browser, files).await?;
        }
        fs::remove_file(path)?;
    }
    let times = times(&browser).await?;
    browser.close().await?;
    // The first waited for the verifier to load.
    ensure!(times.len() == 1 + ROUNDS + LARGE.len() * LARGE_ROUNDS, "{} files were timed", times.len());
    let (small, rest) = times[1..].split_at(ROUNDS);
    for (mebibytes, times) in LARGE.iter().zip(rest.chunks(LARGE_ROUNDS)) {
        large.push(json!({ "mebibytes": mebibytes, "drop_to_verdict_ms": median(times) }));
    }
    Ok(json!({
        "drop_to_verdict_ms": median(small),
        "large": large,
        "first_load_bytes": first_load(&loaded)?,
    }))
}

/// Waits until the page has drawn the first page of so many files: nobody drops the
/// next one while it still works for the last.
async fn complete(browser: &Browser, files: usize) -> Result<()> {
    browser.wait_for(&format!("performance.getEntriesByName('dcert:first-page').length === {files}")).await
}

/// Milliseconds from a file to its verdict, file by file.
async fn times(browser: &Browser) -> Result<Vec<f64>> {
    let times = browser
        .evaluate(
            "const at = name => performance.getEntriesByName(name).map(mark => mark.startTime);
             const start = at('dcert:file');
             return at('dcert:verdict').map((end, index) => end - start[index]);",
        )
        .await?;
    Ok(serde_json::from_value(times)?)
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Bytes of the bodies as they went over the line, without the status list,
/// which is data and not the page.
fn first_load(exchanges: &[Exchange]) -> Result<usize> {
    let mut sum = 0;
    let belongs = |exchange: &&Exchange| {
        let address = &exchange.address;
        !address.ends_with("/status/1") && !LATER.iter().any(|later| address.contains(later))
    };
    for exchange in exchanges.iter().filter(belongs) {
        let end = exchange.answer.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.with_context(|| format!("no answer to {}", exchange.address))? + 4;
        let head = String::from_utf8_lossy(&exchange.answer[..end]).to_ascii_lowercase();
        // Pictures are compressed in themselves.
        let is_small = head.contains("content-encoding: br") || head.contains("content-type: image/png");
        ensure!(is_small, "{} came without brotli", exchange.address);
        sum += exchange.answer.len() - end;
    }
    Ok(sum)
}
