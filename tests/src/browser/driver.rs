//! The driver of the browser, and the commands that only this driver knows.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};
use url::Url;

/// A running chromedriver.
pub struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts it on a port of its own choice.
    pub async fn start() -> Result<Self> {
        // It takes a free port for one protocol and then the same for the other, and
        // ends when something else has got that in between.
        let mut tries = 4;
        loop {
            match Self::try_to_start().await {
                Err(_) if tries > 0 => tries -= 1,
                ended => return ended,
            }
        }
    }

    async fn try_to_start() -> Result<Self> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("could not start chromedriver")?;
        let output = child.stdout.take().context("the output of chromedriver is piped")?;
        let mut lines = BufReader::new(output).lines();
        let port = port(&mut lines).await?;
        // Reads on, or the driver would stop at a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { child, port })
    }

    /// Where it takes commands.
    pub fn address(&self) -> String {
        format!("http://{}:{}", Ipv4Addr::LOCALHOST, self.port)
    }

    /// Ends it and waits for the end.
    pub async fn stop(mut self) -> Result<()> {
        self.ask_to_stop();
        self.child.wait().await?;
        Ok(())
    }

    /// A killed driver leaves its browsers running; one that is asked closes them.
    fn ask_to_stop(&self) {
        let ask = || -> std::io::Result<()> {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            write!(stream, "GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
            stream.read_to_end(&mut Vec::new())?;
            Ok(())
        };
        // Fails when it has ended already.
        let _ = ask();
    }
}

/// The port that it prints.
async fn port(lines: &mut Lines<BufReader<ChildStdout>>) -> Result<u16> {
    let mut said = String::new();
    while let Some(line) = lines.next_line().await? {
        let port = line
            .split_once("started successfully on port ")
            .and_then(|(_, port)| port.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            return Ok(port);
        }
        said.push_str(&line);
        said.push('\n');
    }
    bail!("chromedriver ended without a port:\n{said}")
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.ask_to_stop();
    }
}

/// Plain HTTP: the driver is on this machine.
pub fn connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

/// A command beyond the standard.
#[derive(Debug)]
pub struct GoogCommand {
    path: &'static str,
    body: Value,
}

impl GoogCommand {
    /// A command of the browser's developer tools.
    pub fn devtools(name: &str, parameters: Value) -> Self {
        Self { path: "goog/cdp/execute", body: json!({ "cmd": name, "params": parameters }) }
    }

    /// What the browser has logged since the last time.
    pub fn browser_log() -> Self {
        Self { path: "se/log", body: json!({ "type": "browser" }) }
    }
}

impl WebDriverCompatibleCommand for GoogCommand {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
