//! Ways in which a server or the line to it can fail.

use std::fmt::Write as _;

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What a request meets in place of the server.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The line is cut before an answer.
    Cut,
    /// The line stays open and nothing comes.
    Silence,
    /// Another answer than the server's.
    Answer(Answer),
    /// An answer whose line is cut before its end.
    CutShort(Answer),
    /// An answer that stops coming before its end; the line stays open.
    Stall(Answer),
}

/// An answer made up here.
#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
}

impl Answer {
    /// An answer with this status code and body.
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        // Every answer of the server has the first, or the page could not use it.
        let headers = vec![
            ("Cross-Origin-Embedder-Policy", "require-corp"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Content-Type", content_type),
        ];
        Self { status, headers, body: body.into() }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The head and half of the body.
    async fn begin(&self, client: &mut TcpStream) -> Result<()> {
        client.write_all(self.head().as_bytes()).await?;
        client.write_all(&self.body[..self.body.len() / 2]).await?;
        Ok(())
    }

    fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {} Made Up\r\n", self.status);
        for (name, value) in &self.headers {
            // Writing to a text cannot fail.
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head + &format!("Content-Length: {}\r\nConnection: close\r\n\r\n", self.body.len())
    }
}

impl Fault {
    pub(super) async fn meet(self, client: &mut TcpStream) -> Result<()> {
        match self {
            Self::Cut => {}
            Self::Silence => silence(client).await?,
            Self::Answer(answer) => {
                client.write_all(answer.head().as_bytes()).await?;
                client.write_all(&answer.body).await?;
            }
            Self::CutShort(answer) => answer.begin(client).await?,
            Self::Stall(answer) => {
                answer.begin(client).await?;
                silence(client).await?;
            }
        }
        Ok(())
    }
}

/// Until the browser gives up.
async fn silence(client: &mut TcpStream) -> Result<()> {
    while client.read(&mut [0; 64]).await? > 0 {}
    Ok(())
}
