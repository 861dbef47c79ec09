//! Other algorithms, and parameters beside ours (RFC 8419 §3.1).

use certificate::FindingCode::CmsAlgorithm;

use sha2::{Digest as _, Sha256, Sha384};

use crate::tampering::{
    case::Family,
    der::{algorithm, octets, oid, sequence},
    draft::Covered,
    envelope::{self, ED25519, Envelope, MESSAGE_DIGEST, SHA_256, SHA_512},
    genuine::Genuine,
};

use super::signed;

pub(super) fn cases(family: &mut Family, genuine: &Genuine) {
    const NULL: &[u8] = &[5, 0];
    let mut refuse = |name, change: &dyn Fn(&mut Envelope, &Covered), why| {
        family.refuse(name, CmsAlgorithm, signed(genuine, change), why);
    };
    let null = |name: &str| sequence(&[&oid(name), NULL]);
    refuse(
        "digest-null-parameters",
        &|value, _| value.signer().digest_algorithm = null(SHA_512),
        "parameters are absent",
    );
    refuse(
        "digests-null-parameters",
        &|value, _| value.digest_algorithms = vec![null(SHA_512)],
        "parameters are absent",
    );
    refuse(
        "signature-null-parameters",
        &|value, _| value.signer().signature_algorithm = null(ED25519),
        "parameters are absent",
    );
    refuse("digests-empty", &|value, _| value.digest_algorithms.clear(), "the list of digests is not signed");
    refuse(
        "digests-two",
        &|value, _| value.digest_algorithms.insert(0, algorithm(SHA_256)),
        "the list of digests is not signed",
    );
    refuse(
        "digests-other",
        &|value, _| value.digest_algorithms = vec![algorithm(SHA_256)],
        "the list names another digest",
    );
    refuse(
        "signer-digest-other",
        &|value, _| value.signer().digest_algorithm = algorithm(SHA_256),
        "another digest is named",
    );
    for (name, digest_name, digest) in [
        ("sha-256", SHA_256, (|message| Sha256::digest(message).to_vec()) as fn(&[u8]) -> Vec<u8>),
        ("sha-384", "2.16.840.1.101.3.4.2.2", |message| Sha384::digest(message).to_vec()),
        ("sha-1", envelope::SHA_1, |message| sha1::Sha1::digest(message).to_vec()),
    ] {
        refuse(
            name,
            &|value, covered| {
                value.digest_algorithms = vec![algorithm(digest_name)];
                value.signer().digest_algorithm = algorithm(digest_name);
                value.set_attribute(MESSAGE_DIGEST, &[&octets(&digest(&covered.message()))]);
            },
            "a shorter digest of the right bytes: a downgrade",
        );
    }
    for (name, signature_name, why) in [
        ("ed448", "1.3.101.113", "an algorithm that is not on the list"),
        ("ed25519-prehash", "1.3.101.114", "an algorithm that is not on the list"),
        ("rsa", "1.2.840.113549.1.1.1", "confusion: an RSA verifier is asked about an Ed25519 value"),
        ("sha-256-with-rsa", "1.2.840.113549.1.1.11", "confusion: an RSA verifier is asked"),
        (
            "ecdsa-with-sha-512",
            "1.2.840.10045.4.3.4",
            "confusion: an ECDSA verifier is asked (CVE-2022-21449)",
        ),
        ("no-signature-algorithm", "1.3.6.1.5.5.7.6.2", "id-alg-noSignature signs nothing (RFC 5272 §C.1)"),
    ] {
        refuse(name, &|value, _| value.signer().signature_algorithm = algorithm(signature_name), why);
    }
}
