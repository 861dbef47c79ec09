//! The accepted signature algorithms, in one list.

use const_oid::ObjectIdentifier;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoRef};

/// A signature algorithm that the verifier accepts and a signer may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// Ed25519 (RFC 8032; in X.509 RFC 8410, in CMS RFC 8419).
    Ed25519,
}

/// The signature does not verify, or key or signature have the wrong form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureRefused;

impl SignatureAlgorithm {
    /// Everything accepted. Ed25519 is the default and for now the only entry.
    pub const ACCEPTED: &[Self] = &[Self::Ed25519];

    /// The object identifier, of keys and of signatures alike.
    pub const fn oid(self) -> ObjectIdentifier {
        match self {
            // id-Ed25519, RFC 8410 §3
            Self::Ed25519 => ObjectIdentifier::new_unwrap("1.3.101.112"),
        }
    }

    /// The identifier as it must stand in a file: parameters absent (RFC 8410 §3).
    pub const fn identifier(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned { oid: self.oid(), parameters: None }
    }

    /// Finds the algorithm on the list; none for any other, or with parameters.
    pub fn from_identifier(identifier: &AlgorithmIdentifierOwned) -> Option<Self> {
        Self::ACCEPTED.iter().copied().find(|algorithm| algorithm.identifier() == *identifier)
    }

    /// Length of a signature in bytes.
    pub const fn signature_length(self) -> usize {
        match self {
            Self::Ed25519 => ed25519_dalek::SIGNATURE_LENGTH,
        }
    }

    /// Checks a signature.
    ///
    /// Ed25519 is checked strictly: canonical S and R (RFC 8032 §5.1.7), no
    /// small-order key or R, and the equation without cofactor.
    pub fn check(
        self,
        key: SubjectPublicKeyInfoRef<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureRefused> {
        match self {
            Self::Ed25519 => check_ed25519(key, message, signature),
        }
        .ok_or(SignatureRefused)
    }
}

fn check_ed25519(key: SubjectPublicKeyInfoRef<'_>, message: &[u8], signature: &[u8]) -> Option<()> {
    let right_key =
        key.algorithm.oid == SignatureAlgorithm::Ed25519.oid() && key.algorithm.parameters.is_none();
    if !right_key {
        return None;
    }
    let key = key.subject_public_key.as_bytes()?.try_into().ok()?;
    let key = ed25519_dalek::VerifyingKey::from_bytes(key).ok()?;
    let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
    key.verify_strict(message, &signature).ok()
}
