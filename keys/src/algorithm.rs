//! The accepted signature algorithms, in one list.

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

    /// `AlgorithmIdentifier` in DER, of keys and of signatures alike.
    pub const fn identifier(self) -> &'static [u8] {
        match self {
            // id-Ed25519 with absent parameters, RFC 8410 §3
            Self::Ed25519 => b"\x30\x05\x06\x03\x2b\x65\x70",
        }
    }

    /// Finds the algorithm on the list; none for any other, or with parameters.
    pub fn from_identifier(identifier: &[u8]) -> Option<Self> {
        Self::ACCEPTED.iter().copied().find(|algorithm| algorithm.identifier() == identifier)
    }

    /// Length of a signature in bytes.
    pub const fn signature_length(self) -> usize {
        match self {
            Self::Ed25519 => ed25519_dalek::SIGNATURE_LENGTH,
        }
    }

    /// Checks a signature.
    ///
    /// Ed25519 is checked strictly: S is canonical (RFC 8032 §5.1.7), neither the
    /// key nor R has small order, R is compared in its encoding, and the equation
    /// is checked without the cofactor. So every verifier that follows one of the
    /// published rules accepts what this one accepts.
    pub fn check(self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SignatureRefused> {
        match self {
            Self::Ed25519 => check_ed25519(key, message, signature),
        }
        .ok_or(SignatureRefused)
    }
}

fn check_ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    let key = ed25519_dalek::VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
    let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
    key.verify_strict(message, &signature).ok()
}
