//! Accounts of an office, and signing in with them.

use anyhow::{Context, Result, anyhow, bail};
use totp_rs::{Algorithm, Builder, Secret};

use crate::{Browser, Office, Stage};

/// The password of the accounts that may sign in at once.
pub const PASSWORD: &str = "journeys of 2026";
pub(crate) const TOTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

impl Office {
    /// Adds an account that may sign in at once. `identity_number` is for teachers.
    pub fn add_account(&self, name: &str, role: &str, identity_number: Option<&str>) -> Result<()> {
        let mut command = self.api();
        command.args(["account", "add", name, "--role", role, "--keep-password", "--password-file"]);
        command.arg(self.file("password", PASSWORD.as_bytes())?);
        if needs_code(role) {
            command.arg("--totp-secret-file").arg(self.file("totp", TOTP_SECRET.as_bytes())?);
        }
        if let Some(number) = identity_number {
            command.arg("--identity-number-file").arg(self.file("number", number.as_bytes())?);
        }
        crate::Run::of(&mut command)?.success()?;
        Ok(())
    }

    /// Adds an account as an operator does; gives its first password.
    pub fn add_new_account(&self, name: &str, role: &str) -> Result<String> {
        let printed = self.run(["account", "add", name, "--role", role])?;
        let printed: serde_json::Value = serde_json::from_str(&printed)?;
        Ok(printed["password"].as_str().context("the first password is printed")?.to_owned())
    }

    /// Ends every session of an account.
    pub fn end_sessions(&self, name: &str) -> Result<()> {
        self.run(["account", "disable", name])?;
        self.run(["account", "enable", name])?;
        Ok(())
    }
}

impl Stage {
    /// A browser in which somebody has given a name and a password.
    pub async fn begin_sign_in(&self, account: &str, password: &str) -> Result<Browser> {
        let mut browser = Browser::start(&self.proxy.authority()).await?;
        browser.visit(&self.office_page("sign-in")).await?;
        browser.fill("帳號", account).await?;
        browser.fill("密碼", password).await?;
        browser.press("登入").await?;
        Ok(browser)
    }

    /// A browser in which somebody has signed in.
    pub async fn sign_in(&self, account: &str, role: &str) -> Result<Browser> {
        let browser = self.begin_sign_in(account, PASSWORD).await?;
        if needs_code(role) {
            browser.fill("驗證碼", &code(TOTP_SECRET)?).await?;
            browser.press("送出驗證碼").await?;
        }
        browser.wait_for("!location.pathname.startsWith('/sign-in')").await?;
        Ok(browser)
    }

    /// Opens the case of a certificate from the search.
    pub async fn open_case(&self, browser: &mut Browser, number: &str) -> Result<()> {
        browser.visit(&self.office_page("ministry/cases")).await?;
        browser.fill("證書字號", number).await?;
        browser.press("查詢").await?;
        let link = format!(
            "[...document.querySelectorAll('main a')].find(link => link.innerText.includes('{number}'))"
        );
        browser.wait_for(&format!("!!{link}")).await?;
        browser.evaluate(&format!("{link}.click()")).await?;
        browser.wait_for_text("現行資料").await
    }

    /// Opens a case again until its page says something; the press works in the background.
    pub async fn await_case(&self, browser: &mut Browser, number: &str, words: &str) -> Result<()> {
        for _ in 0..50 {
            self.open_case(browser, number).await?;
            if browser.text().await?.contains(words) {
                return Ok(());
            }
        }
        bail!("the case of {number} does not get to {words}")
    }

    /// What the page of verification says of a file.
    pub async fn verdict(&self, bytes: &[u8]) -> Result<Option<String>> {
        let mut browser = self.browser().await?;
        let outcome = browser.drop_file("certificate.pdf", bytes).await?;
        browser.check_clean().await?;
        browser.close().await?;
        Ok(outcome.verdict)
    }

    /// The address of an office page.
    pub fn office_page(&self, path: &str) -> String {
        format!("{}{path}", self.page())
    }
}

fn needs_code(role: &str) -> bool {
    matches!(role, "issuer" | "auditor")
}

/// The code of the second factor now. It counts once for each account.
#[expect(clippy::disallowed_methods, reason = "the code depends on the clock")]
pub fn code(secret: &str) -> Result<String> {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    let secret = Secret::try_from_base32(secret).map_err(|error| anyhow!("{error}"))?;
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(secret)
        .build()
        .map_err(|error| anyhow!("{error}"))?;
    Ok(totp.generate(seconds).to_string())
}
