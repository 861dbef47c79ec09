//! A walk through every page and state of the site, in one language. Who walks along
//! looks at each: axe for barriers, a camera for the contact sheet.

mod ministry;
mod office;
mod public;

use std::future::Future;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{Browser, Environment, Office, PASSWORD, Stage, code};

/// The languages of the site, as their tags.
pub const LANGUAGES: [&str; 2] = ["zh-TW", "en"];

/// University cases of three schools, with long names and rare characters.
const ROSTER: &str = include_str!("../demo/roster.csv");
/// A letter of schools 9902 and 9903.
const LETTER: &str = "臺教高樣字第1150000002號";
/// Who has four ranks at school 9902.
const TEACHER: &str = "K120000051";

/// Who walks along.
pub trait Look {
    /// Is called with every new browser.
    fn meet(&mut self, browser: &Browser) -> impl Future<Output = Result<()>>;

    /// Is called at every state.
    fn look(&mut self, browser: &Browser, state: &str) -> impl Future<Output = Result<()>>;
}

/// The way through one office.
struct Walk<'a, L> {
    stage: &'a Stage,
    language: &'a str,
    eye: &'a mut L,
}

/// Every state of the pages behind the sign-in, and of the public list beside them.
pub async fn staff(language: &str, eye: &mut impl Look) -> Result<()> {
    let stage = Stage::set_with_press(furnish).await?;
    let mut walk = Walk { stage: &stage, language, eye };
    walk.empty_pages().await?;
    walk.signing_in().await?;
    walk.ministry().await?;
    walk.school().await?;
    walk.teacher().await?;
    walk.annulling().await?;
    walk.auditor().await
}

/// Every state of the page of verification.
pub async fn verification(language: &str, eye: &mut impl Look) -> Result<()> {
    let stage = Stage::set().await?;
    Walk { stage: &stage, language, eye }.verification().await
}

fn furnish(office: &Office) -> Result<()> {
    let reference = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/reference/sample.toml");
    office.run(["reference", "import", reference])?;
    for (name, role) in [
        ("issuer", "issuer"),
        ("issuer2", "issuer"),
        ("school-b", "school:9902"),
        ("school-c", "school:9901"),
        ("auditor", "auditor"),
    ] {
        office.add_account(name, role, None)?;
    }
    office.add_account("newcomer", "teacher", Some("F120000011"))?;
    office.add_account("teacher", "teacher", Some(TEACHER))
}

/// The university cases; K-12 ones come with photographs.
fn roster() -> String {
    ROSTER.lines().filter(|line| !line.starts_with("k12")).map(|line| format!("{line}\n")).collect()
}

impl<L: Look> Walk<'_, L> {
    /// A browser of its own for every person.
    async fn browser(&mut self) -> Result<Browser> {
        let browser = Browser::start(&self.stage.proxy.authority()).await?;
        browser.speak(self.language).await?;
        self.eye.meet(&browser).await?;
        Ok(browser)
    }

    async fn see(&mut self, browser: &Browser, state: &str) -> Result<()> {
        let spoken = browser.evaluate("return document.documentElement.lang").await?;
        ensure!(spoken == json!(self.language), "{state} speaks {spoken}");
        self.eye.look(browser, state).await.with_context(|| format!("at {state}"))
    }

    async fn go(&self, browser: &mut Browser, path: &str) -> Result<()> {
        browser.visit(&self.stage.office_page(path)).await?;
        // A heading stands in the page before its program runs, too.
        browser.wait_until("#title").await
    }

    /// A browser in which somebody has signed in.
    async fn sign_in(&mut self, account: &str) -> Result<Browser> {
        let mut browser = self.browser().await?;
        self.go(&mut browser, "sign-in").await?;
        self.give_password(&browser, account, PASSWORD).await?;
        browser.wait_for("!location.pathname.startsWith('/sign-in')").await?;
        Ok(browser)
    }

    async fn give_password(&self, browser: &Browser, account: &str, password: &str) -> Result<()> {
        browser.write("#account", account).await?;
        browser.write("#password", password).await?;
        browser.click("form:has(#password) button[type=submit]").await
    }

    async fn give_code(&self, browser: &Browser, secret: &str) -> Result<()> {
        browser.write("#code", &code(secret)?).await?;
        browser.click("form:has(#code) button[type=submit]").await
    }

    /// Waits until a dialog is closed.
    async fn closed(&self, browser: &Browser) -> Result<()> {
        browser.wait_for("!document.querySelector('dialog[open]')").await
    }
}

/// Looks for barriers with axe, in a wide light window and a narrow dark one.
pub struct Axe {
    source: String,
    /// What was found: state, rule, elements.
    pub barriers: Vec<String>,
    /// How often it looked.
    pub looks: usize,
}

/// The rules of WCAG 2.2 AA, and those of good practice.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // Colours that are on their way from light to dark say nothing.
    const frame = () => new Promise(requestAnimationFrame);
    const moving = () => document.getAnimations().filter(one => one instanceof CSSTransition);
    const settled = frame().then(frame).then(() => Promise.allSettled(moving().map(one => one.finished)));
    settled.then(() => axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })).then(
        found => done(found.violations.map(rule =>
            `${rule.id}: ${rule.help}: ` + rule.nodes.map(node => node.html.slice(0, 200)).join(' | '))),
        error => done([`axe failed: ${error}`]));
";

impl Axe {
    /// Reads its source.
    pub fn load() -> Result<Self> {
        Ok(Self { source: Environment::axe()?, barriers: Vec::new(), looks: 0 })
    }
}

impl Look for Axe {
    async fn meet(&mut self, browser: &Browser) -> Result<()> {
        browser.before_load(&self.source).await
    }

    async fn look(&mut self, browser: &Browser, state: &str) -> Result<()> {
        for (width, height, dark) in [(1280, 900, false), (360, 780, true)] {
            browser.look(width, height, dark).await?;
            let found = browser.await_value(RUN, Vec::new()).await?;
            let found: Vec<Value> = serde_json::from_value(found)?;
            self.barriers.extend(found.iter().map(|barrier| format!("{state} at {width}: {barrier}")));
            self.looks += 1;
        }
        Ok(())
    }
}
