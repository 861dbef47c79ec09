//! Signing: composed PDF → the bytes that are stored and downloaded.

use certificate::{Claims, Digest};
use keys::Signer;
use sha2::{Digest as _, Sha256};

use super::{
    cms::{self, CmsError},
    compose::Composed,
    pdf_file::{Prepared, UnexpectedPdf},
};

/// A signed certificate file. Only [`sign`] makes one, and only from a
/// [`Composed`].
pub struct Signed {
    bytes: Vec<u8>,
    claims: Claims,
}

impl Signed {
    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The claims inside.
    pub const fn claims(&self) -> &Claims {
        &self.claims
    }

    /// SHA-256 of the file (數位指紋).
    pub fn fingerprint(&self) -> Digest {
        Digest(Sha256::digest(&self.bytes).into())
    }
}

/// Why a composed certificate could not be signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The composed PDF is not in the expected form.
    #[error(transparent)]
    Pdf(#[from] UnexpectedPdf),
    /// The signature value could not be made.
    #[error(transparent)]
    Cms(#[from] CmsError),
}

/// Signs a composed certificate.
pub fn sign(composed: Composed, signer: &dyn Signer) -> Result<Signed, SignError> {
    let length = cms::signature_length(signer)?;
    let prepared = Prepared::new(composed.pdf(), composed.left_out(), composed.claims().issued_at, length)?;
    let signature = cms::sign(signer, prepared.signed_spans())?;
    Ok(Signed { bytes: prepared.fill(&signature)?, claims: composed.claims().clone() })
}
