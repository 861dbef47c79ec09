//! An office with invented certificates, and its server.

use std::{
    ffi::OsString,
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::{Options, engine::Engine};
use crate::{issuer::Issuer, postgres::Cluster, process::output};

/// A person at a screen stays far below the rates that hold by default; here every
/// user asks without a pause.
const SETTINGS: &str = "[access]\nsign_ins_per_minute = 1_000_000\nrequests_per_minute = 1_000_000_000\n";

pub struct LoadOffice {
    issuer: Issuer,
    programs: PathBuf,
    data: PathBuf,
    database: OsString,
    /// Holds the database.
    _cluster: Option<Cluster>,
}

impl LoadOffice {
    pub fn open(engine: Engine, programs: &Path, data: &Path) -> Result<Self> {
        let issuer = Issuer::open(programs, data)?;
        fs::write(data.join("dcert.toml"), SETTINGS)?;
        let (cluster, database) = engine.database(data)?;
        Ok(Self { issuer, programs: programs.to_owned(), data: data.to_owned(), database, _cluster: cluster })
    }

    /// What there is to be asked for.
    pub fn fill(&self, options: &Options) -> Result<Value> {
        let mut command = Command::new(self.programs.join("examples/fill"));
        command.env_clear().envs(std::env::var_os("DCERT_FONTS").map(|fonts| ("DCERT_FONTS", fonts)));
        command.arg("--data").arg(&self.data).arg("--database").arg(&self.database);
        for (name, value) in [
            ("--certificates", options.certificates),
            ("--schools", options.schools),
            ("--approved", options.approved),
            ("--users", options.users),
        ] {
            command.arg(name).arg(value.to_string());
        }
        super::json(&mut command)
    }

    /// Grounds for annulments.
    pub fn import_grounds(&self, file: &Path) -> Result<()> {
        output(self.api().args(["reference", "import"]).arg(file))?;
        Ok(())
    }

    /// Issues the approved cases on all cores; certificates per second.
    pub fn issue(&self, approved: u32) -> Result<f64> {
        let start = Instant::now();
        let lines = output(self.api().arg("issue"))?.lines().count();
        let time = start.elapsed();
        ensure!(lines >= usize::try_from(approved)?, "{lines} of {approved} certificates were issued");
        Ok(f64::from(u32::try_from(lines)?) / time.as_secs_f64())
    }

    /// The whole history, and that lists show what it says.
    pub fn check_history(&self) -> Result<()> {
        output(self.api().arg("audit-check"))?;
        Ok(())
    }

    /// A server at a free address.
    pub fn serve(&self) -> Result<Background> {
        let address = free_address()?;
        Background::start(self.api().args(["serve", "--listen", &address]), address)
    }

    fn api(&self) -> Command {
        let mut command = self.issuer.api();
        command.env("DCERT_DATABASE", &self.database).env("DCERT_LOG", "warn");
        command
    }
}

/// A program that serves until this is dropped.
pub struct Background {
    child: Child,
    pub address: String,
}

impl Background {
    pub fn start(command: &mut Command, address: String) -> Result<Self> {
        let child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().context("could not start a server")?;
        let mut server = Self { child, address };
        server.wait()?;
        Ok(server)
    }

    fn wait(&mut self) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(&self.address).is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("a server ended with {status}");
            }
            ensure!(Instant::now() < deadline, "a server did not answer within a minute");
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address that nobody listens at.
pub fn free_address() -> Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr()?.to_string())
}
