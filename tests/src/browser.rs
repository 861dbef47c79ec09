//! Headless Chromium, or Firefox for a few journeys, driven through `WebDriver`. Every browser starts with an
//! empty profile and sends everything through the recording proxy.

mod driver;
mod firefox;
mod staff;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use base64ct::{Base64, Encoding};
use certificate::Timestamp;
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use serde_json::{Value, json};
use tokio::time::sleep;

use self::driver::{Driver, GoogCommand};

/// A browser with one page. Call [`Browser::close`] at the end; a test that fails
/// before it leaves closing to the driver.
pub struct Browser {
    client: Client,
    driver: Driver,
    // Removed after the browser is gone.
    _profile: tempfile::TempDir,
    /// Files given to the page so far.
    given: u64,
    /// Diagnoses awaited so far.
    explained: u64,
}

/// What the page shows for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The verdict; `None` where the page says that it could not check.
    pub verdict: Option<String>,
    /// The codes of the findings.
    pub findings: Vec<String>,
    /// All visible text of the result.
    pub text: String,
}

/// Longest wait for a page or a verdict.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs before any script of the page: keeps what the content security policy
/// blocked and what went wrong, for the test to read.
const WATCH: &str = "
    window.dcertViolations = [];
    document.addEventListener('securitypolicyviolation', event =>
        window.dcertViolations.push(event.violatedDirective + ' ' + event.blockedURI));
    window.addEventListener('error', event => window.dcertViolations.push('error ' + event.message));
";

/// Takes service workers away, so that what a test plans for the line reaches the page.
const WITHOUT_SERVICE_WORKER: &str =
    "Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined });";

const SHOWN: &str = "
    const marks = performance.getEntriesByName('dcert:verdict').length;
    const result = document.querySelector('section[data-verdict]');
    return {
        marks,
        verdict: result && result.dataset.verdict,
        findings: [...document.querySelectorAll('.finding-code')].map(code => code.textContent),
        text: (result || document.querySelector('main') || document.body).innerText,
    };
";

const EXPLAINED: &str = "
    return {
        marks: performance.getEntriesByName('dcert:diagnosis').length,
        reasons: [...document.querySelectorAll('.why li')].map(reason => reason.textContent),
    };
";

/// Shortens long waits of the page to a twentieth, so that a test of a time limit
/// need not wait for it.
pub const HASTE: &str = "
    const wait = window.setTimeout.bind(window);
    window.setTimeout = (work, delay, ...rest) => wait(work, delay > 4000 ? delay / 20 : delay, ...rest);
";

const DROP: &str = "
    const [files] = arguments;
    const data = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), character => character.charCodeAt(0));
        const type = { pdf: 'application/pdf', png: 'image/png' }[name.split('.').at(-1)] ?? '';
        data.items.add(new File([bytes], name, { type }));
    }
    const target = document.querySelector('main');
    for (const type of ['dragenter', 'dragover', 'drop']) {
        target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
";

impl Browser {
    /// Starts a browser that has seen nothing yet and keeps no page for later.
    pub async fn start(proxy: &str) -> Result<Self> {
        let browser = Self::start_keeping(proxy).await?;
        browser.before_load(WITHOUT_SERVICE_WORKER).await?;
        Ok(browser)
    }

    /// Starts a browser that has seen nothing yet, with its service workers.
    pub async fn start_keeping(proxy: &str) -> Result<Self> {
        let driver = Driver::start(Path::new("chromedriver")).await?;
        let profile = tempfile::tempdir()?;
        let capabilities = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "args": arguments(profile.path(), proxy),
                // 4: these pages. A new tab would open a search engine.
                "prefs": {
                    "session.restore_on_startup": 4,
                    "session.startup_urls": ["about:blank"],
                    // Asks its maker about passwords that are typed.
                    "profile.password_manager_leak_detection": false,
                    "credentials_enable_service": false,
                },
            },
        });
        let Value::Object(capabilities) = capabilities else { bail!("capabilities are an object") };
        let client = ClientBuilder::new(driver::connector())
            .capabilities(capabilities)
            .connect(&driver.address())
            .await
            .context("the browser did not start")?;
        let browser = Self { client, driver, _profile: profile, given: 0, explained: 0 };
        browser.before_load(WATCH).await?;
        Ok(browser)
    }

    /// Runs a script before any other of every page that is opened from now on.
    pub async fn before_load(&self, script: &str) -> Result<()> {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await
    }

    /// Stops the clock of the pages that are opened from now on.
    pub async fn set_clock(&self, now: Timestamp) -> Result<()> {
        self.before_load(&format!("Date.now = () => {} * 1000;", now.unix())).await
    }

    /// Forgets all that pages have kept and all that was fetched.
    pub async fn forget(&self) -> Result<()> {
        self.evaluate("localStorage.clear()").await?;
        self.devtools("Network.clearBrowserCache", json!({})).await
    }

    /// The window's size, and whether the device asks for dark colours.
    pub async fn look(&self, width: u32, height: u32, dark: bool) -> Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await
    }

    /// A fine screen, which shows three pixels where others show one.
    pub async fn be_fine(&self) -> Result<()> {
        let size = json!({ "width": 1280, "height": 1600, "deviceScaleFactor": 3, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await
    }

    /// A phone with a finger in place of a mouse.
    pub async fn be_a_phone(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": true });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Result<()> {
        self.client.issue_cmd(GoogCommand::devtools(command, parameters)).await?;
        Ok(())
    }

    /// Opens a page and waits until it takes files.
    pub async fn open(&mut self, address: &str) -> Result<()> {
        self.client.goto(address).await?;
        self.present(Locator::Css("input[type=file]")).await?;
        (self.given, self.explained) = (0, 0);
        Ok(())
    }

    /// Chooses a file in the page's file input; returns what the page shows then.
    pub async fn choose(&mut self, file: &Path) -> Result<Outcome> {
        self.give(file).await?;
        self.next_outcome().await
    }

    /// Chooses a file in the file input of any page.
    pub async fn give(&self, file: &Path) -> Result<()> {
        self.give_to("input[type=file]", file).await
    }

    /// Chooses a file in one of several file inputs.
    pub async fn give_to(&self, input: &str, file: &Path) -> Result<()> {
        let path = file.to_str().context("the path is not text")?;
        Ok(self.present(Locator::Css(input)).await?.send_keys(path).await?)
    }

    /// An element, once the program of the page has put it there.
    async fn present(&self, place: Locator<'_>) -> Result<Element> {
        Ok(self.client.wait().at_most(PATIENCE).for_element(place).await?)
    }

    /// Waits until a condition in the page holds.
    pub async fn wait_for(&self, condition: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while self.evaluate(&format!("return {condition}")).await? != json!(true) {
            ensure!(Instant::now() < deadline, "`{condition}` does not hold after {PATIENCE:?}");
            sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    /// Waits until the diagnosis of the file refused last is over; returns the
    /// reasons that the page gives then. Call it once after each refusal.
    pub async fn reasons(&mut self) -> Result<Vec<String>> {
        self.explained += 1;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let shown = self.client.execute(EXPLAINED, Vec::new()).await?;
            if shown["marks"].as_u64().unwrap_or_default() >= self.explained {
                return Ok(serde_json::from_value(shown["reasons"].clone())?);
            }
            ensure!(Instant::now() < deadline, "no diagnosis after {PATIENCE:?}");
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Changes the language of the page with its switch.
    pub async fn switch_language(&self) -> Result<()> {
        self.present(Locator::Css(".masthead button")).await?.click().await?;
        Ok(())
    }

    /// Drops a file on the page; returns what the page shows then.
    pub async fn drop_file(&mut self, name: &str, content: &[u8]) -> Result<Outcome> {
        self.drop_files(&[(name, content)]).await?;
        self.next_outcome().await
    }

    /// Drops files on the page at once.
    pub async fn drop_files(&self, files: &[(&str, &[u8])]) -> Result<()> {
        let files = files.iter().map(|(name, content)| json!([name, Base64::encode_string(content)]));
        self.client.execute(DROP, vec![files.collect()]).await?;
        Ok(())
    }

    /// Drops files on the page, one of which it shows alone; returns what it shows then.
    pub async fn drop_one_beside(&mut self, files: &[(&str, &[u8])]) -> Result<Outcome> {
        self.drop_files(files).await?;
        self.next_outcome().await
    }

    /// Presses 進行驗證, which checks the same file with a list fetched anew.
    pub async fn verify_again(&mut self) -> Result<Outcome> {
        let button = Locator::XPath("//button[normalize-space()='進行驗證']");
        self.present(button).await?.click().await?;
        self.next_outcome().await
    }

    /// The page marks the moment at which a verdict is there.
    async fn next_outcome(&mut self) -> Result<Outcome> {
        self.given += 1;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let shown = self.client.execute(SHOWN, Vec::new()).await?;
            if shown["marks"].as_u64().unwrap_or_default() >= self.given {
                return Ok(Outcome::from(&shown));
            }
            ensure!(
                Instant::now() < deadline,
                "no verdict after {PATIENCE:?}; the page shows: {}",
                shown["text"]
            );
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// The value that a script in the page hands to its last argument, a function.
    pub async fn await_value(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// The value of a script in the page.
    pub async fn evaluate(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Fails if the content security policy blocked something or a script failed.
    pub async fn check_clean(&self) -> Result<()> {
        let blocked = self.evaluate("return window.dcertViolations").await?;
        ensure!(blocked == json!([]), "the page did something it must not: {blocked}");
        let log = self.client.issue_cmd(GoogCommand::browser_log()).await?;
        let complaints: Vec<_> = log
            .as_array()
            .context("the log of the browser is a list")?
            .iter()
            .filter(|entry| is_complaint(entry))
            .collect();
        ensure!(complaints.is_empty(), "the browser complained: {complaints:?}");
        Ok(())
    }

    /// From now on pages speak this language, whatever the browser asks for.
    pub async fn speak(&self, language: &str) -> Result<()> {
        self.before_load(&format!(
            "try {{ localStorage.setItem('dcert.language', '{language}') }} catch {{}}"
        ))
        .await
    }

    /// A picture of the page.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        Ok(self.client.screenshot().await?)
    }

    /// The path of the program of the annex, which the page fetches when it needs it.
    pub async fn annex_program(&self) -> Result<String> {
        let address =
            self.evaluate("return document.querySelector('meta[name=annex-program]').content").await?;
        let path = address.as_str().and_then(|address| address.split(' ').next());
        Ok(path.context("the page names no annex")?.to_owned())
    }

    /// Closes the browser and its driver.
    pub async fn close(self) -> Result<()> {
        self.client.close().await?;
        self.driver.stop().await
    }
}

/// A server that is away is part of some journeys; anything else severe is not.
fn is_complaint(entry: &Value) -> bool {
    let message = entry["message"].as_str().unwrap_or_default();
    // Nobody is signed in any more; what was typed is refused; there is no such case
    // for this school: answers that Chromium writes down like a fault.
    let answers =
        [("/api/", "status of 401"), ("/api/", "status of 422"), ("/api/school/cases?", "status of 404")];
    let is_answer = answers.iter().any(|(path, status)| message.contains(path) && message.contains(status));
    let severe = entry["level"] == "SEVERE" && !message.contains("net::ERR_") && !is_answer;
    severe || message.contains("Content Security Policy")
}

impl From<&Value> for Outcome {
    fn from(shown: &Value) -> Self {
        let texts = shown["findings"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Self {
            verdict: shown["verdict"].as_str().map(str::to_owned),
            findings: texts.map(str::to_owned).collect(),
            text: shown["text"].as_str().unwrap_or_default().to_owned(),
        }
    }
}

/// Without the services of its maker: every request must be the page's own.
fn arguments(profile: &Path, proxy: &str) -> Vec<String> {
    let mut arguments: Vec<String> = [
        "--headless",
        // Root needs it; the browser opens nothing but our own page.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-client-side-phishing-detection",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-extensions",
        "--disable-features=AutofillServerCommunication,LeakDetectionUnauthenticated,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PasswordLeakDetection,PreconnectToSearch,Translate",
        "--disable-sync",
        // Two services that cannot be switched off are sent to a port to which a
        // browser refuses to connect.
        "--gaia-url=http://127.0.0.1:9",
        "--component-updater=url-source=http://127.0.0.1:9",
        "--lang=zh-TW",
        "--accept-lang=zh-TW",
        "--window-size=1280,1600",
        // Loopback addresses would go around the proxy otherwise.
        "--proxy-bypass-list=<-loopback>",
    ]
    .map(str::to_owned)
    .to_vec();
    arguments.push(format!("--proxy-server={proxy}"));
    arguments.push(format!("--user-data-dir={}", profile.display()));
    arguments
}
