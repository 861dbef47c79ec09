//! The signature value: CMS SignedData (RFC 5652 §5) in the one form we write,
//! Ed25519 with SHA-512 (RFC 8419), PAdES B-B (EN 319 142-1 §6.2).
//!
//! The parts are taken out of the bytes, the whole is rebuilt from them, and the
//! two are compared byte for byte. So every version, algorithm, attribute, tag
//! and length is checked at once, and nothing can be added.

mod envelope;
mod template;

use certificate::{Finding, FindingCode};
use sha2::{Digest as _, Sha512};

pub(crate) use envelope::Envelope;

use crate::{pdf::Form, trust::Trusted};

/// The digest of the file is the signed one. Only [`Intact::check`] makes one.
pub(crate) struct Intact(());

impl Intact {
    /// RFC 5652 §5.4: the message digest over everything but the gap.
    pub(crate) fn check(form: &Form<'_>, envelope: &Envelope) -> Result<Self, Finding> {
        let [before, behind] = form.signed_spans;
        let digest = Sha512::new().chain_update(before).chain_update(behind).finalize();
        if digest.as_slice() == envelope.unverified_digest() {
            Ok(Self(()))
        } else {
            Err(Finding::new(FindingCode::DigestMismatch))
        }
    }
}

/// The trusted key signed the attributes. Only [`Signed::check`] makes one.
pub(crate) struct Signed(());

impl Signed {
    /// RFC 5652 §5.6: the signature over the attributes, with the key of a
    /// certificate that was found trustworthy before.
    pub(crate) fn check(envelope: &Envelope, signer: &Trusted) -> Result<Self, Finding> {
        signer
            .check_signature(
                envelope.algorithm(),
                &envelope.signed_attributes(),
                envelope.unverified_signature(),
            )
            .map(|()| Self(()))
            .ok_or_else(|| Finding::new(FindingCode::SignatureInvalid))
    }
}
