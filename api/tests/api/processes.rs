//! Real processes: `api serve` with its own clock and its own memory, and the wire
//! to it.

use std::{
    io::{BufRead as _, BufReader},
    net::{IpAddr, SocketAddr},
    process::{Child, Stdio},
    thread::JoinHandle,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode},
};
use certificate::Timestamp;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpSocket,
};

use super::{browser::Answer, support::TestUnit};

/// What processes take for now.
#[expect(clippy::disallowed_methods, reason = "processes have no other clock")]
pub(super) fn wall_clock() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_unix(since_epoch.as_secs().try_into().unwrap()).unwrap()
}

/// Where requests come from: not from the address of the server.
pub(super) const CLIENT: &str = "127.0.0.2";

/// A running `api serve` with a press. Dropping it kills it with no chance to tidy up.
pub(super) struct Server {
    child: Child,
    pub(super) address: SocketAddr,
    log: Option<JoinHandle<Vec<String>>>,
}

impl Server {
    /// Starts it and waits until it listens.
    #[expect(clippy::print_stdout, reason = "what a process says is part of what a test says")]
    pub(super) fn start(test: &TestUnit) -> Self {
        let mut command = test.command(&["serve", "--press", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let address = log.find_map(|line| address(&line)).expect("it tells where it serves");
        // Somebody has to read what it says, or it would wait for that one day.
        let log = std::thread::spawn(move || log.inspect(|line| println!("{address}: {line}")).collect());
        Self { child, address, log: Some(log) }
    }

    /// Kills it and returns what it said since it listened.
    pub(super) fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.log.take().unwrap().join().unwrap()
    }
}

fn address(line: &str) -> Option<SocketAddr> {
    let told: Value = serde_json::from_str(line).ok()?;
    told["fields"]["address"].as_str()?.parse().ok()
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request on a connection of its own. HTTP/1.0: the end of the answer is the
/// end of the connection.
pub(super) async fn exchange(address: SocketAddr, request: Request<Body>) -> Answer {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let mut asked = format!("{} {} HTTP/1.0\r\ncontent-length: {}\r\n", parts.method, parts.uri, body.len());
    for (name, value) in &parts.headers {
        asked += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    let wire = TcpSocket::new_v4().unwrap();
    wire.bind((CLIENT.parse::<IpAddr>().unwrap(), 0).into()).unwrap();
    let mut wire = wire.connect(address).await.unwrap();
    wire.write_all(&[asked.as_bytes(), b"\r\n", &body].concat()).await.unwrap();
    let mut answered = Vec::new();
    wire.read_to_end(&mut answered).await.unwrap();
    answer(&answered)
}

fn answer(answered: &[u8]) -> Answer {
    let end = answered.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
    let head = str::from_utf8(&answered[..end]).unwrap();
    let (status, fields) = head.split_once("\r\n").unwrap();
    let status: StatusCode = status.split(' ').nth(1).unwrap().parse().unwrap();
    let field = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap())
    };
    let headers: HeaderMap = fields.lines().map(field).collect();
    Answer { status, headers, body: answered[end + 4..].to_vec() }
}
