//! The roots a verifier trusts.

use certificate::{Digest, Timestamp};

use crate::{
    Role,
    x509::{Form, X509},
};

/// Root certificates found in `anchors/` and in `DCERT_ANCHORS` at build time.
static EMBEDDED: &[&[u8]] = include!(concat!(env!("OUT_DIR"), "/anchors.rs"));

/// One pinned root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    der: Vec<u8>,
    subject: Vec<u8>,
    public_key: Vec<u8>,
    validity: (Timestamp, Timestamp),
    fingerprint: Digest,
    development: bool,
}

/// The pinned roots. Trust starts here and nowhere else; an empty set trusts
/// nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors(Vec<Anchor>);

/// The bytes are not a root certificate in the form we issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnchorRefused;

impl core::fmt::Display for AnchorRefused {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("not a self-signed root certificate with an accepted algorithm")
    }
}

impl core::error::Error for AnchorRefused {}

impl Anchors {
    /// The anchors embedded at build. What cannot be read is left out: it then
    /// vouches for nothing.
    pub fn embedded() -> Self {
        Self(EMBEDDED.iter().filter_map(|der| Anchor::from_der(der).ok()).collect())
    }

    /// Adds one anchor.
    pub fn push(&mut self, anchor: Anchor) {
        self.0.push(anchor);
    }

    /// The anchors, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Anchor> {
        self.0.iter()
    }

    /// Whether nothing is trusted.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Anchor> for Anchors {
    fn from_iter<I: IntoIterator<Item = Anchor>>(anchors: I) -> Self {
        Self(anchors.into_iter().collect())
    }
}

impl Anchor {
    /// Reads a root certificate: self-signed by an accepted algorithm, in the one
    /// form a root has. Its validity is judged later, at an instant.
    pub fn from_der(der: &[u8]) -> Result<Self, AnchorRefused> {
        check(der).ok_or(AnchorRefused)
    }

    /// Reads a root certificate in PEM.
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: &str) -> Result<Self, AnchorRefused> {
        match pem_rfc7468::decode_vec(pem.as_bytes()) {
            Ok(("CERTIFICATE", der)) => Self::from_der(&der),
            _ => Err(AnchorRefused),
        }
    }

    /// The root certificate.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Its `subject` as an element.
    pub fn subject(&self) -> &[u8] {
        &self.subject
    }

    /// Its public key.
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// First and last instant of validity.
    pub const fn validity(&self) -> (Timestamp, Timestamp) {
        self.validity
    }

    /// SHA-256 of the certificate.
    pub const fn fingerprint(&self) -> Digest {
        self.fingerprint
    }

    /// Root of a development hierarchy: everything below it is a specimen.
    pub const fn is_development(&self) -> bool {
        self.development
    }
}

fn check(der: &[u8]) -> Option<Anchor> {
    let root = X509::parse(der)?;
    root.check_signature(root.public_key()).ok()?;
    let is = |development| {
        let form = Form { role: Role::Root, development, issuer_key: root.public_key() };
        root.check_form(&form).is_ok()
    };
    let development = is(true);
    let is_root = root.issuer() == root.subject() && (development || is(false));
    is_root.then(|| Anchor {
        der: der.to_vec(),
        subject: root.subject().to_vec(),
        public_key: root.public_key().to_vec(),
        validity: root.validity(),
        fingerprint: root.fingerprint(),
        development,
    })
}
