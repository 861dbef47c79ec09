//! The other browser. What only Chromium's driver knows (scripts before a page, its
//! log, the clock) is not to be had here.

use std::path::Path;

use anyhow::{Context, Result, bail};
use fantoccini::ClientBuilder;
use serde_json::{Value, json};

use super::{Browser, WATCH, driver, driver::Driver};

impl Browser {
    /// Starts a Firefox that has seen nothing yet, asks for pages in these languages
    /// and sends everything through the proxy.
    pub async fn start_firefox(program: &Path, proxy: &str, languages: &str) -> Result<Self> {
        let mut driver = Driver::start(program).await?;
        let capabilities = json!({
            "browserName": "firefox",
            "proxy": { "proxyType": "manual", "httpProxy": proxy, "sslProxy": proxy, "noProxy": [] },
            "moz:firefoxOptions": {
                "args": ["-headless", "--width=1280", "--height=1600"],
                "prefs": settings(languages),
            },
        });
        let Value::Object(capabilities) = capabilities else { bail!("capabilities are an object") };
        let client = ClientBuilder::new(driver::connector())
            .capabilities(capabilities)
            .connect(&driver.address())
            .await
            .context("Firefox did not start")?;
        driver.ends_with_session(client.session_id().await?.context("a session has an id")?);
        Ok(Self { client, driver, _profile: tempfile::tempdir()?, given: 0, explained: 0 })
    }

    /// Keeps from now on what the policy of the page blocks, and what goes wrong.
    pub async fn watch(&self) -> Result<()> {
        self.evaluate(WATCH).await?;
        Ok(())
    }

    /// What has been kept since.
    pub async fn watched(&self) -> Result<Value> {
        self.evaluate("return window.dcertViolations").await
    }
}

/// Loopback addresses go through the proxy, too, and the services of its maker stay
/// silent: every request must be the page's own.
fn settings(languages: &str) -> Value {
    json!({
        "intl.accept_languages": languages,
        "network.proxy.allow_hijacking_localhost": true,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "network.prefetch-next": false,
        "browser.safebrowsing.malware.enabled": false,
        "browser.safebrowsing.phishing.enabled": false,
        "browser.safebrowsing.update.enabled": false,
        "browser.region.update.enabled": false,
        "browser.newtabpage.activity-stream.feeds.topsites": false,
        "app.normandy.enabled": false,
        "app.update.disabledForTesting": true,
        "datareporting.policy.dataSubmissionEnabled": false,
        "toolkit.telemetry.server": "",
        "services.settings.server": "data:,#remote-settings-dummy/v1",
        "extensions.getAddons.cache.enabled": false,
        "media.gmp-manager.updateEnabled": false,
    })
}
