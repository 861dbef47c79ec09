//! The three X.509 profiles and the two kinds of hierarchy.

use core::time::Duration;

use certificate::Timestamp;
use der::asn1::{GeneralizedTime, OctetString};
use sha2::{Digest as _, Sha256};
use x509_cert::{
    Certificate, TbsCertificate,
    builder::{self, Builder as _, CertificateBuilder, profile::BuilderProfile},
    ext::{
        Extension, ToExtension,
        pkix::{
            AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies, ExtendedKeyUsage, KeyUsage,
            KeyUsages, SubjectKeyIdentifier, certpolicy::PolicyInformation,
        },
    },
    name::Name,
    serial_number::SerialNumber,
    spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef},
    time::{Time, Validity},
};

use crate::{DEVELOPMENT_POLICY, Error, Role};

/// Which kind of hierarchy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// For trying out and for tests: everything it signs is a specimen.
    Development,
    /// For official certificates.
    Production,
}

const DAY: u64 = 86_400;

impl Role {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Issuing => "issuing",
            Self::Status => "status",
        }
    }

    /// Validity in days: the root outlives four generations of issuing keys; the
    /// status key is on-line all day and changes soonest.
    const fn days(self) -> u64 {
        match self {
            Self::Root => 20 * 365,
            Self::Issuing => 5 * 365,
            Self::Status => 2 * 365,
        }
    }
}

/// What a certificate is made from, besides its key.
pub(crate) struct Request<'a> {
    pub(crate) role: Role,
    pub(crate) profile: Profile,
    pub(crate) subject: Name,
    pub(crate) issuer: &'a Name,
    pub(crate) now: Timestamp,
    pub(crate) serial: [u8; 16],
}

/// Builds a certificate for `key`, signed by `issuer_key`.
pub(crate) fn build(
    request: &Request<'_>,
    key: &ed25519_dalek::VerifyingKey,
    issuer_key: &ed25519_dalek::SigningKey,
) -> Result<Certificate, Error> {
    let seconds = u64::try_from(request.now.unix()).map_err(|_| Error::Build)?;
    let instant =
        |seconds| GeneralizedTime::from_unix_duration(Duration::from_secs(seconds)).map(Time::GeneralTime);
    let validity = Validity::new(
        instant(seconds).map_err(|_| Error::Build)?,
        instant(seconds + request.role.days() * DAY).map_err(|_| Error::Build)?,
    );
    // A fixed length keeps the size of a signature known: 16 bytes, top bits 01.
    let mut serial = request.serial;
    serial[0] = serial[0] & 0x7f | 0x40;
    let serial = SerialNumber::new(&serial).map_err(|_| Error::Build)?;
    let key = SubjectPublicKeyInfoOwned::from_key(key).map_err(|_| Error::Build)?;
    CertificateBuilder::new(request, serial, validity, key)
        .and_then(|builder| builder.build::<_, ed25519_dalek::Signature>(issuer_key))
        .map_err(|_| Error::Build)
}

impl BuilderProfile for &Request<'_> {
    fn get_issuer(&self, _subject: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        key: SubjectPublicKeyInfoRef<'_>,
        issuer_key: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let mut extensions = Vec::new();
        let mut add = |extension: Result<Extension, der::Error>| -> builder::Result<()> {
            extensions.push(extension?);
            Ok(())
        };
        let subject = tbs.subject();
        let usages = match self.role {
            Role::Root => KeyUsages::KeyCertSign | KeyUsages::CRLSign,
            Role::Issuing => KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
            Role::Status => KeyUsages::DigitalSignature.into(),
        };
        if self.role == Role::Root {
            // Path length 0: below the root there are only end entities.
            let constraints = BasicConstraints { ca: true, path_len_constraint: Some(0) };
            add(constraints.to_extension(subject, &[]))?;
        }
        add(KeyUsage(usages).to_extension(subject, &[]))?;
        if let Some(purpose) = self.role.purpose() {
            let usage = ExtendedKeyUsage(vec![purpose.key_purpose_id()]);
            add(critical(usage.to_extension(subject, &[])))?;
            let key_identifier = Some(key_identifier(issuer_key)?);
            let authority = AuthorityKeyIdentifier { key_identifier, ..Default::default() };
            add(authority.to_extension(subject, &[]))?;
        }
        add(SubjectKeyIdentifier(key_identifier(key)?).to_extension(subject, &[]))?;
        if self.profile == Profile::Development {
            let policy = PolicyInformation { policy_identifier: DEVELOPMENT_POLICY, policy_qualifiers: None };
            add(CertificatePolicies(vec![policy]).to_extension(subject, &[]))?;
        }
        Ok(extensions)
    }
}

/// A verifier that does not know the purpose must refuse the certificate.
fn critical(extension: Result<Extension, der::Error>) -> Result<Extension, der::Error> {
    extension.map(|extension| Extension { critical: true, ..extension })
}

/// RFC 7093 §2 method 1: the leftmost 160 bits of the SHA-256 of the key.
fn key_identifier(key: SubjectPublicKeyInfoRef<'_>) -> Result<OctetString, der::Error> {
    let digest = Sha256::digest(key.subject_public_key.raw_bytes());
    OctetString::new(&digest[..20])
}
