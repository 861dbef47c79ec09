//! A private PostgreSQL for one test run: its own folder, reached through a
//! socket in that folder only, and gone when the run ends, however it ends.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::process::{self, find_program};

/// PostgreSQL refuses to run as root; then it runs as the user that Debian's
/// package made.
const USER: &str = "postgres";

/// Tells the tests of `api` where databases can be made.
pub const VARIABLE: &str = "DCERT_TEST_POSTGRES";

const SETTINGS: [&str; 3] = ["listen_addresses=", "unix_socket_permissions=0700", "max_connections=300"];

/// Without these a test run would wait for the disk most of the time. What is
/// lost in a power cut is a test run.
const HASTE: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// A running server. Dropping it stops the server and removes everything.
pub struct Cluster {
    folder: TempDir,
    server: Child,
    programs: PathBuf,
}

impl Cluster {
    /// Makes a new cluster for tests and waits until it answers.
    pub fn start() -> Result<Self> {
        Self::start_with(&[&SETTINGS[..], &HASTE].concat())
    }

    /// One that waits for the disk, as in earnest.
    pub fn start_durable() -> Result<Self> {
        Self::start_with(&SETTINGS)
    }

    fn start_with(settings: &[&str]) -> Result<Self> {
        let programs = programs().context("PostgreSQL is missing")?;
        let folder = tempfile::Builder::new().prefix("dcert-postgres-").tempdir()?;
        keep_to_user(folder.path())?;
        let data = folder.path().join("data");
        let make = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username"];
        process::output(as_user(&programs.join("initdb")).args(make).arg(USER).arg("--pgdata").arg(&data))?;
        let mut server = as_user(&programs.join("postgres"));
        server.arg("-D").arg(&data).arg("-k").arg(folder.path());
        server.args(settings.iter().flat_map(|setting| ["-c", setting])).stdin(Stdio::null());
        // Every test drops its database under the server, which then complains.
        server.stderr(fs::File::create(folder.path().join("log"))?);
        let server = server.spawn().context("could not start PostgreSQL")?;
        let mut cluster = Self { folder, server, programs };
        cluster.wait()?;
        Ok(cluster)
    }

    /// Where to make databases. Only this user and root can reach the socket.
    pub fn url(&self) -> OsString {
        let mut url = OsString::from(format!("postgres://{USER}@localhost/postgres?host="));
        url.push(self.folder.path());
        url
    }

    /// Makes an empty database beside it and tells its URL.
    pub fn create(&self, database: &str) -> Result<OsString> {
        let mut create = Command::new(self.programs.join("createdb"));
        process::output(create.args(["--username", USER, "--host"]).arg(self.folder.path()).arg(database))?;
        let mut url = OsString::from(format!("postgres://{USER}@localhost/{database}?host="));
        url.push(self.folder.path());
        Ok(url)
    }

    fn wait(&mut self) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !self.answers() {
            if let Some(status) = self.server.try_wait()? {
                let log = fs::read_to_string(self.folder.path().join("log"))?;
                bail!("PostgreSQL ended with {status}: {}", log.trim());
            }
            if Instant::now() > deadline {
                bail!("PostgreSQL did not answer within a minute");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn answers(&self) -> bool {
        let mut ask = Command::new(self.programs.join("pg_isready"));
        process::output(ask.args(["--quiet", "--username", USER]).arg("--host").arg(self.folder.path()))
            .is_ok()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = as_user(&self.programs.join("pg_ctl"));
        stop.args(["stop", "--mode=immediate", "--silent", "--pgdata"]).arg(self.folder.path().join("data"));
        if process::output(&mut stop).is_err() {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
    }
}

/// Runs a command that finds a cluster of its own.
pub fn run(program: &OsString, arguments: &[OsString]) -> Result<()> {
    let cluster = Cluster::start()?;
    process::run(Command::new(program).args(arguments).env(VARIABLE, cluster.url()))
}

/// The folder of the newest version's programs. Debian keeps them off the PATH.
pub fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    versions
        .filter_map(|entry| Some((version(&entry.path())?, entry.path().join("bin"))))
        .filter(|(_, programs)| programs.join("initdb").is_file())
        .max()
        .map(|(_, programs)| programs)
        .or_else(|| Some(find_program("initdb")?.parent()?.to_owned()))
}

fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Without root's rights, and killed when this process is: a run that is cut off
/// leaves no server behind. `setpriv` becomes the program, so the child is it.
fn as_user(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=QUIT");
    if is_root() {
        command.args([&format!("--reuid={USER}"), &format!("--regid={USER}"), "--init-groups"]);
    }
    command.arg("--").arg(program).current_dir("/");
    command
}

/// Whoever reaches the socket is let in, so the folder is closed to others.
#[cfg(unix)]
fn keep_to_user(folder: &Path) -> Result<()> {
    use std::os::unix::fs::{PermissionsExt, chown};
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    if !is_root() {
        return Ok(());
    }
    let id =
        |flag| -> Result<u32> { Ok(process::output(Command::new("id").args([flag, USER]))?.trim().parse()?) };
    chown(folder, Some(id("-u")?), Some(id("-g")?))?;
    Ok(())
}

#[cfg(not(unix))]
fn keep_to_user(_folder: &Path) -> Result<()> {
    Ok(())
}
