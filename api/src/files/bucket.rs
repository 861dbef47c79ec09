//! Keeps named bytes in a bucket of an object store that speaks S3 (the REST
//! interface of 2006-03-01, signed with Signature Version 4).
//!
//! ```text
//! https://s3.example.org/bucket/ab/abcdef…        as in a folder
//! ```
//! A store that does not answer is asked again a few times within a bounded time.
//! That changes nothing about what is kept: every request may be repeated.

mod exchange;
mod listing;
mod settings;
mod signature;

use certificate::{Digest, Timestamp};

use super::{FileStoreError, objects::Objects};
use exchange::{Answer, Exchange, Question, Verb};
pub use settings::{ObjectStoreSettings, SecretKey};

/// No object of ours comes near: a bound for what is taken into memory.
const LARGEST: u64 = 64 << 20;

#[derive(Debug)]
pub(super) struct Bucket {
    exchange: Exchange,
}

impl Bucket {
    /// `clock` gives the instant that a request is signed for.
    pub(super) fn new(settings: &ObjectStoreSettings, clock: fn() -> Timestamp) -> anyhow::Result<Self> {
        Ok(Self { exchange: Exchange::new(settings, clock)? })
    }

    fn get(&self, name: Digest, headers: Vec<(&'static str, String)>) -> Result<Vec<u8>, FileStoreError> {
        let question = Question { headers, ..Question::new(Verb::Get, key(name)) };
        let answer = self.exchange.ask(&question)?;
        match answer.status {
            200 | 206 => Ok(answer.body),
            404 if answer.code() == "NoSuchKey" => Err(FileStoreError::Missing(name)),
            _ => Err(self.exchange.refused(&answer)),
        }
    }

    fn put(&self, question: &Question<'_>) -> Result<Answer, FileStoreError> {
        let answer = self.exchange.ask(question)?;
        match answer.status {
            200 | 412 => Ok(answer),
            _ => Err(self.exchange.refused(&answer)),
        }
    }
}

impl Objects for Bucket {
    /// One conditional request instead of a look and a write. An answer that was
    /// lost on the way shows the second time as «there already» (412).
    fn add(&self, name: Digest, content: &dyn Fn() -> Vec<u8>) -> Result<bool, FileStoreError> {
        let content = content();
        let headers = vec![("if-none-match", "*".to_owned())];
        let question = Question { headers, content: &content, ..Question::new(Verb::Put, key(name)) };
        Ok(self.put(&question)?.status == 200)
    }

    fn write(&self, name: Digest, content: &[u8]) -> Result<(), FileStoreError> {
        self.put(&Question { content, ..Question::new(Verb::Put, key(name)) }).map(drop)
    }

    fn read(&self, name: Digest) -> Result<Vec<u8>, FileStoreError> {
        self.get(name, Vec::new())
    }

    fn read_start(&self, name: Digest, length: usize) -> Result<Vec<u8>, FileStoreError> {
        let range = format!("bytes=0-{}", length.saturating_sub(1));
        let mut start = self.get(name, vec![("range", range)])?;
        // A store may send everything.
        start.truncate(length);
        Ok(start)
    }

    /// Page by page; what has no name of ours is somebody else's.
    fn names(&self) -> Result<Vec<Digest>, FileStoreError> {
        let mut names = Vec::new();
        let mut token = None;
        loop {
            let mut query = vec![("list-type", "2".to_owned())];
            query.extend(token.map(|token| ("continuation-token", token)));
            let question = Question { query, ..Question::new(Verb::Get, String::new()) };
            let answer = self.exchange.ask(&question)?;
            let listing = (answer.status == 200).then(|| listing::parse(&answer.body)).flatten();
            let Some(listing) = listing else { return Err(self.exchange.refused(&answer)) };
            names.extend(listing.keys.iter().filter_map(|text| name(text)));
            token = listing.next;
            if token.is_none() {
                names.sort();
                return Ok(names);
            }
        }
    }

    fn answers(&self) -> Result<(), FileStoreError> {
        let query = vec![("list-type", "2".to_owned()), ("max-keys", "1".to_owned())];
        let question = Question { query, ..Question::new(Verb::Get, String::new()) };
        let answer = self.exchange.ask_once(&question)?;
        if answer.status == 200 { Ok(()) } else { Err(self.exchange.refused(&answer)) }
    }
}

fn key(name: Digest) -> String {
    let name = name.to_string();
    format!("{}/{name}", &name[..2])
}

fn name(text: &str) -> Option<Digest> {
    let name = text.rsplit_once('/')?.1.parse().ok()?;
    (key(name) == text).then_some(name)
}
