//! What is on record, read past the program: the end of the history, and what the
//! public list says of each slot.

use std::{collections::BTreeMap, io::Read as _};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use certificate::Status;
use sqlx::AnyConnection;

/// How long the history is, and the digest of its last event.
pub(super) async fn head(db: &mut AnyConnection) -> (i64, String) {
    let last = sqlx::query_as("select sequence, digest from event order by sequence desc limit 1");
    last.fetch_optional(db).await.unwrap().unwrap_or_default()
}

/// The newest public list, as anybody can read it.
#[derive(Default)]
pub(super) struct PublishedList {
    version: i64,
    packed: Vec<u8>,
}

impl PublishedList {
    /// Reads it anew if there is a newer one.
    pub(super) async fn refresh(&mut self, db: &mut AnyConnection) {
        let newest =
            "select version, token from status_list where version > $1 order by version desc limit 1";
        let newest: Option<(i64, String)> =
            sqlx::query_as(newest).bind(self.version).fetch_optional(db).await.unwrap();
        if let Some((version, token)) = newest {
            *self = Self { version, packed: unpack(&token) };
        }
    }

    /// What it says of a slot; before the first list everything is current.
    pub(super) fn status(&self, slot: u64) -> Status {
        let byte = self.packed.get(slot as usize / 4).copied().unwrap_or_default();
        match byte >> (2 * (slot % 4)) & 0b11 {
            0 => Status::Current,
            1 => Status::Revoked,
            3 => Status::Superseded,
            other => panic!("slot {slot} says {other}"),
        }
    }

    /// Every slot that is not current.
    pub(super) fn not_current(&self) -> BTreeMap<u64, Status> {
        let slots = (0..self.packed.len() as u64 * 4).map(|slot| (slot, self.status(slot)));
        slots.filter(|(_, status)| *status != Status::Current).collect()
    }
}

/// Token Status List §4.1: the claim `status_list.lst` is base64url of ZLIB.
fn unpack(token: &str) -> Vec<u8> {
    let payload = Base64UrlUnpadded::decode_vec(token.split('.').nth(1).unwrap()).unwrap();
    let payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    let list = &payload["status_list"];
    assert_eq!(list["bits"], 2);
    let packed = Base64UrlUnpadded::decode_vec(list["lst"].as_str().unwrap()).unwrap();
    let mut plain = Vec::new();
    flate2::read::ZlibDecoder::new(packed.as_slice()).read_to_end(&mut plain).unwrap();
    plain
}
