//! The roots a verifier trusts.

use certificate::Digest;
use der::{Decode, Encode};
use sha2::{Digest as _, Sha256};
use x509_cert::{
    Certificate,
    ext::pkix::{BasicConstraints, CertificatePolicies, KeyUsage, KeyUsages},
};

use crate::{DEVELOPMENT_POLICY, SignatureAlgorithm};

/// Root certificates found in `anchors/` and in `DCERT_ANCHORS` at build time.
static EMBEDDED: &[&[u8]] = include!(concat!(env!("OUT_DIR"), "/anchors.rs"));

/// One pinned root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    certificate: Certificate,
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
    /// Reads a root certificate: self-signed by an accepted algorithm, a CA that
    /// may sign certificates. Its validity is judged later, at an instant.
    pub fn from_der(der: &[u8]) -> Result<Self, AnchorRefused> {
        parse(der).ok_or(AnchorRefused)
    }

    /// Reads a root certificate in PEM.
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: &str) -> Result<Self, AnchorRefused> {
        use der::DecodePem as _;
        let certificate = Certificate::from_pem(pem).map_err(|_| AnchorRefused)?;
        Self::from_der(&certificate.to_der().map_err(|_| AnchorRefused)?)
    }

    /// The root certificate.
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
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

fn parse(der: &[u8]) -> Option<Anchor> {
    let certificate = Certificate::from_der(der).ok()?;
    let tbs = certificate.tbs_certificate();
    let algorithm = SignatureAlgorithm::from_identifier(certificate.signature_algorithm())?;
    let key = tbs.subject_public_key_info();
    let signature = certificate.signature().as_bytes()?;
    let key = der::referenced::OwnedToRef::owned_to_ref(key);
    algorithm.check(key, &tbs.to_der().ok()?, signature).ok()?;

    let (_, constraints) = tbs.get_extension::<BasicConstraints>().ok()??;
    let (_, usage) = tbs.get_extension::<KeyUsage>().ok()??;
    let is_root = tbs.issuer() == tbs.subject() && constraints.ca && usage.0.contains(KeyUsages::KeyCertSign);
    let policies = tbs.get_extension::<CertificatePolicies>().ok()?;
    let development = policies.is_some_and(|(_, policies)| {
        policies.0.iter().any(|policy| policy.policy_identifier == DEVELOPMENT_POLICY)
    });
    let fingerprint = Digest(Sha256::digest(der).into());
    is_root.then_some(Anchor { certificate, fingerprint, development })
}
