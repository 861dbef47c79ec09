//! One answer of a server, by curl: it is on every machine, and TLS stays out of what
//! `cargo xtask` has to compile.

use std::{fs, io::Read, process::Command};

use anyhow::{Context, Result};

use crate::process;

/// Longest wait for one file.
const PATIENCE: &str = "60";

/// An answer as it came.
pub struct Fetched {
    /// The status code.
    pub status: u16,
    head: String,
    body: Vec<u8>,
}

impl Fetched {
    /// Asks as a browser does that opens a page.
    pub fn get(address: &str, encoding: &str) -> Result<Self> {
        let folder = tempfile::tempdir().context("there is no place for temporary files")?;
        let (head, body) = (folder.path().join("head"), folder.path().join("body"));
        process::output(
            Command::new("curl")
                .args(["--silent", "--show-error", "--max-time", PATIENCE])
                .args(["--header", "Accept: text/html,*/*", "--header"])
                .arg(format!("Accept-Encoding: {encoding}"))
                .arg("--dump-header")
                .arg(&head)
                .arg("--output")
                .arg(&body)
                .arg(address),
        )
        .with_context(|| format!("{address} could not be fetched"))?;
        let head = String::from_utf8_lossy(&fs::read(head)?).into_owned();
        // Of an empty answer curl makes no file.
        Self::parse(&head, fs::read(body).unwrap_or_default())
    }

    /// Status line and headers, and what followed.
    pub fn parse(head: &str, body: Vec<u8>) -> Result<Self> {
        // A proxy may have answered before the server did.
        let head = head.trim_end().rsplit("\r\n\r\n").next().unwrap_or_default().to_owned();
        let status = head.split_whitespace().nth(1).and_then(|code| code.parse().ok());
        Ok(Self { status: status.context("the answer has no status")?, head, body })
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// What a browser makes of the body.
    pub fn decoded(&self) -> Option<Vec<u8>> {
        match self.header("content-encoding") {
            None | Some("identity") => Some(self.body.clone()),
            Some("gzip") => {
                let mut bytes = Vec::new();
                flate2::read::GzDecoder::new(self.body.as_slice()).read_to_end(&mut bytes).ok()?;
                Some(bytes)
            }
            Some("br") => {
                let mut bytes = Vec::new();
                brotli::BrotliDecompress(&mut self.body.as_slice(), &mut bytes).ok()?;
                Some(bytes)
            }
            Some(_) => None,
        }
    }
}
