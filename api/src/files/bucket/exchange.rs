//! Questions to the object store and its answers: signed, with time-outs, repeated
//! a few times while the store does not answer.

use std::{fs, sync::Arc, thread, time::Duration};

use anyhow::{Context as _, Result, ensure};
use certificate::{Digest, Timestamp};
use sha2::{Digest as _, Sha256};
use ureq::{
    Agent,
    http::{Method, Request},
    tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem},
};
use url::Url;

use super::{
    LARGEST, ObjectStoreSettings,
    listing::error_code,
    settings::Access,
    signature::{Signable, Signatory, compact, encode},
};
use crate::files::FileStoreError;

/// A request to us may take 30 seconds; three attempts and the pauses between them
/// stay below.
const ATTEMPT: Duration = Duration::from_secs(8);
const CONNECT: Duration = Duration::from_secs(3);
/// What a probe waits for.
const GLANCE: Duration = Duration::from_secs(2);
/// Before the second and the third attempt.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(500)];

/// A connection to one bucket.
#[derive(Debug)]
pub(super) struct Exchange {
    agent: Agent,
    access: Access,
    /// The address as it stands in messages.
    store: String,
    clock: fn() -> Timestamp,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Verb {
    Get,
    Put,
}

/// What is asked.
pub(super) struct Question<'a> {
    pub(super) verb: Verb,
    /// Key of an object; none for the bucket itself. It needs no encoding.
    pub(super) key: String,
    pub(super) query: Vec<(&'static str, String)>,
    /// Signed like the others; in lower case.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) content: &'a [u8],
}

impl Question<'_> {
    pub(super) const fn new(verb: Verb, key: String) -> Self {
        Self { verb, key, query: Vec::new(), headers: Vec::new(), content: &[] }
    }
}

/// What the store said.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The code of an error; empty where there is none.
    pub(super) fn code(&self) -> String {
        error_code(&self.body).unwrap_or_default()
    }

    /// Whether another attempt may meet a better moment: overload, a fault of the
    /// store, two writers at once.
    const fn is_passing(&self) -> bool {
        self.status >= 500 || matches!(self.status, 408 | 409 | 429)
    }
}

impl Exchange {
    pub(super) fn new(settings: &ObjectStoreSettings, clock: fn() -> Timestamp) -> Result<Self> {
        let access = settings.access()?;
        let agent = Agent::config_builder()
            .tls_config(tls(&access)?)
            .https_only(access.url.scheme() == "https")
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // The store is where the settings say, whatever the environment says.
            .proxy(None)
            .user_agent("dcert")
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ATTEMPT))
            .build()
            .new_agent();
        Ok(Self { agent, store: access.url.as_str().trim_end_matches('/').to_owned(), access, clock })
    }

    /// Asks until there is an answer, a few times at most.
    pub(super) fn ask(&self, question: &Question<'_>) -> Result<Answer, FileStoreError> {
        for pause in PAUSES {
            match self.attempt(question, ATTEMPT) {
                Ok(answer) if !answer.is_passing() => return Ok(answer),
                _ => thread::sleep(pause),
            }
        }
        self.attempt(question, ATTEMPT).map_err(|source| self.away(source))
    }

    /// Asks once and does not wait for long.
    pub(super) fn ask_once(&self, question: &Question<'_>) -> Result<Answer, FileStoreError> {
        self.attempt(question, GLANCE).map_err(|source| self.away(source))
    }

    /// An answer that is none to what was asked.
    pub(super) fn refused(&self, answer: &Answer) -> FileStoreError {
        FileStoreError::Refused { store: self.store.clone(), status: answer.status, code: answer.code() }
    }

    fn away(&self, source: ureq::Error) -> FileStoreError {
        FileStoreError::Away { store: self.store.clone(), source: Box::new(source) }
    }

    fn attempt(&self, question: &Question<'_>, patience: Duration) -> Result<Answer, ureq::Error> {
        let request = self.signed(question)?;
        let request = self.agent.configure_request(request).timeout_global(Some(patience)).build();
        let mut response = self.agent.run(request)?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(LARGEST).read_to_vec()?;
        Ok(Answer { status, body })
    }

    fn signed<'a>(&self, question: &Question<'a>) -> Result<Request<&'a [u8]>, ureq::Error> {
        let now = (self.clock)();
        let content = Digest(Sha256::digest(question.content).into());
        let path = format!("{}/{}", self.access.url.path().trim_end_matches('/'), question.key);
        // The bucket itself has no slash behind its name.
        let path = if path.len() > 1 { path.trim_end_matches('/') } else { "/" };
        let mut query: Vec<_> =
            question.query.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        // As it is signed: in order.
        query.sort();
        let query = query.join("&");
        let mut headers = question.headers.clone();
        headers.push(("host", host(&self.access.url)));
        headers.push(("x-amz-content-sha256", content.to_string()));
        headers.push(("x-amz-date", compact(now)));
        headers.sort();
        let method = match question.verb {
            Verb::Get => Method::GET,
            Verb::Put => Method::PUT,
        };
        let signable = Signable { method: method.as_str(), path, query: &query, headers: &headers, content };
        let Access { key_id, secret, region, .. } = &self.access;
        let authorization = Signatory { key_id, secret, region }.authorize(&signable, now);
        let origin = self.access.url.origin().ascii_serialization();
        let mark = if query.is_empty() { "" } else { "?" };
        let mut request = Request::builder().method(method).uri(format!("{origin}{path}{mark}{query}"));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        Ok(request.header("authorization", authorization).body(question.content)?)
    }
}

/// As a client writes it into `Host`.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Only the authorities of the file are trusted.
fn tls(access: &Access) -> Result<TlsConfig> {
    let mut roots = Vec::new();
    if access.url.scheme() == "https" {
        let file = access.ca_file.display();
        let pem = fs::read(&access.ca_file).with_context(|| {
            format!("cannot read {file}, the authorities that vouch for the object store")
        })?;
        for item in parse_pem(&pem) {
            if let PemItem::Certificate(certificate) = item.with_context(|| format!("{file} is not PEM"))? {
                roots.push(certificate);
            }
        }
        ensure!(!roots.is_empty(), "{file} holds no certificate");
    }
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .build())
}
