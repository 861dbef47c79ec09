//! From a signing certificate to a pinned root: signature, form, purpose and
//! validity (RFC 5280 §6, for the one path length there is).

use certificate::{Digest, Finding, FindingCode, SignerFacts, Timestamp};
use keys::{
    Anchor, Anchors, Purpose, SignatureAlgorithm,
    x509::{Form, FormRefused, X509},
};

/// A certificate that chains to a pinned root, for one purpose, at one instant.
/// Only [`Trusted::check`] makes one.
pub(crate) struct Trusted {
    key_algorithm: SignatureAlgorithm,
    public_key: Vec<u8>,
    facts: SignerFacts,
    anchor: Digest,
}

impl Trusted {
    /// Checks the path.
    ///
    /// Performs no revocation check: an issuing certificate that must not be
    /// trusted any more leaves the verifier with its root.
    pub(crate) fn check(
        signing_cert: &X509<'_>,
        purpose: Purpose,
        at: Timestamp,
        anchors: &Anchors,
    ) -> Result<Self, Finding> {
        let anchor = issuer(signing_cert, anchors)
            .ok_or_else(|| Finding::new(FindingCode::SignerUnknown).found(signing_cert.issuer_name()))?;
        let form = Form {
            role: purpose.into(),
            development: anchor.is_development(),
            issuer_key: anchor.public_key(),
        };
        signing_cert.check_form(&form).map_err(|refused| match refused {
            FormRefused::Purpose => Finding::new(FindingCode::SignerPurpose).expected(purpose.name()),
            FormRefused::Other => Finding::new(FindingCode::SignerCertificate),
        })?;
        for validity in [signing_cert.validity(), anchor.validity()] {
            check_validity(validity, at)?;
        }
        let facts = SignerFacts {
            name: signing_cert.subject_name(),
            fingerprint: signing_cert.fingerprint(),
            development: anchor.is_development(),
        };
        Ok(Self {
            key_algorithm: signing_cert.key_algorithm(),
            public_key: signing_cert.public_key().to_vec(),
            facts,
            anchor: anchor.fingerprint(),
        })
    }

    /// Checks a signature with the trusted key, by the algorithm of that key.
    pub(crate) fn check_signature(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Option<()> {
        let fits = algorithm == self.key_algorithm;
        (fits && algorithm.check(&self.public_key, message, signature).is_ok()).then_some(())
    }

    pub(crate) const fn facts(&self) -> &SignerFacts {
        &self.facts
    }

    /// Fingerprint of the root the path ends at.
    pub(crate) const fn anchor(&self) -> Digest {
        self.anchor
    }
}

/// The pinned root that carries the issuer's name and whose key verifies. Names
/// alone prove nothing: an impostor's root may bear the same.
fn issuer<'a>(signing_cert: &X509<'_>, anchors: &'a Anchors) -> Option<&'a Anchor> {
    anchors.iter().find(|anchor| {
        anchor.subject() == signing_cert.issuer() && signing_cert.check_signature(anchor.public_key()).is_ok()
    })
}

fn check_validity((not_before, not_after): (Timestamp, Timestamp), at: Timestamp) -> Result<(), Finding> {
    if not_before <= at && at <= not_after {
        return Ok(());
    }
    let span = format!("{not_before} to {not_after}");
    Err(Finding::new(FindingCode::SignerOutsideValidity).expected(span).found(at))
}
