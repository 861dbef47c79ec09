//! The public status list: a Token Status List (`statuslist+jwt`) with two bits
//! for every slot, the same for everybody.

mod folding;

use std::time::Duration;

use anyhow::Result;
use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use certificate::Timestamp;
use der::Encode as _;
use flate2::Compression;
use keys::Signer;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use crate::{
    db::{self, Db, ListRow},
    ids::random_bits,
};

pub(crate) use folding::Folding;

/// Every list has at least this many slots, so that its length tells nothing of
/// how many certificates there are.
const MIN_SLOTS: i64 = 131_072;

/// A cache may keep a list this long before asking again, in seconds.
const TIME_TO_LIVE: u64 = 300;

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    x5c: [String; 1],
}

#[derive(Serialize)]
struct Payload<'a> {
    sub: &'a str,
    iat: i64,
    exp: i64,
    ttl: u64,
    version: i64,
    status_list: List,
}

#[derive(Serialize)]
struct List {
    bits: u8,
    lst: String,
}

/// What a list is published under.
#[derive(Clone, Copy)]
pub struct Publication<'a> {
    /// URI of the list.
    pub uri: &'a str,
    /// How long it may be judged by.
    pub validity: Duration,
    /// The instant of publication.
    pub now: Timestamp,
}

/// How many slots a list has that serves `certificates`: doubled early, so that
/// at least half of the slots stay free and a random one is soon found.
pub(crate) fn slot_count(certificates: i64) -> i64 {
    let needed = u64::try_from(certificates.saturating_mul(2).max(MIN_SLOTS)).unwrap_or(0);
    i64::try_from(needed.next_power_of_two()).unwrap_or(i64::MAX)
}

/// Hands out free slots. How many there are is counted once for many
/// certificates.
pub(crate) struct FreeSlots {
    slots: i64,
}

impl FreeSlots {
    /// For at most `certificates` new ones.
    pub(crate) async fn load(db: &mut AnyConnection, certificates: i64) -> Result<Self> {
        Ok(Self { slots: slot_count(db::count_certificates(db).await? + certificates) })
    }

    /// A random free slot. Neighbouring slots belong to unrelated certificates, so
    /// a slot tells nothing about its certificate.
    pub(crate) async fn take(&mut self, db: &mut AnyConnection) -> Result<i64> {
        loop {
            // Masking a power of two keeps the choice uniform.
            let random = i64::from_be_bytes(random_bits()[..8].try_into()?);
            let slot = random & (self.slots - 1);
            if !db::is_slot_taken(db, slot).await? {
                return Ok(slot);
            }
        }
    }
}

/// Builds a list from the whole history, signs and stores it. The fold over the
/// events is the only source; nothing is carried over from the last list.
pub async fn publish(db: &Db, signer: &dyn Signer, publication: Publication<'_>) -> Result<String> {
    let mut tx = db.write().await?;
    // Nobody waits for it: the shortest one (Token Status List §4.1 recommends that).
    let token = store(&mut tx, &Folding::default(), Compression::best(), signer, publication).await?;
    tx.commit().await?;
    Ok(token)
}

/// As [`publish`], inside the transaction of the act that made it necessary: the
/// act and its list become visible together.
pub(crate) async fn publish_within(
    db: &mut AnyConnection,
    folding: &Folding,
    signer: &dyn Signer,
    publication: Publication<'_>,
) -> Result<String> {
    // Every other writer waits: with a million slots the last sixth of the length takes
    // ten times as long as the rest. The next regular list is the shortest again.
    store(db, folding, Compression::default(), signer, publication).await
}

async fn store(
    db: &mut AnyConnection,
    folding: &Folding,
    effort: Compression,
    signer: &dyn Signer,
    publication: Publication<'_>,
) -> Result<String> {
    let newest = db::load_newest_version(db).await?;
    // Seconds since 1970, so that a new data folder behind the same address does
    // not start below what browsers have seen.
    let version = newest.map_or(0, |newest| newest + 1).max(publication.now.unix());
    let slots = slot_count(db::count_certificates(db).await?);
    let folded = folding.advance(db, slots).await?;
    let packed = deflate(&folded.packed, effort)?;
    let token = sign(&packed, version, signer, publication)?;
    let head = folded.head;
    folding.keep(folded);
    let list = ListRow {
        version,
        issued_at: publication.now.unix(),
        expires_at: publication.now.after(publication.validity).unix(),
        slots,
        token,
        history_sequence: head.sequence,
        history_digest: head.digest.to_string(),
        history_signature: Base64::encode_string(&signer.sign(&head.message())?),
    };
    db::insert_list(db, &list).await?;
    Ok(list.token)
}

fn sign(packed: &[u8], version: i64, signer: &dyn Signer, publication: Publication<'_>) -> Result<String> {
    let header = Header {
        alg: "EdDSA",
        typ: "statuslist+jwt",
        x5c: [Base64::encode_string(&signer.certificate().to_der()?)],
    };
    let payload = Payload {
        sub: publication.uri,
        iat: publication.now.unix(),
        exp: publication.now.after(publication.validity).unix(),
        ttl: TIME_TO_LIVE,
        version,
        status_list: List { bits: 2, lst: Base64UrlUnpadded::encode_string(packed) },
    };
    let encode = |json: Vec<u8>| Base64UrlUnpadded::encode_string(&json);
    let message =
        format!("{}.{}", encode(serde_json::to_vec(&header)?), encode(serde_json::to_vec(&payload)?));
    let signature = signer.sign(message.as_bytes())?;
    Ok(format!("{message}.{}", Base64UrlUnpadded::encode_string(&signature)))
}

/// The certificate that a token names, from its start. Nothing about it has been
/// checked.
pub(crate) fn certificate(token: &str) -> Option<Vec<u8>> {
    #[derive(Deserialize)]
    struct Named {
        x5c: Vec<String>,
    }
    let header = Base64UrlUnpadded::decode_vec(token.split_once('.')?.0).ok()?;
    let named: Named = serde_json::from_slice(&header).ok()?;
    Base64::decode_vec(named.x5c.first()?).ok()
}

/// ZLIB (Token Status List §4.1).
fn deflate(slots: &[u8], effort: Compression) -> Result<Vec<u8>> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), effort);
    encoder.write_all(slots)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_grows_before_it_is_half_full() {
        assert_eq!(slot_count(0), 131_072);
        assert_eq!(slot_count(65_536), 131_072);
        assert_eq!(slot_count(65_537), 262_144);
        assert_eq!(slot_count(2_000_000), 4_194_304);
    }
}
