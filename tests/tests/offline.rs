//! After one visit the page of verification needs no network, and a new build of it
//! never meets the old one.
#![cfg(feature = "journeys")]

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use base64ct::{Base64, Encoding};
use e2e::{Answer, Browser, Environment, Fault, Office, Proxy, Row, Server, Stage, copy_files, flip_bit};
use sha2::{Digest, Sha384};

/// Notes what becomes of the service worker that the page registers.
const NOTE_STATES: &str = "
    window.states = [];
    const register = ServiceWorkerContainer.prototype.register;
    ServiceWorkerContainer.prototype.register = async function (...given) {
        const registration = await register.apply(this, given);
        const worker = registration.installing || registration.waiting || registration.active;
        window.states.push(worker.state);
        worker.addEventListener('statechange', () => window.states.push(worker.state));
        return registration;
    };
";

#[tokio::test(flavor = "multi_thread")]
async fn after_one_visit_everything_works_without_a_network() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(Row::PROFESSOR)?;
    let mut browser = stage.keeping_browser().await?;
    let seen = browser.drop_file("certificate.pdf", &bytes).await?;
    ensure!(seen.verdict.as_deref() == Some("current"), "{}", seen.text);

    let page = stage.page();
    stage.server.stop()?;
    browser.open(&page).await?;
    let outcome = browser.drop_file("certificate.pdf", &bytes).await?;
    ensure!(outcome.verdict.as_deref() == Some("current"), "{}", outcome.text);
    // The diagnosis was not fetched by the page while there was a network.
    let refused = browser.drop_file("changed.pdf", &flip_bit(&bytes, bytes.len() / 2)).await?;
    ensure!(refused.verdict.as_deref() == Some("not_recognised"), "{}", refused.text);
    ensure!(!browser.reasons().await?.is_empty(), "a refusal without a network has its reason");
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_build_is_offered_and_taken_over_as_a_whole() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let environment = Environment::find()?;
    copy_files(&environment.site, folder.path())?;
    let office = Office::open(&environment)?;
    let server = Server::start_with(&office, folder.path()).await?;
    let proxy = Proxy::start(&server.authority()).await?;
    let stage = Stage { environment, office, server, proxy };
    let mut browser = stage.keeping_browser().await?;

    make_next_build(folder.path())?;
    browser.open(&stage.page()).await?;
    ensure!(is_old(&browser).await?, "the build that is kept comes first");
    browser.wait_for("!document.getElementById('update').hidden").await?;
    ensure!(is_old(&browser).await?, "nothing changes before the reader asks for it");
    browser.evaluate("document.querySelector('#update button').click()").await?;
    browser.wait_for("document.documentElement?.dataset.build === 'next'").await?;
    browser.wait_for("!!document.querySelector('input[type=file]')").await?;
    ensure!(browser.evaluate("return document.getElementById('update').hidden").await? == true, "no offer");
    browser.check_clean().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_that_is_mixed_with_another_is_not_kept() -> Result<()> {
    let stage = Stage::set().await?;
    let (_, bytes) = stage.issue(Row::PROFESSOR)?;
    let other = Answer::new(200, "application/wasm", "the module of another build");
    stage.proxy.plan(&diagnosis_module(&stage.environment.site)?, Fault::Answer(other));
    let mut browser = Browser::start_keeping(&stage.proxy.authority()).await?;
    browser.before_load(NOTE_STATES).await?;
    browser.open(&stage.page()).await?;
    browser.wait_for("window.states.at(-1) === 'redundant'").await?;
    ensure!(browser.evaluate("return !navigator.serviceWorker.controller").await? == true, "it has control");
    let outcome = browser.drop_file("certificate.pdf", &bytes).await?;
    ensure!(outcome.verdict.as_deref() == Some("current"), "the page works from the line: {}", outcome.text);
    browser.close().await
}

async fn is_old(browser: &Browser) -> Result<bool> {
    Ok(browser.evaluate("return document.documentElement.dataset.build === undefined").await? == true)
}

/// Marks the page, as another build would, and writes its digest into the service worker.
fn make_next_build(site: &Path) -> Result<()> {
    let page = fs::read_to_string(site.join("index.html"))?;
    let next = page.replacen("<html", "<html data-build=next", 1);
    let worker = fs::read_to_string(site.join("service-worker.js"))?;
    let next_worker =
        worker.replace(&integrity(&page), &integrity(&next)).replacen("dcert-", "dcert-next-", 1);
    ensure!(worker.contains(&integrity(&page)), "the service worker knows the page");
    for (name, content) in [("index.html", next), ("service-worker.js", next_worker)] {
        fs::write(site.join(name), content)?;
        for suffix in ["br", "gz"] {
            fs::remove_file(site.join(format!("{name}.{suffix}")))?;
        }
    }
    Ok(())
}

fn integrity(text: &str) -> String {
    format!("sha384-{}", Base64::encode_string(&Sha384::digest(text)))
}

/// The path of the module that only a refused file asks for.
fn diagnosis_module(site: &Path) -> Result<String> {
    let name = fs::read_dir(site)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .find(|name| name.starts_with("diagnosis-") && name.ends_with(".wasm"));
    Ok(format!("/{}", name.context("the site has a diagnosis")?))
}
