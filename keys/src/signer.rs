//! Signing as a capability: a key in a file now, a key in an HSM later.

use ed25519_dalek::{Signer as _, SigningKey};
use x509_cert::Certificate;

use crate::{SignatureAlgorithm, key_file::Passphrase};

/// The signer could not sign; worth another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signer is not available")]
pub struct SignerError;

/// Holds a private key and the certificate that vouches for it.
pub trait Signer: Send + Sync {
    /// The X.509 certificate of the key.
    fn certificate(&self) -> &Certificate;

    /// The algorithm of every signature; its length is known before signing.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// Signs a message.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError>;
}

/// A signer with its key in memory, read from a file.
pub struct FileSigner {
    certificate: Certificate,
    key: SigningKey,
}

impl FileSigner {
    pub(crate) fn open(
        certificate: Certificate,
        key_path: &std::path::Path,
        passphrase: Option<&Passphrase>,
    ) -> Result<Self, crate::Error> {
        let key = crate::key_file::read(key_path, passphrase)?;
        let certified =
            certificate.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes();
        if certified != key.verifying_key().as_bytes() {
            let reason = "the key does not belong to the certificate of the same name";
            return Err(crate::Error::Mismatch { path: key_path.to_owned(), reason });
        }
        Ok(Self { certificate, key })
    }

    pub(crate) const fn key(&self) -> &SigningKey {
        &self.key
    }
}

impl Signer for FileSigner {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::Ed25519
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(self.key.sign(message).to_vec())
    }
}
