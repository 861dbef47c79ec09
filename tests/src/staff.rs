//! Accounts of an office, and signing in with them.

use anyhow::{Result, anyhow};
use totp_rs::{Algorithm, Builder, Secret};

use crate::{Browser, Office, Stage};

const PASSWORD: &str = "journeys of 2026";
const TOTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

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
}

impl Stage {
    /// A browser in which somebody has signed in.
    pub async fn sign_in(&self, account: &str, role: &str) -> Result<Browser> {
        let mut browser = Browser::start(&self.proxy.authority()).await?;
        browser.visit(&format!("{}sign-in", self.page())).await?;
        browser.fill("帳號", account).await?;
        browser.fill("密碼", PASSWORD).await?;
        browser.press("登入").await?;
        if needs_code(role) {
            browser.fill("驗證碼", &code()?).await?;
            browser.press("送出驗證碼").await?;
        }
        browser.wait_for("!location.pathname.startsWith('/sign-in')").await?;
        Ok(browser)
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
fn code() -> Result<String> {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    let secret = Secret::try_from_base32(TOTP_SECRET).map_err(|error| anyhow!("{error}"))?;
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(secret)
        .build()
        .map_err(|error| anyhow!("{error}"))?;
    Ok(totp.generate(seconds).to_string())
}
