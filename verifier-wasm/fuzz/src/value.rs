//! The signature value (docs/format.md §4.1), made by whoever has a key.

use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};

use crate::der::{all, element, first};

const SHA_512: &[u8] = b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03";
const ED25519: &[u8] = b"\x30\x05\x06\x03\x2b\x65\x70";
const VERSION_1: &[u8] = b"\x02\x01\x01";
const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const CONTENT_TYPE: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
const MESSAGE_DIGEST: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
const SIGNING_CERTIFICATE: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";

/// The ContentInfo over a digest, by a key and the certificate that goes with it.
/// `None` for a certificate in which issuer and number cannot be found.
pub fn sign(certificate: &[u8], key: &SigningKey, digest: &[u8]) -> Option<Vec<u8>> {
    let (unsigned, _, _) = first(first(certificate)?.0)?;
    // Version, number, algorithm, issuer.
    let [_, number, _, issuer, ..] = all(unsigned)?[..] else { return None };
    let attributes = attributes(certificate, digest);
    let signature = key.sign(&element(0x31, &[&attributes])).to_bytes();
    let signer_info = element(
        0x30,
        &[
            VERSION_1,
            &element(0x30, &[issuer, number]),
            SHA_512,
            &element(0xa0, &[&attributes]),
            ED25519,
            &element(0x04, &[&signature]),
        ],
    );
    let parts = [
        VERSION_1,
        &element(0x31, &[SHA_512]),
        &element(0x30, &[DATA]),
        &element(0xa0, &[certificate]),
        &element(0x31, &[&signer_info]),
    ];
    Some(element(0x30, &[SIGNED_DATA, &element(0xa0, &[&element(0x30, &parts)])]))
}

fn attributes(certificate: &[u8], digest: &[u8]) -> Vec<u8> {
    let attribute = |name: &[u8], value: &[u8]| element(0x30, &[name, &element(0x31, &[value])]);
    let hash = element(0x04, &[&Sha256::digest(certificate)]);
    let hashes = element(0x30, &[&element(0x30, &[&element(0x30, &[&hash])])]);
    [
        attribute(CONTENT_TYPE, DATA),
        attribute(SIGNING_CERTIFICATE, &hashes),
        attribute(MESSAGE_DIGEST, &element(0x04, &[digest])),
    ]
    .concat()
}

/// The certificate inside a genuine value.
pub fn certificate(value: &[u8]) -> Option<&[u8]> {
    let (content_info, _, _) = first(value)?;
    let (signed_data, _, _) = first(first(all(content_info)?.get(1)?)?.0)?;
    Some(first(all(signed_data)?.get(3)?)?.0)
}
