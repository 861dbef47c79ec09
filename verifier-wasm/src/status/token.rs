//! The token around the list (RFC 7515 compact form, RFC 8037 EdDSA).
//!
//! ```text
//! token   = base64url(header) "." base64url(payload) "." base64url(signature)
//! header  = {"alg":"EdDSA","typ":"statuslist+jwt","x5c":[status certificate]}
//! payload = {"sub":URI,"iat":…,"exp":…,"ttl":…,"version":…,"status_list":{"bits":2,"lst":…}}
//! ```
//! Fields stand in this order and no others beside them.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use certificate::{Digest, Finding, FindingCode, ListFacts, Timestamp};
use keys::{Anchors, Purpose, SignatureAlgorithm, x509::X509};
use serde::Deserialize;

use crate::{Limits, trust::Trusted};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    x5c: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    sub: String,
    iat: i64,
    exp: i64,
    #[serde(rename = "ttl")]
    _ttl: u64,
    version: u64,
    status_list: List,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    bits: u8,
    lst: String,
}

/// A token signed by a status key of a pinned root. Says nothing about its
/// freshness.
pub(crate) struct CheckedToken {
    list: String,
    facts: ListFacts,
    slots: Vec<u8>,
    anchor: Digest,
}

impl CheckedToken {
    pub(crate) fn check(token: &[u8], anchors: &Anchors, limits: &Limits) -> Result<Self, Finding> {
        if token.len() > limits.token_bytes {
            return Err(Finding::new(FindingCode::StatusMalformed)
                .expected(limits.token_bytes)
                .found(token.len()));
        }
        let unverified =
            Unverified::parse(token).ok_or_else(|| Finding::new(FindingCode::StatusMalformed))?;
        let signing_cert =
            X509::parse(&unverified.certificate).ok_or_else(|| Finding::new(FindingCode::StatusSigner))?;
        let issued_at = unverified.facts.issued_at;
        let signer = Trusted::check(&signing_cert, Purpose::StatusSigning, issued_at, anchors)
            .map_err(|reason| Finding::new(FindingCode::StatusSigner).found(reason.code))?;
        // RFC 8037 §3.1: `EdDSA` with this key means Ed25519.
        signer
            .check_signature(SignatureAlgorithm::Ed25519, unverified.message, &unverified.signature)
            .ok_or_else(|| Finding::new(FindingCode::StatusSignature))?;
        // Unpacked only after the signature: nobody else's data is inflated.
        let slots =
            miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&unverified.packed, limits.list_bytes)
                .map_err(|_| Finding::new(FindingCode::StatusMalformed))?;
        Ok(Self { list: unverified.list, facts: unverified.facts, slots, anchor: signer.anchor() })
    }

    pub(crate) fn list(&self) -> &str {
        &self.list
    }

    pub(crate) const fn facts(&self) -> ListFacts {
        self.facts
    }

    pub(super) fn slots(&self) -> &[u8] {
        &self.slots
    }

    pub(super) const fn anchor(&self) -> Digest {
        self.anchor
    }
}

struct Unverified<'a> {
    message: &'a [u8],
    signature: Vec<u8>,
    certificate: Vec<u8>,
    list: String,
    facts: ListFacts,
    packed: Vec<u8>,
}

impl<'a> Unverified<'a> {
    fn parse(token: &'a [u8]) -> Option<Self> {
        let text = core::str::from_utf8(token).ok()?;
        let (message, signature) = text.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        let header: Header = serde_json::from_slice(&decode(header)?).ok()?;
        let payload: Payload = serde_json::from_slice(&decode(payload)?).ok()?;
        let [certificate] = header.x5c.as_slice() else { return None };
        let known = header.alg == "EdDSA" && header.typ == "statuslist+jwt" && payload.status_list.bits == 2;
        let facts = ListFacts {
            version: payload.version,
            issued_at: Timestamp::from_unix(payload.iat)?,
            expires_at: Timestamp::from_unix(payload.exp)?,
        };
        known.then_some(Self {
            message: message.as_bytes(),
            signature: decode(signature)?,
            certificate: Base64::decode_vec(certificate).ok()?,
            list: payload.sub,
            facts,
            packed: decode(&payload.status_list.lst)?,
        })
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}
