//! The SignedData as we write it, built from its parts. Independent of the
//! writer in `api`: the two agree because both follow docs/format.md §4.

use keys::{SignatureAlgorithm, tlv::element};

/// SHA-512 with absent parameters (RFC 8419 §3.1).
pub(super) const SHA_512: &[u8] = b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03";
/// id-signedData
const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// EncapsulatedContentInfo: id-data, no content (detached).
const DETACHED_DATA: &[u8] = b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
/// CMSVersion 1: the content is data, the signer named by issuer and serial.
const VERSION_1: &[u8] = b"\x02\x01\x01";
/// Attribute content-type = id-data, whole.
const CONTENT_TYPE: &[u8] = b"\x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03\x31\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
/// id-messageDigest
const MESSAGE_DIGEST: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
/// id-aa-signingCertificateV2
const SIGNING_CERTIFICATE_V2: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";

const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const CONTEXT_0: u8 = 0xa0;

/// The three signed attributes, each whole, in the order of DER: X.690 §11.6
/// sorts by encoding, content-type (length 24) first, then by length.
pub(super) fn attributes(digest: &[u8], certificate_hash: &[u8]) -> [Vec<u8>; 3] {
    // SigningCertificateV2 ⊃ certs ⊃ ESSCertIDv2 ⊃ certHash (RFC 5035 §4).
    let certificate_id = element(SEQUENCE, &[&element(OCTET_STRING, &[certificate_hash])]);
    let signing_certificate = element(SEQUENCE, &[&element(SEQUENCE, &[&certificate_id])]);
    let digest = element(OCTET_STRING, &[digest]);
    [
        CONTENT_TYPE.to_vec(),
        element(SEQUENCE, &[SIGNING_CERTIFICATE_V2, &element(SET, &[&signing_certificate])]),
        element(SEQUENCE, &[MESSAGE_DIGEST, &element(SET, &[&digest])]),
    ]
}

/// The signed attributes as they are signed: SET OF with its universal tag
/// (RFC 5652 §5.4).
pub(super) fn signed_attributes(digest: &[u8], certificate_hash: &[u8]) -> Vec<u8> {
    tagged(SET, &attributes(digest, certificate_hash))
}

fn tagged(tag: u8, attributes: &[Vec<u8>; 3]) -> Vec<u8> {
    element(tag, &attributes.each_ref().map(Vec::as_slice))
}

/// The parts of a SignedData that differ from file to file.
pub(super) struct Parts<'a> {
    pub(super) certificate: &'a [u8],
    /// The `issuer` element of the certificate.
    pub(super) issuer: &'a [u8],
    /// The `serialNumber` element of the certificate.
    pub(super) serial_number: &'a [u8],
    pub(super) certificate_hash: &'a [u8],
    pub(super) digest: &'a [u8],
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) signature: &'a [u8],
}

/// The whole ContentInfo.
pub(super) fn content_info(parts: &Parts<'_>) -> Vec<u8> {
    let signer = element(SEQUENCE, &[parts.issuer, parts.serial_number]);
    let signer_info = element(
        SEQUENCE,
        &[
            VERSION_1,
            &signer,
            SHA_512,
            &tagged(CONTEXT_0, &attributes(parts.digest, parts.certificate_hash)),
            parts.algorithm.identifier(),
            &element(OCTET_STRING, &[parts.signature]),
        ],
    );
    let signed_data = element(
        SEQUENCE,
        &[
            VERSION_1,
            &element(SET, &[SHA_512]),
            DETACHED_DATA,
            &element(CONTEXT_0, &[parts.certificate]),
            &element(SET, &[&signer_info]),
        ],
    );
    element(SEQUENCE, &[SIGNED_DATA, &element(CONTEXT_0, &[&signed_data])])
}
