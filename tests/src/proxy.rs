//! An HTTP proxy that records what passes, byte for byte.
//!
//! The browser is told to send everything through it, requests to this machine
//! included. It forwards to one server only; anything else is recorded, refused,
//! and shows up in the check of the traffic. For single paths it can play a server
//! or a line that fails.

mod fault;

use std::{
    collections::HashMap,
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard},
};

use anyhow::{Context, Result};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub use self::fault::{Answer, Fault};

/// One request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// `GET`, or what else the browser sent.
    pub method: String,
    /// The address as the browser sent it to the proxy.
    pub address: String,
    /// Request line and headers as they came, with the empty line.
    pub head: Vec<u8>,
    /// Whatever followed the head.
    pub body: Vec<u8>,
    /// The answer with its head; empty when there was none.
    pub answer: Vec<u8>,
}

/// The running proxy; ends when dropped.
pub struct Proxy {
    port: u16,
    state: Arc<State>,
    task: JoinHandle<()>,
}

struct State {
    /// The authority of the only server that is reached.
    origin: String,
    exchanges: Mutex<Vec<Exchange>>,
    /// What requests for these paths meet.
    faults: Mutex<HashMap<String, Planned>>,
}

struct Planned {
    fault: Fault,
    /// Gone after the first request.
    once: bool,
}

impl Proxy {
    /// Starts a proxy to the server with this authority.
    pub async fn start(origin: &str) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State {
            origin: origin.to_owned(),
            exchanges: Mutex::default(),
            faults: Mutex::default(),
        });
        let task = tokio::spawn({
            let state = Arc::clone(&state);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let state = Arc::clone(&state);
                    // A connection that breaks concerns only its own request.
                    tokio::spawn(async move { state.serve(stream).await });
                }
            }
        });
        Ok(Self { port, state, task })
    }

    /// `127.0.0.1:port`
    pub fn authority(&self) -> String {
        format!("{}:{}", Ipv4Addr::LOCALHOST, self.port)
    }

    /// Lets every request for this path meet a fault from now on.
    pub fn plan(&self, path: &str, fault: Fault) {
        locked(&self.state.faults).insert(path.to_owned(), Planned { fault, once: false });
    }

    /// Lets the next request for this path meet a fault, and no other.
    pub fn plan_once(&self, path: &str, fault: Fault) {
        locked(&self.state.faults).insert(path.to_owned(), Planned { fault, once: true });
    }

    /// Forwards requests for this path again.
    pub fn heal(&self, path: &str) {
        locked(&self.state.faults).remove(path);
    }

    /// Everything so far, in the order of arrival.
    pub fn exchanges(&self) -> Vec<Exchange> {
        locked(&self.state.exchanges).clone()
    }

    /// Whether the browser has asked for this path so far.
    pub fn has_seen(&self, path: &str) -> bool {
        self.exchanges().iter().any(|exchange| exchange.address.ends_with(path))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl State {
    async fn serve(&self, mut client: TcpStream) -> Result<()> {
        let request = Request::read(&mut client).await?;
        let place = self.record(&request);
        let prefix = format!("http://{}", self.origin);
        let Some(path) = request.address.strip_prefix(&prefix) else {
            client
                .write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .await?;
            return Ok(());
        };
        if let Some(fault) = self.fault(path) {
            return fault.meet(&mut client).await;
        }
        let mut server = TcpStream::connect(&self.origin).await?;
        server.write_all(&request.to_origin(path)).await?;
        let mut buffer = [0; 16 * 1024];
        loop {
            let length = server.read(&mut buffer).await?;
            if length == 0 {
                return Ok(());
            }
            locked(&self.exchanges)[place].answer.extend_from_slice(&buffer[..length]);
            client.write_all(&buffer[..length]).await?;
        }
    }

    /// A path that was planned without a query stands for it with any.
    fn fault(&self, path: &str) -> Option<Fault> {
        let mut faults = locked(&self.faults);
        let without_query = path.split_once('?').map_or(path, |(path, _)| path);
        let path = if faults.contains_key(path) { path } else { without_query };
        let Planned { fault, once } = faults.get(path)?;
        let (fault, once) = (fault.clone(), *once);
        if once {
            faults.remove(path);
        }
        Some(fault)
    }

    fn record(&self, request: &Request) -> usize {
        let mut exchanges = locked(&self.exchanges);
        exchanges.push(Exchange {
            method: request.method.clone(),
            address: request.address.clone(),
            head: request.head.clone(),
            body: request.body.clone(),
            answer: Vec::new(),
        });
        exchanges.len() - 1
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no holder of the lock panics")
}

/// A request as a browser sends it to a proxy.
struct Request {
    method: String,
    address: String,
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Request {
    async fn read(stream: &mut TcpStream) -> Result<Self> {
        let mut bytes = Vec::new();
        let head_length = loop {
            if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            if stream.read_buf(&mut bytes).await? == 0 {
                anyhow::bail!("the browser closed the connection");
            }
        };
        let head = String::from_utf8(bytes[..head_length].to_vec())?;
        let mut words = head.split_whitespace();
        let method = words.next().context("no method")?.to_owned();
        let address = words.next().context("no address")?.to_owned();
        let length = header(&head, "content-length").map_or(Ok(0), str::parse)?;
        while bytes.len() < head_length + length && stream.read_buf(&mut bytes).await? > 0 {}
        let body = bytes.split_off(head_length);
        Ok(Self { method, address, head: bytes, body })
    }

    /// The request as the server gets it: its own path, and one request per
    /// connection, so that the end of the answer needs no parsing.
    fn to_origin(&self, path: &str) -> Vec<u8> {
        let head = String::from_utf8_lossy(&self.head);
        let mut request = format!("{} {path} HTTP/1.1\r\n", self.method);
        for line in head.lines().skip(1).filter(|line| !line.is_empty()) {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if name != "connection" && name != "proxy-connection" {
                request += line;
                request += "\r\n";
            }
        }
        request += "Connection: close\r\n\r\n";
        [request.as_bytes(), &self.body].concat()
    }
}

/// The value of a header.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}
