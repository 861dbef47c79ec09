//! The driver of the browser, and the commands that only Chromium's knows.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    path::Path,
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

/// A running chromedriver or geckodriver.
pub struct Driver {
    child: Child,
    port: u16,
    /// Of geckodriver: its session.
    session: Option<String>,
}

/// What the drivers print before the port they have chosen.
const BEFORE_PORT: [&str; 2] = ["started successfully on port ", "Listening on 127.0.0.1:"];

impl Driver {
    /// Starts one on a port of its own choice.
    pub async fn start(program: &Path) -> Result<Self> {
        // Chromium's takes a free port for one protocol and then the same for the
        // other, and ends when something else has got that in between.
        let mut tries = 4;
        loop {
            match Self::try_to_start(program).await {
                Err(_) if tries > 0 => tries -= 1,
                ended => return ended,
            }
        }
    }

    async fn try_to_start(program: &Path) -> Result<Self> {
        let name = program.display();
        let mut child = Command::new(program)
            .arg("--port=0")
            // Or a released Firefox asks its maker for settings, whatever ours say.
            .env("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("could not start {name}"))?;
        let output = child.stdout.take().with_context(|| format!("the output of {name} is piped"))?;
        let mut lines = BufReader::new(output).lines();
        let port = port(&mut lines).await.with_context(|| format!("{name} ended without a port"))?;
        // Reads on, or the driver would stop at a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { child, port, session: None })
    }

    /// Where it takes commands.
    pub fn address(&self) -> String {
        format!("http://{}:{}", Ipv4Addr::LOCALHOST, self.port)
    }

    /// Tells it that it is geckodriver, with the one session it has.
    pub fn ends_with_session(&mut self, session: String) {
        self.session = Some(session);
    }

    /// Ends it and waits for the end; its browser has been closed.
    pub async fn stop(mut self) -> Result<()> {
        match self.session.take() {
            None => self.ask("GET /shutdown"),
            Some(_) => self.child.start_kill()?,
        }
        self.child.wait().await?;
        Ok(())
    }

    fn ask(&self, request: &str) {
        let ask = || -> std::io::Result<()> {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            write!(stream, "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
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
        let port = BEFORE_PORT
            .iter()
            .find_map(|before| line.split_once(before))
            .and_then(|(_, port)| port.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            return Ok(port);
        }
        said.push_str(&line);
        said.push('\n');
    }
    bail!("it said: {said}")
}

/// A killed driver leaves its browsers running. Chromium's closes them when it is asked
/// to end; Firefox's cannot be asked that, only to end its session.
impl Drop for Driver {
    fn drop(&mut self) {
        match &self.session {
            None => self.ask("GET /shutdown"),
            Some(session) => {
                self.ask(&format!("DELETE /session/{session}"));
                // Fails when it has ended already.
                let _ = self.child.start_kill();
            }
        }
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
