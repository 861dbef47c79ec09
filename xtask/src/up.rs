//! `cargo xtask up`: from a fresh clone to a page in the browser.

use std::{
    env, fs,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use lexopt::{Parser, ValueExt};

use crate::{
    binaries, demo,
    issuer::Issuer,
    setup::{self, Need},
    site,
    workspace::Workspace,
};

/// The options of the command line.
pub struct Options {
    /// Where the page is served.
    pub port: u16,
    /// Keys, database, stored files and demo certificates.
    pub data: PathBuf,
}

/// Sets up, builds, fills and serves; does not return while the server runs.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    check_port(options.port)?;
    let data = env::current_dir()?.join(&options.data);
    check_writable(&data)?;

    say("tools, fonts and dependencies");
    setup::ensure(workspace, &[Need::Compose, Need::Site])?;
    setup::fetch(workspace)?;
    say("programs (the first time takes about ten minutes)");
    let programs = binaries::build(workspace)?;
    say("keys and demo certificates");
    let issuer = prepare(workspace, &programs, &data)?;
    say("site (the first time takes about three minutes)");
    let site = site::build(workspace, "up", Some(&issuer.anchors()))?;
    serve(&issuer, &site, options.port, &data)
}

fn say(step: &str) {
    println!("- {step}");
}

fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => bail!("port {port} cannot be used ({error}); choose another with --port N"),
    }
}

/// Found out now, and not after the long steps.
fn check_writable(data: &Path) -> Result<()> {
    fs::create_dir_all(data).with_context(|| format!("could not make {}", data.display()))?;
    tempfile::tempfile_in(data).with_context(|| format!("could not write to {}", data.display()))?;
    Ok(())
}

/// Fills a new folder beside the data folder and renames it at the end: a start
/// that was interrupted begins afresh. A folder that is in use stays as it is.
fn prepare(workspace: &Workspace, programs: &Path, data: &Path) -> Result<Issuer> {
    if fs::read_dir(data)?.next().is_some() {
        return Issuer::open(programs, data);
    }
    let name = data.file_name().context("the data folder needs a name")?.to_string_lossy().into_owned();
    let unfinished = data.with_file_name(format!(".{name}.unfinished"));
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    let issuer = Issuer::open(programs, &unfinished)?;
    issuer.import(&workspace.root.join("tests/demo/roster.csv"), &workspace.root.join("api/templates"))?;
    export_demo(&issuer, &unfinished.join("demo"))?;
    demo::furnish(workspace, &issuer, &unfinished)?;
    fs::rename(&unfinished, data).with_context(|| format!("could not make {}", data.display()))?;
    Issuer::open(programs, data)
}

/// One file per certificate; the name says what the page should answer.
fn export_demo(issuer: &Issuer, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for number in issuer.issue()? {
        let status = match number.as_str() {
            "副字第990002號" => "superseded",
            "講字第990003號" => "revoked",
            _ => "current",
        };
        issuer.export(&number, Some(1), &folder.join(format!("{status}-{number}.pdf")))?;
    }
    // What the teacher of the demonstration can download; the school confirms the rest.
    issuer.confirm(&["講字第990005號", "助理字第990006號"])?;
    issuer.replace("副字第990002號", "陳範例更名")?;
    issuer.annul("講字第990003號", "lecturer")
}

/// Becomes the server, so that Ctrl-C and signals reach it and nothing else.
fn serve(issuer: &Issuer, site: &Path, port: u16, data: &Path) -> Result<()> {
    Command::new(env::current_exe()?)
        .args(["announce", &port.to_string()])
        .arg(data.join("demo"))
        .spawn()
        .context("could not start the announcement")?;
    let mut server = issuer.api();
    server
        .arg("serve")
        .arg("--press")
        .arg("--site")
        .arg(site)
        .args(["--listen", &format!("{}:{port}", Ipv4Addr::LOCALHOST)]);
    become_program(&mut server)
}

#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("could not start the server")
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    crate::process::run(command)
}

/// Waits until the server says that it is ready, then tells where to go. Its
/// own process, because the one that started it has become the server.
pub fn announce(mut arguments: Parser) -> Result<()> {
    let port: u16 = arguments.value()?.parse()?;
    let demo = PathBuf::from(arguments.value()?);
    wait_until_ready(port)?;
    println!("\nready: http://{}:{port}/", Ipv4Addr::LOCALHOST);
    if demo.is_dir() {
        println!("demo certificates to drop on the page: {}", demo.join("*.pdf").display());
        println!("demo roster to import: {}", demo.join("roster-to-import.csv").display());
        println!("demo accounts, password {}:", demo::PASSWORD);
        for account in &demo::ACCOUNTS {
            let code = if account.has_second_factor() { "; code: cargo xtask code" } else { "" };
            println!("  {:8} {:22} {}{code}", account.name, account.page, account.what);
        }
    }
    println!("Ctrl-C stops the server.");
    Ok(())
}

/// Waits until the server on this port says that it is ready.
pub fn wait_until_ready(port: u16) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_ready(port) {
        if Instant::now() > deadline {
            bail!("the server did not get ready within 30 seconds");
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn is_ready(port: u16) -> bool {
    let ask = || -> std::io::Result<String> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
