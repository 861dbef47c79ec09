//! The demonstration office: accounts that can sign in at once, reference data, a
//! roster to try the import with. The data are invented and the certificates
//! specimens; passwords and second factors are known to everybody, so nothing of
//! this is for anything but a demonstration on the own machine.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use totp_rs::{Algorithm, Builder, Secret};

use crate::{issuer::Issuer, workspace::Workspace};

/// The password of every demo account.
pub const PASSWORD: &str = "dcert-demo-2026";
/// The second factor of the accounts that need one, in Base32.
pub const TOTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// A demo account.
pub struct Account {
    pub name: &'static str,
    role: &'static str,
    /// What it is, for people.
    pub what: &'static str,
    /// Where it begins.
    pub page: &'static str,
}

/// A holder of four ranks, of the school 9902.
const TEACHER: &str = "K120000051";

/// Every demo account.
pub const ACCOUNTS: [Account; 5] = [
    Account { name: "teacher", role: "teacher", what: "教師 歐陽示範", page: "/certificates" },
    Account {
        name: "school", role: "school:9902", what: "學校人事 國立樣本科技大學", page: "/confirm"
    },
    Account { name: "issuer", role: "issuer", what: "發證單位承辦人", page: "/ministry" },
    Account { name: "issuer2", role: "issuer", what: "發證單位核定人", page: "/ministry/annulments" },
    Account { name: "auditor", role: "auditor", what: "稽核", page: "/ministry/audit" },
];

impl Account {
    /// Whether it signs in with a code, too.
    pub fn has_second_factor(&self) -> bool {
        matches!(self.role, "issuer" | "auditor")
    }
}

/// Makes accounts and loads the sample reference data.
pub fn furnish(workspace: &Workspace, issuer: &Issuer, data: &Path) -> Result<()> {
    let secrets = tempfile::tempdir()?;
    let file = |name: &str, content: &str| {
        let path = secrets.path().join(name);
        fs::write(&path, content).with_context(|| format!("could not write {}", path.display()))?;
        anyhow::Ok(path)
    };
    let password = file("password", PASSWORD)?;
    let totp = file("totp", TOTP_SECRET)?;
    let number = file("number", TEACHER)?;
    for account in &ACCOUNTS {
        let mut command = issuer.api();
        command.args(["account", "add", account.name, "--role", account.role, "--keep-password"]);
        command.arg("--password-file").arg(&password);
        if account.has_second_factor() {
            command.arg("--totp-secret-file").arg(&totp);
        }
        if account.role == "teacher" {
            command.arg("--identity-number-file").arg(&number);
        }
        crate::process::output(&mut command)?;
    }
    let reference = workspace.root.join("api/reference/sample.toml");
    crate::process::output(issuer.api().args(["reference", "import"]).arg(reference))?;
    let roster = data.join("demo/roster-to-import.csv");
    fs::copy(workspace.root.join("tests/demo/next-roster.csv"), roster)?;
    // From here on a second officer approves annulments.
    fs::write(data.join("dcert.toml"), "four_eyes = true\n")?;
    Ok(())
}

/// The code that the second factor of every demo account shows now.
pub fn code(unix_seconds: u64) -> Result<String> {
    let secret = Secret::try_from_base32(TOTP_SECRET).map_err(|error| anyhow::anyhow!("{error}"))?;
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(secret)
        .build()
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(totp.generate(unix_seconds).to_string())
}
