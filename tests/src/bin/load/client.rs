//! An HTTP/1.1 client that costs little beside the server it measures: one
//! connection that is kept, requests written beforehand.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A connection that is kept.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What a server answered; the body is in the connection until the next request.
pub struct Answer<'c> {
    pub status: u16,
    pub body: &'c [u8],
    head: &'c [u8],
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(1 << 16) })
    }

    /// Sends a request and waits for the whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.buffer.clear();
        self.stream.write_all(request).await?;
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "the server hung up");
            if let Some((status, start, length)) = parse(&self.buffer)? {
                while self.buffer.len() < start + length {
                    ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the server hung up");
                }
                let (head, body) = self.buffer.split_at(start);
                return Ok(Answer { status, body, head });
            }
        }
    }
}

impl Answer<'_> {
    /// The body as JSON, of an answer that is a success.
    pub fn json(&self) -> Result<Value> {
        self.check()?;
        Ok(serde_json::from_slice(self.body)?)
    }

    pub fn check(&self) -> Result<()> {
        if (200..=304).contains(&self.status) {
            return Ok(());
        }
        bail!("status {}: {}", self.status, String::from_utf8_lossy(self.body))
    }

    /// A header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = std::str::from_utf8(self.head).ok()?;
        let value = |line: &'_ str| {
            line.split_once(':')
                .filter(|(found, _)| found.eq_ignore_ascii_case(name))
                .map(|(found, _)| found.len())
        };
        head.lines().find_map(|line| value(line).map(|length| line[length + 1..].trim()))
    }
}

/// Status, start of the body and its length, once the head is there.
fn parse(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 48];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(start) = response.parse(bytes)? else { return Ok(None) };
    let status = response.code.context("an answer has a status")?;
    let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = match length {
        Some(header) => std::str::from_utf8(header.value)?.parse()?,
        None if matches!(status, 204 | 304) => 0,
        None => bail!("an answer without a length, which this client does not read"),
    };
    Ok(Some((status, start, if status == 304 { 0 } else { length })))
}

/// A request in its bytes. `headers` are whole lines.
pub fn request(method: &str, path: &str, headers: &str, body: Option<&Value>) -> Vec<u8> {
    let body = body.map(ToString::to_string).unwrap_or_default();
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {HOST}\r\norigin: http://{HOST}\r\n{headers}");
    if !body.is_empty() {
        text += &format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len());
    }
    text += "\r\n";
    text += &body;
    text.into_bytes()
}

/// What the setting `origin` says by default.
const HOST: &str = "127.0.0.1:8080";

/// A text in an address.
pub fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Waits until the server is ready.
pub async fn wait(address: SocketAddr) -> Result<()> {
    let ready = request("GET", "/readyz", "", None);
    for _ in 0..1_200 {
        if let Ok(mut connection) = Connection::open(address).await
            && connection.ask(&ready).await.is_ok_and(|answer| answer.status == 200)
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("the server at {address} was not ready within a minute")
}
