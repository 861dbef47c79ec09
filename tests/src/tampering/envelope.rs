//! The signature value, CMS SignedData (RFC 5652 §5), with every part open to
//! change.

use sha2::{Digest as _, Sha256};

use super::{
    der::{self, algorithm, children, element, integer, octets, oid, sequence, set},
    genuine::Identity,
};

pub(super) const ID_DATA: &str = "1.2.840.113549.1.7.1";
pub(super) const ID_SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
pub(super) const SHA_512: &str = "2.16.840.1.101.3.4.2.3";
pub(super) const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
pub(super) const SHA_1: &str = "1.3.14.3.2.26";
pub(super) const ED25519: &str = "1.3.101.112";
pub(super) const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
pub(super) const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
pub(super) const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
pub(super) const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
pub(super) const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";

/// A `SignedData`; every field is a whole DER element.
#[derive(Clone)]
pub(super) struct Envelope {
    pub(super) content_type: Vec<u8>,
    pub(super) version: Vec<u8>,
    pub(super) digest_algorithms: Vec<Vec<u8>>,
    pub(super) content: Vec<u8>,
    pub(super) certificates: Option<Vec<Vec<u8>>>,
    pub(super) crls: Option<Vec<Vec<u8>>>,
    pub(super) signers: Vec<SignerInfo>,
}

/// One `SignerInfo`.
#[derive(Clone)]
pub(super) struct SignerInfo {
    pub(super) version: Vec<u8>,
    pub(super) sid: Vec<u8>,
    pub(super) digest_algorithm: Vec<u8>,
    pub(super) attributes: Option<Vec<Vec<u8>>>,
    pub(super) signature_algorithm: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) unsigned_attributes: Option<Vec<Vec<u8>>>,
}

impl Envelope {
    /// As we write it, but for the signature.
    pub(super) fn new(signer: &Identity, digest: &[u8]) -> Self {
        let certificate = &signer.certificate;
        let signer = SignerInfo {
            version: integer(1),
            sid: issuer_and_serial(certificate),
            digest_algorithm: algorithm(SHA_512),
            attributes: Some(vec![
                attribute(CONTENT_TYPE, &[&oid(ID_DATA)]),
                signing_certificate_v2(certificate),
                attribute(MESSAGE_DIGEST, &[&octets(digest)]),
            ]),
            signature_algorithm: algorithm(ED25519),
            signature: octets(&[0; 64]),
            unsigned_attributes: None,
        };
        Self {
            content_type: oid(ID_SIGNED_DATA),
            version: integer(1),
            digest_algorithms: vec![algorithm(SHA_512)],
            content: sequence(&[&oid(ID_DATA)]),
            certificates: Some(vec![certificate.clone()]),
            crls: None,
            signers: vec![signer],
        }
    }

    /// As we write it.
    pub(super) fn signed(signer: &Identity, digest: &[u8]) -> Self {
        Self::new(signer, digest).sign(signer)
    }

    /// Signs the attributes of every `SignerInfo` as they stand.
    pub(super) fn sign(mut self, signer: &Identity) -> Self {
        for info in &mut self.signers {
            info.signature = octets(&signer.sign(&info.message()));
        }
        self
    }

    /// The one `SignerInfo`.
    pub(super) fn signer(&mut self) -> &mut SignerInfo {
        &mut self.signers[0]
    }

    /// The signed attributes: content type, signing certificate, message digest.
    pub(super) fn attributes(&mut self) -> &mut Vec<Vec<u8>> {
        self.signer().attributes.get_or_insert_default()
    }

    /// Other values of a signed attribute.
    pub(super) fn set_attribute(&mut self, name: &str, values: &[&[u8]]) {
        let start = oid(name);
        let index = self.attributes().iter().position(|attribute| children(attribute)[0].whole == start);
        self.attributes()[index.expect("one of ours")] = attribute(name, values);
    }

    /// The ContentInfo.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let signers: Vec<_> = self.signers.iter().map(SignerInfo::to_bytes).collect();
        let signed_data = sequence(&[
            &self.version,
            &set(&[&self.digest_algorithms.concat()]),
            &self.content,
            &optional(0xa0, self.certificates.as_ref()),
            &optional(0xa1, self.crls.as_ref()),
            &set(&[&signers.concat()]),
        ]);
        sequence(&[&self.content_type, &element(0xa0, &[&signed_data])])
    }
}

impl SignerInfo {
    /// What is signed: the attributes as SET OF (RFC 5652 §5.4).
    pub(super) fn message(&self) -> Vec<u8> {
        set(&[&self.attributes.clone().unwrap_or_default().concat()])
    }

    fn to_bytes(&self) -> Vec<u8> {
        sequence(&[
            &self.version,
            &self.sid,
            &self.digest_algorithm,
            &optional(0xa0, self.attributes.as_ref()),
            &self.signature_algorithm,
            &self.signature,
            &optional(0xa1, self.unsigned_attributes.as_ref()),
        ])
    }
}

fn optional(tag: u8, elements: Option<&Vec<Vec<u8>>>) -> Vec<u8> {
    elements.map(|elements| element(tag, &[&elements.concat()])).unwrap_or_default()
}

/// An attribute with these values.
pub(super) fn attribute(name: &str, values: &[&[u8]]) -> Vec<u8> {
    sequence(&[&oid(name), &set(values)])
}

/// `SigningCertificateV2` with the default hash (RFC 5035 §3).
pub(super) fn signing_certificate_v2(certificate: &[u8]) -> Vec<u8> {
    let hash = octets(&Sha256::digest(certificate));
    attribute(SIGNING_CERTIFICATE_V2, &[&sequence(&[&sequence(&[&sequence(&[&hash])])])])
}

/// `IssuerAndSerialNumber` of a certificate.
pub(super) fn issuer_and_serial(certificate: &[u8]) -> Vec<u8> {
    let tbs = children(children(certificate)[0].whole);
    sequence(&[tbs[3].whole, tbs[1].whole])
}

/// The certificate in a signature value of ours.
pub(super) fn signing_certificate(value: &[u8]) -> Vec<u8> {
    let signed_data = children(children(value)[1].content);
    der::elements(signed_data[3].content)[0].whole.to_vec()
}
