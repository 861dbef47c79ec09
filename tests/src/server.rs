//! The server under test.

use std::{
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

use crate::{Environment, Office};

/// A running `api serve`; stopped when dropped.
pub struct Server {
    child: Child,
    port: u16,
}

/// How long the server may take to start, and to publish what changed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A port that nobody uses at the moment.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

impl Server {
    /// Starts it and waits until it is ready.
    pub async fn start(office: &Office, environment: &Environment) -> Result<Self> {
        Self::start_with(office, &environment.site).await
    }

    /// Starts it with another site.
    pub async fn start_with(office: &Office, site: &Path) -> Result<Self> {
        Self::start_as(office, site, &[]).await
    }

    /// Starts it so that it also issues what officers ask for on the screens.
    pub async fn start_with_press(office: &Office, environment: &Environment) -> Result<Self> {
        Self::start_as(office, &environment.site, &["--press"]).await
    }

    async fn start_as(office: &Office, site: &Path, flags: &[&str]) -> Result<Self> {
        // A free port can be taken by something else before the server has it; any other
        // reason not to start is a fault.
        let is_taken = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err();
        let mut tries = 4;
        loop {
            let port = free_port()?;
            match Self::start_on(port, office, site, flags).await {
                Err(_) if tries > 0 && is_taken(port) => tries -= 1,
                ended => return ended,
            }
        }
    }

    async fn start_on(port: u16, office: &Office, site: &Path, flags: &[&str]) -> Result<Self> {
        let child = office
            .api()
            .args(["serve", "--listen", &format!("{}:{port}", Ipv4Addr::LOCALHOST), "--site"])
            .arg(site)
            .args(flags)
            .stdin(Stdio::null())
            .spawn()
            .context("could not start the server")?;
        let mut server = Self { child, port };
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ready = server.get("/readyz").await.is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200"));
            // Asked after: a server of another test can have answered.
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended with {status}");
            }
            if ready {
                return Ok(server);
            }
            if Instant::now() > deadline {
                bail!("the server is not ready after {PATIENCE:?}");
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// `127.0.0.1:port`
    pub fn authority(&self) -> String {
        format!("{}:{}", Ipv4Addr::LOCALHOST, self.port)
    }

    /// The whole answer to a request without a body, head included.
    pub async fn get(&self, path: &str) -> Result<Vec<u8>> {
        let authority = self.authority();
        let mut stream = TcpStream::connect(&authority).await?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(answer)
    }

    /// The status list as served now, without the head, whose date changes.
    pub async fn status_list(&self) -> Result<Vec<u8>> {
        let answer = self.get("/status/1").await?;
        let head = answer.windows(4).position(|window| window == b"\r\n\r\n").context("no end of head")?;
        Ok(answer[head + 4..].to_vec())
    }

    /// Waits until the server publishes another list than this one.
    pub async fn wait_for_new_list(&self, before: &[u8]) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while self.status_list().await? == before {
            if Instant::now() > deadline {
                bail!("no new status list after {PATIENCE:?}");
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Ends it at once, as a power cut would.
    pub fn stop(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
