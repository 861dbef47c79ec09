//! X.509 certificates (RFC 5280) with every part open to change.

use ed25519_dalek::SigningKey;

use super::{
    der::{BIT_STRING, Element, algorithm, children, element, elements, octets, oid, sequence},
    envelope::ED25519,
    genuine::Identity,
};

pub(super) const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
pub(super) const KEY_USAGE: &str = "2.5.29.15";
pub(super) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub(super) const CERTIFICATE_POLICIES: &str = "2.5.29.32";
pub(super) const EXTENDED_KEY_USAGE: &str = "2.5.29.37";

/// A certificate; every field is a whole DER element or empty.
#[derive(Clone)]
pub(super) struct SigningCert {
    pub(super) version: Vec<u8>,
    pub(super) serial: Vec<u8>,
    pub(super) inner_algorithm: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) validity: Vec<u8>,
    pub(super) subject: Vec<u8>,
    pub(super) key: Vec<u8>,
    pub(super) unique_ids: Vec<u8>,
    /// Key usage, extended key usage, authority and subject key identifier, policy.
    pub(super) extensions: Vec<Vec<u8>>,
    pub(super) outer_algorithm: Vec<u8>,
    /// The first octet of the signature's bit string.
    pub(super) unused_bits: u8,
}

impl SigningCert {
    /// Takes a certificate apart.
    pub(super) fn of(certificate: &[u8]) -> Self {
        let parts = children(certificate);
        let tbs = children(parts[0].whole);
        let whole = |index: usize| tbs[index].whole.to_vec();
        let extensions = elements(elements(tbs[7].content)[0].content);
        Self {
            version: whole(0),
            serial: whole(1),
            inner_algorithm: whole(2),
            issuer: whole(3),
            validity: whole(4),
            subject: whole(5),
            key: whole(6),
            unique_ids: Vec::new(),
            extensions: extensions.iter().map(|Element { whole, .. }| whole.to_vec()).collect(),
            outer_algorithm: parts[1].whole.to_vec(),
            unused_bits: 0,
        }
    }

    /// For the key of another person.
    pub(super) fn for_key(mut self, key: &SigningKey) -> Self {
        self.key = public_key(key.verifying_key().as_bytes());
        self
    }

    /// Signed, with the key of its subject beside it.
    pub(super) fn sign(&self, issuer: &SigningKey, subject: &SigningKey) -> Identity {
        let extensions = if self.extensions.is_empty() {
            Vec::new()
        } else {
            element(0xa3, &[&sequence(&[&self.extensions.concat()])])
        };
        let tbs = sequence(&[
            &self.version,
            &self.serial,
            &self.inner_algorithm,
            &self.issuer,
            &self.validity,
            &self.subject,
            &self.key,
            &self.unique_ids,
            &extensions,
        ]);
        let issuer = Identity { certificate: Vec::new(), key: issuer.clone() };
        let signature = element(BIT_STRING, &[&[self.unused_bits], &issuer.sign(&tbs)]);
        Identity { certificate: sequence(&[&tbs, &self.outer_algorithm, &signature]), key: subject.clone() }
    }
}

/// A `SubjectPublicKeyInfo` for Ed25519 (RFC 8410 §4).
pub(super) fn public_key(point: &[u8]) -> Vec<u8> {
    sequence(&[&algorithm(ED25519), &element(BIT_STRING, &[&[0], point])])
}

/// An extension.
pub(super) fn extension(name: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    sequence(&[&oid(name), critical, &octets(value)])
}

/// `Validity` between two instants such as `260101000000Z`.
pub(super) fn validity(not_before: &str, not_after: &str) -> Vec<u8> {
    sequence(&[&element(0x17, &[not_before.as_bytes()]), &element(0x17, &[not_after.as_bytes()])])
}
