//! The signature value: CMS SignedData (RFC 5652 §5), PAdES baseline B-B
//! (EN 319 142-1 §6.2), Ed25519 with SHA-512 (RFC 8419, ISO/TS 32002).

use cms::{
    cert::{CertificateChoices, IssuerAndSerialNumber},
    content_info::{CmsVersion, ContentInfo},
    signed_data::{
        CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
    },
};
use const_oid::ObjectIdentifier;
use der::{
    Any, Decode as _, Encode as _, Sequence,
    asn1::{OctetString, SetOfVec},
};
use keys::Signer;
use sha2::{Digest as _, Sha256, Sha512};
use x509_cert::{attr::Attribute, spki::AlgorithmIdentifierOwned};

const ID_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const ID_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const ID_CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const ID_MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const ID_SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const ID_SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// `SigningCertificateV2` (RFC 5035 §3) with the default hash, SHA-256, and
/// without the redundant issuer and serial number.
#[derive(Sequence)]
struct SigningCertificateV2 {
    certs: Vec<EssCertIdV2>,
}

#[derive(Sequence)]
struct EssCertIdV2 {
    cert_hash: OctetString,
}

/// Everything of a SignedData but the signature over the attributes.
pub(crate) struct Unsigned {
    data: SignedData,
    info: SignerInfo,
    attributes: Vec<u8>,
}

/// Why a SignedData could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CmsError {
    /// The signer did not sign.
    #[error(transparent)]
    Signer(#[from] keys::SignerError),
    /// A value has no DER form.
    #[error("the signature value could not be encoded")]
    Encoding(#[from] der::Error),
}

/// The length of every signature value that `signer` makes: certificate,
/// digest and signature have fixed lengths.
pub(crate) fn signature_length(signer: &dyn Signer) -> Result<usize, CmsError> {
    let unsigned = Unsigned::new(signer, &[0; 64])?;
    Ok(unsigned.complete(vec![0; signer.algorithm().signature_length()])?.len())
}

/// Signs the SHA-512 digest of the two spans of a file.
pub(crate) fn sign(signer: &dyn Signer, spans: [&[u8]; 2]) -> Result<Vec<u8>, CmsError> {
    let digest = Sha512::new().chain_update(spans[0]).chain_update(spans[1]).finalize();
    let unsigned = Unsigned::new(signer, digest.as_slice())?;
    let signature = signer.sign(&unsigned.attributes)?;
    Ok(unsigned.complete(signature)?)
}

impl Unsigned {
    fn new(signer: &dyn Signer, digest: &[u8]) -> Result<Self, der::Error> {
        let certificate = signer.certificate();
        let tbs = certificate.tbs_certificate();
        // RFC 8419 §3.1: SHA-512 with absent parameters.
        let digest_algorithm = AlgorithmIdentifierOwned { oid: ID_SHA_512, parameters: None };
        let attributes = signed_attributes(&certificate.to_der()?, digest)?;
        let info = SignerInfo {
            version: CmsVersion::V1,
            sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
                issuer: tbs.issuer().clone(),
                serial_number: tbs.serial_number().clone(),
            }),
            digest_alg: digest_algorithm.clone(),
            signed_attrs: Some(attributes.clone()),
            signature_algorithm: AlgorithmIdentifierOwned::from_der(signer.algorithm().identifier())?,
            signature: OctetString::new([])?,
            unsigned_attrs: None,
        };
        let data = SignedData {
            version: CmsVersion::V1,
            digest_algorithms: SetOfVec::try_from(vec![digest_algorithm])?,
            encap_content_info: EncapsulatedContentInfo { econtent_type: ID_DATA, econtent: None },
            certificates: Some(CertificateSet::try_from(vec![CertificateChoices::Certificate(
                certificate.clone(),
            )])?),
            crls: None,
            signer_infos: SignerInfos::try_from(vec![])?,
        };
        // RFC 5652 §5.4: signed as SET OF, not with the tag they are stored under.
        Ok(Self { data, info, attributes: attributes.to_der()? })
    }

    fn complete(mut self, signature: Vec<u8>) -> Result<Vec<u8>, der::Error> {
        self.info.signature = OctetString::new(signature)?;
        self.data.signer_infos = SignerInfos::try_from(vec![self.info])?;
        ContentInfo { content_type: ID_SIGNED_DATA, content: Any::encode_from(&self.data)? }.to_der()
    }
}

/// content-type, message-digest and signing-certificate-v2, nothing else.
fn signed_attributes(certificate: &[u8], digest: &[u8]) -> Result<SetOfVec<Attribute>, der::Error> {
    let cert_hash = OctetString::new(Sha256::digest(certificate).as_slice())?;
    let signing_certificate = SigningCertificateV2 { certs: vec![EssCertIdV2 { cert_hash }] };
    let attribute =
        |oid, value: Any| Ok::<_, der::Error>(Attribute { oid, values: SetOfVec::try_from(vec![value])? });
    SetOfVec::try_from(vec![
        attribute(ID_CONTENT_TYPE, Any::encode_from(&ID_DATA)?)?,
        attribute(ID_MESSAGE_DIGEST, Any::encode_from(&OctetString::new(digest)?)?)?,
        attribute(ID_SIGNING_CERTIFICATE_V2, Any::encode_from(&signing_certificate)?)?,
    ])
}
