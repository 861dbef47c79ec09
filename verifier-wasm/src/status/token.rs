//! The token around the list (RFC 7515 compact form, RFC 8037 EdDSA).
//!
//! ```text
//! token   = base64url(header) "." base64url(payload) "." base64url(signature)
//! header  = {"alg":"EdDSA","typ":"statuslist+jwt","x5c":["…"]}
//! payload = {"sub":"…","iat":n,"exp":n,"ttl":n,"version":n,"status_list":{"bits":2,"lst":"…"}}
//! ```
//! This is the one spelling: no white space, no escapes, no other field, no other
//! order. So there is no second way to read a token, and no JSON parser stands
//! between a hostile one and the verdict.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use certificate::{Digest, Finding, FindingCode, ListFacts, Timestamp};
use keys::{Anchors, Purpose, SignatureAlgorithm, x509::X509};

use crate::{Limits, trust::Trusted, zlib};

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
        let slots = zlib::unpack(&unverified.packed, limits.list_bytes)
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
        let (header, payload) = (decode(header)?, decode(payload)?);
        let mut header = Spelling(core::str::from_utf8(&header).ok()?);
        header.expect(r#"{"alg":"EdDSA","typ":"statuslist+jwt","x5c":["#)?;
        let certificate = header.string()?;
        header.expect("]}")?;
        let mut payload = Spelling(core::str::from_utf8(&payload).ok()?);
        payload.expect(r#"{"sub":"#)?;
        let list = payload.string()?;
        let issued_at = payload.number(r#","iat":"#)?;
        let expires_at = payload.number(r#","exp":"#)?;
        let _time_to_live = payload.number(r#","ttl":"#)?;
        let version = payload.number(r#","version":"#)?;
        payload.expect(r#","status_list":{"bits":2,"lst":"#)?;
        let slots = payload.string()?;
        payload.expect("}}")?;
        let instant = |seconds| Timestamp::from_unix(i64::try_from(seconds).ok()?);
        let facts = ListFacts { version, issued_at: instant(issued_at)?, expires_at: instant(expires_at)? };
        (header.0.is_empty() && payload.0.is_empty()).then_some(Self {
            message: message.as_bytes(),
            signature: decode(signature)?,
            certificate: Base64::decode_vec(certificate).ok()?,
            list: list.to_owned(),
            facts,
            packed: decode(slots)?,
        })
    }
}

/// What is left of a text that has one spelling.
struct Spelling<'t>(&'t str);

impl<'t> Spelling<'t> {
    fn expect(&mut self, words: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(words)?;
        Some(())
    }

    /// A string without escapes.
    fn string(&mut self) -> Option<&'t str> {
        self.expect("\"")?;
        let end = self.0.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))?;
        let (string, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        self.expect("\"")?;
        Some(string)
    }

    /// A name and a whole number without leading zeros.
    fn number(&mut self, name: &str) -> Option<u64> {
        self.expect(name)?;
        let end = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        let plain = digits == "0" || !digits.starts_with('0');
        digits.parse().ok().filter(|_| plain)
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = r#"{"alg":"EdDSA","typ":"statuslist+jwt","x5c":["AAAA"]}"#;
    const PAYLOAD: &str =
        r#"{"sub":"https://x/1","iat":1,"exp":2,"ttl":3,"version":4,"status_list":{"bits":2,"lst":"AAAA"}}"#;

    fn parses(header: &str, payload: &str) -> bool {
        let encode = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        Unverified::parse(format!("{}.{}.AAAA", encode(header), encode(payload)).as_bytes()).is_some()
    }

    #[test]
    fn there_is_one_spelling() {
        assert!(parses(HEADER, PAYLOAD));
        for (from, to) in [
            ("EdDSA", "none"),
            ("EdDSA", "EdDSA\",\"crit\":[\"x\"],\"a\":\""),
            ("{\"alg\"", "{ \"alg\""),
            ("statuslist+jwt", "JWT"),
            ("[\"AAAA\"]", "[]"),
            ("[\"AAAA\"]", "[\"AAAA\",\"AAAA\"]"),
            ("AAAA", "A\\u0041AA"),
        ] {
            assert!(!parses(&HEADER.replace(from, to), PAYLOAD), "{from} as {to}");
        }
        for (from, to) in [
            ("\"iat\":1", "\"iat\":01"),
            ("\"iat\":1", "\"iat\":-1"),
            ("\"iat\":1", "\"iat\":1.0"),
            ("\"iat\":1", "\"iat\":1,\"iat\":1"),
            ("\"iat\":1", "\"nbf\":1"),
            ("\"version\":4", "\"version\":18446744073709551616"),
            ("\"version\":4", "\"version\": 4"),
            ("\"bits\":2", "\"bits\":1"),
            ("}}", "}}\n"),
        ] {
            assert!(!parses(HEADER, &PAYLOAD.replace(from, to)), "{from} as {to}");
        }
    }
}
