//! From a signing certificate to a pinned root: signature, purpose, form and
//! validity (RFC 5280 §6, for the one path length there is).

use core::time::Duration;

use certificate::{Digest, Finding, FindingCode, SignerFacts, Timestamp};
use const_oid::AssociatedOid;
use der::{Decode, Encode as _, asn1::ObjectIdentifier, referenced::OwnedToRef as _};
use keys::{Anchor, Anchors, DEVELOPMENT_POLICY, Purpose, SignatureAlgorithm};
use sha2::{Digest as _, Sha256};
use x509_cert::{
    Certificate, TbsCertificate,
    certificate::Version,
    ext::pkix::{
        AuthorityKeyIdentifier, CertificatePolicies, ExtendedKeyUsage, KeyUsage, KeyUsages,
        SubjectKeyIdentifier,
    },
    spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoRef},
    time::Validity,
};

/// A certificate that chains to a pinned root, for one purpose, at one instant.
/// Only [`Trusted::check`] makes one.
pub(crate) struct Trusted {
    certificate: Certificate,
    facts: SignerFacts,
    anchor: Digest,
}

impl Trusted {
    /// Checks the path.
    ///
    /// Performs no revocation check: an issuing certificate that must not be
    /// trusted any more leaves the verifier with its root.
    pub(crate) fn check(
        der: &[u8],
        certificate: &Certificate,
        purpose: Purpose,
        at: Timestamp,
        anchors: &Anchors,
    ) -> Result<Self, Finding> {
        let tbs = certificate.tbs_certificate();
        let anchor = issuer(certificate, anchors)
            .ok_or_else(|| Finding::new(FindingCode::SignerUnknown).found(common_name(tbs.issuer())))?;
        check_form(der, certificate, anchor).ok_or_else(|| Finding::new(FindingCode::SignerCertificate))?;
        check_purpose(tbs, purpose).ok_or_else(|| Finding::new(FindingCode::SignerPurpose))?;
        for validity in [tbs.validity(), anchor.certificate().tbs_certificate().validity()] {
            check_validity(validity, at)?;
        }
        let facts = SignerFacts {
            name: common_name(tbs.subject()),
            fingerprint: Digest(Sha256::digest(der).into()),
            development: anchor.is_development(),
        };
        Ok(Self { certificate: certificate.clone(), facts, anchor: anchor.fingerprint() })
    }

    pub(crate) fn public_key(&self) -> SubjectPublicKeyInfoRef<'_> {
        self.certificate.tbs_certificate().subject_public_key_info().owned_to_ref()
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
fn issuer<'a>(certificate: &Certificate, anchors: &'a Anchors) -> Option<&'a Anchor> {
    let tbs = certificate.tbs_certificate();
    let algorithm = SignatureAlgorithm::from_identifier(certificate.signature_algorithm())?;
    let message = tbs.to_der().ok()?;
    let signature = certificate.signature().as_bytes()?;
    anchors.iter().find(|anchor| {
        let root = anchor.certificate().tbs_certificate();
        root.subject() == tbs.issuer()
            && algorithm.check(root.subject_public_key_info().owned_to_ref(), &message, signature).is_ok()
    })
}

/// The form in which the hierarchy issues end-entity certificates: version 3, one
/// algorithm inside and outside, exactly these extensions.
fn check_form(der: &[u8], certificate: &Certificate, anchor: &Anchor) -> Option<()> {
    let tbs = certificate.tbs_certificate();
    let same_algorithm = |inner: &AlgorithmIdentifierOwned| inner == certificate.signature_algorithm();
    let plain = certificate.to_der().ok()? == der
        && tbs.version() == Version::V3
        && same_algorithm(tbs.signature())
        && SignatureAlgorithm::from_identifier(&tbs.subject_public_key_info().algorithm).is_some()
        && tbs.issuer_unique_id().is_none()
        && tbs.subject_unique_id().is_none();
    let names: Vec<ObjectIdentifier> = tbs.extensions()?.iter().map(|extension| extension.extn_id).collect();
    let common =
        [KeyUsage::OID, ExtendedKeyUsage::OID, AuthorityKeyIdentifier::OID, SubjectKeyIdentifier::OID];
    let expected = common.into_iter().chain(anchor.is_development().then_some(CertificatePolicies::OID));
    let (_, authority) = extension::<AuthorityKeyIdentifier>(tbs)?;
    let (_, root) = extension::<SubjectKeyIdentifier>(anchor.certificate().tbs_certificate())?;
    let linked = authority.key_identifier.as_ref() == Some(&root.0);
    let marked = !anchor.is_development()
        || extension::<CertificatePolicies>(tbs).is_some_and(|(_, policies)| {
            policies.0.iter().map(|policy| policy.policy_identifier).eq([DEVELOPMENT_POLICY])
        });
    (plain && names.into_iter().eq(expected) && linked && marked).then_some(())
}

fn check_purpose(tbs: &TbsCertificate, purpose: Purpose) -> Option<()> {
    let expected = match purpose {
        Purpose::DocumentSigning => KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
        Purpose::StatusSigning => KeyUsages::DigitalSignature.into(),
    };
    let (usage_critical, usage) = extension::<KeyUsage>(tbs)?;
    let (extended_critical, extended) = extension::<ExtendedKeyUsage>(tbs)?;
    let right = usage_critical
        && usage.0 == expected
        && extended_critical
        && extended.0 == [purpose.key_purpose_id()];
    right.then_some(())
}

fn check_validity(validity: &Validity, at: Timestamp) -> Result<(), Finding> {
    let seconds = u64::try_from(at.unix()).map(Duration::from_secs);
    let inside = seconds.is_ok_and(|at| {
        validity.not_before.to_unix_duration() <= at && at <= validity.not_after.to_unix_duration()
    });
    if inside {
        return Ok(());
    }
    let span = format!("{} to {}", validity.not_before, validity.not_after);
    Err(Finding::new(FindingCode::SignerOutsideValidity).expected(span).found(at))
}

fn extension<'a, T: Decode<'a> + AssociatedOid>(tbs: &'a TbsCertificate) -> Option<(bool, T)> {
    tbs.get_extension().ok()?
}

fn common_name(name: &x509_cert::name::Name) -> String {
    name.iter()
        .find(|attribute| attribute.oid == ObjectIdentifier::new_unwrap("2.5.4.3"))
        .and_then(|attribute| core::str::from_utf8(attribute.value.value()).ok())
        .unwrap_or_default()
        .to_owned()
}
