//! What the pages are allowed: every page works under the policy of the site, asks
//! nobody else for anything, and no text becomes script or markup that is not its own.

#![cfg(feature = "journeys")]

use anyhow::{Context, Result, ensure};
use e2e::{Browser, Exchange, Office, Row, Stage, flip_bit};
use serde_json::json;

/// Who sees which pages.
const PAGES: [(&str, &str, &[&str]); 4] = [
    ("teacher", "teacher", &["certificates", "account"]),
    ("school-a", "school", &["confirm", "account"]),
    (
        "issuer",
        "issuer",
        &[
            "ministry",
            "ministry/cases",
            "ministry/cases?stage=issued",
            "ministry/import",
            "ministry/issues",
            "ministry/annulments",
        ],
    ),
    ("auditor", "auditor", &["ministry/audit", "ministry/cases", "account"]),
];

/// What every answer of the server says.
const HEADERS: [&str; 7] = [
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval';",
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default\r\n",
    "\r\ncross-origin-opener-policy: same-origin\r\n",
    "\r\ncross-origin-embedder-policy: require-corp\r\n",
    "\r\ncross-origin-resource-policy: same-origin\r\n",
    "\r\nx-content-type-options: nosniff\r\n",
    "\r\nreferrer-policy: no-referrer\r\n",
];

/// Texts that would become script or foreign markup, each tried on its own; what was
/// not refused.
const ATTEMPTS: &str = r#"
    const own = document.querySelector('meta[name=verifier-worker]').content;
    const script = () => document.createElement('script');
    const attempts = {
        worker: () => new Worker('/offline.js'),
        'worker with a query': () => new Worker(own + '?'),
        'worker from data': () => new Worker('data:text/javascript,1'),
        'worker from a blob': () => new Worker(URL.createObjectURL(new Blob(['1']))),
        'script address': () => script().src = '/x.js',
        'script attribute': () => script().setAttribute('src', '/x.js'),
        'script text': () => script().text = '1',
        'handler': () => document.createElement('p').setAttribute('onclick', '1'),
        'frame': () => document.createElement('iframe').srcdoc = '<script>1</' + 'script>',
        'image': () => document.createElement('p').innerHTML = '<img src=x onerror=1>',
        'handler in markup': () => document.createElement('p').innerHTML = '<p class="a" onclick="1"></p>',
        'style in markup': () => document.createElement('p').innerHTML = '<p style="color:red"></p>',
        'link elsewhere': () => document.createElement('p').innerHTML = '<a href="javascript:1">a</a>',
        'script in markup': () => document.createElement('p').innerHTML = '<script>1</' + 'script>',
        'adjacent': () => document.createElement('p').insertAdjacentHTML('beforeend', '<b/onclick=1>'),
        'second policy': () => trustedTypes.createPolicy('other', {}),
        'same policy': () => trustedTypes.createPolicy('default', {}),
    };
    return Object.keys(attempts).filter(name => {
        try { attempts[name](); return true } catch { return false }
    });
"#;

fn furnish(office: &Office) -> Result<()> {
    let reference = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/reference/sample.toml");
    office.run(["reference", "import", reference])?;
    for (name, role) in [("issuer", "issuer"), ("school-a", "school:9901"), ("auditor", "auditor")] {
        office.add_account(name, role, None)?;
    }
    office.add_account("teacher", "teacher", Some(Row::PROFESSOR.identity_number))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_works_under_the_policy_and_asks_nobody_else() -> Result<()> {
    let stage = Stage::set().await?;
    furnish(&stage.office)?;
    let (_, bytes) = stage.issue(Row::PROFESSOR)?;
    for (account, role, pages) in PAGES {
        let mut browser = stage.sign_in(account, role).await.context(account)?;
        for page in pages {
            browser.visit(&stage.office_page(page)).await.context(*page)?;
            browser.check_clean().await.with_context(|| format!("{account} at {page}"))?;
        }
        browser.close().await?;
    }
    let mut browser = stage.browser().await?;
    browser.visit(&stage.office_page("announcements")).await?;
    browser.check_clean().await.context("announcements")?;
    // Every worker, and the annex.
    browser.open(&stage.page()).await?;
    let outcome = browser.drop_file("good.pdf", &bytes).await?;
    ensure!(outcome.verdict.as_deref() == Some("current"), "{}", outcome.text);
    browser.drop_file("changed.pdf", &flip_bit(&bytes, bytes.len() / 2)).await?;
    browser.reasons().await?;
    browser.wait_for("performance.getEntriesByName('dcert:sight').length === 1").await?;
    browser.drop_file("good.pdf", &bytes).await?;
    browser.evaluate("document.querySelector('.result .next button:nth-of-type(2)').click()").await?;
    browser.wait_for("document.querySelector('.receipt .button.primary') !== null").await?;
    browser.check_clean().await?;
    browser.close().await?;

    let prefix = format!("http://{}/", stage.server.authority());
    let exchanges = stage.proxy.exchanges();
    ensure!(exchanges.len() > 50, "the proxy saw too little to judge by");
    exchanges.iter().try_for_each(|exchange| check_exchange(exchange, &prefix))
}

fn check_exchange(exchange: &Exchange, prefix: &str) -> Result<()> {
    let Exchange { address, answer, .. } = exchange;
    ensure!(address.starts_with(prefix), "a request to a foreign host: {address}");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    // A browser that is closed may leave an answer unread.
    let Some(end) = end else { return Ok(()) };
    let head = String::from_utf8_lossy(&answer[..end + 2]).into_owned();
    for header in HEADERS {
        ensure!(head.contains(header), "{address}: {header:?} is not in {head}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_becomes_script_or_foreign_markup() -> Result<()> {
    let stage = Stage::set().await?;
    let mut browser = stage.browser().await?;
    for page in [stage.page(), stage.office_page("sign-in")] {
        browser.visit(&page).await?;
        ensure!(browser.evaluate("return !!window.trustedTypes?.defaultPolicy").await? == true, "no policy");
        assert_eq!(browser.evaluate(ATTEMPTS).await?, json!([]), "{page}");
        ensure!(check_own(&browser).await?, "{page}: its own worker and markup are refused");
    }
    browser.close().await
}

async fn check_own(browser: &Browser) -> Result<bool> {
    let own = "
        new Worker(document.querySelector('meta[name=verifier-worker]').content).terminate();
        const place = document.createElement('p');
        place.innerHTML = '<path class=\"sign\" d=\"M1 2\"></path><span translate=\"no\">a &amp; b > c</span>';
        return place.children.length === 2;
    ";
    Ok(browser.evaluate(own).await? == true)
}
