//! The signature value in other forms than ours, signed with the issuing key:
//! only rebuilding it and comparing sees all of them.

use certificate::FindingCode::{
    CmsAlgorithm, CmsAttributes, CmsMalformed, CmsNotCanonical, CmsSigningCertificate, CmsUnsignedAttributes,
    DigestMismatch, SignatureInvalid,
};
use sha2::{Digest as _, Sha256, Sha384};

use super::{
    bytes::gap,
    case::{Case, Family},
    der::{algorithm, element, indefinite_element, integer, long_element, octets, oid, sequence, set},
    draft::Covered,
    envelope::{
        self, CONTENT_TYPE, ED25519, Envelope, ID_DATA, MESSAGE_DIGEST, SHA_256, SHA_512,
        SIGNING_CERTIFICATE, SIGNING_TIME, attribute, signing_certificate_v2,
    },
    genuine::Genuine,
};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family =
        Family::new("cms", "RFC 5652 §5.1, §5.3; pyHanko: fifty keyless variants of a padded gap");
    form(&mut family, genuine);
    encoding(&mut family, genuine);
    family.source("RFC 8419 §3.1; ISO/TS 32002; ETSI TS 119 312");
    algorithms(&mut family, genuine);
    let form = family.cases();
    let mut family = Family::new("cms-attributes", "RFC 5652 §11; EN 319 142-1 §6.3; RFC 5035");
    attributes(&mut family, genuine);
    [form, family.cases()].concat()
}

/// A file whose signature value was changed before it was signed.
fn signed(genuine: &Genuine, change: impl Fn(&mut Envelope, &Covered)) -> Vec<u8> {
    genuine.draft().seal(|covered| {
        let mut envelope = Envelope::new(&genuine.issuing, &covered.digest());
        change(&mut envelope, covered);
        gap(&envelope.sign(&genuine.issuing).to_bytes())
    })
}

/// A file whose signature value was changed after it was signed: what everybody
/// can do who can make a gap of another size.
fn changed(genuine: &Genuine, change: impl Fn(&mut Envelope)) -> Vec<u8> {
    genuine.draft().seal(|covered| {
        let mut envelope = Envelope::signed(&genuine.issuing, &covered.digest());
        change(&mut envelope);
        gap(&envelope.to_bytes())
    })
}

/// A file with other bytes of a good signature value.
fn spelled(genuine: &Genuine, spell: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    genuine
        .draft()
        .seal(|covered| gap(&spell(&Envelope::signed(&genuine.issuing, &covered.digest()).to_bytes())))
}

fn form(family: &mut Family, genuine: &Genuine) {
    let root = &genuine.root.certificate;
    let mut refuse = |name, code, change: &dyn Fn(&mut Envelope), why| {
        family.refuse(name, code, changed(genuine, change), why);
    };
    refuse("version-0", CmsNotCanonical, &|value| value.version = integer(0), "no such version");
    refuse("version-3", CmsNotCanonical, &|value| value.version = integer(3), "the version is not signed");
    refuse("version-5", CmsNotCanonical, &|value| value.version = integer(5), "the version is not signed");
    refuse(
        "version-negative",
        CmsNotCanonical,
        &|value| value.version = integer(0xff),
        "the version is not signed",
    );
    refuse(
        "signer-version-3",
        CmsNotCanonical,
        &|value| value.signer().version = integer(3),
        "the version is not signed",
    );
    refuse(
        "root-included",
        CmsNotCanonical,
        &|value| value.certificates = Some(vec![genuine.issuing.certificate.clone(), root.clone()]),
        "certificates are not signed: anything could be carried along",
    );
    refuse(
        "root-first",
        CmsSigningCertificate,
        &|value| value.certificates = Some(vec![root.clone(), genuine.issuing.certificate.clone()]),
        "a reader that takes the first certificate takes the wrong one",
    );
    refuse(
        "certificate-twice",
        CmsNotCanonical,
        &|value| value.certificates = Some(vec![genuine.issuing.certificate.clone(); 2]),
        "a SET holds no value twice",
    );
    refuse(
        "attribute-certificate",
        CmsNotCanonical,
        &|value| {
            let certificates = [value.certificates.clone().unwrap_or_default(), vec![element(0xa2, &[root])]];
            value.certificates = Some(certificates.concat());
        },
        "an attribute certificate in the set is never looked at",
    );
    refuse(
        "no-certificates",
        CmsSigningCertificate,
        &|value| value.certificates = None,
        "a signature that names nobody",
    );
    refuse(
        "certificates-empty",
        CmsSigningCertificate,
        &|value| value.certificates = Some(Vec::new()),
        "a signature that names nobody",
    );
    refuse(
        "certificate-of-status",
        CmsSigningCertificate,
        &|value| value.certificates = Some(vec![genuine.status.certificate.clone()]),
        "the certificate is another than the one the attributes name",
    );
    refuse(
        "certificate-garbage",
        CmsSigningCertificate,
        &|value| value.certificates = Some(vec![octets(b"certificate")]),
        "the certificate is none",
    );
    refuse(
        "crls-empty",
        CmsNotCanonical,
        &|value| value.crls = Some(Vec::new()),
        "revocation lists are not signed",
    );
    refuse(
        "crls",
        CmsNotCanonical,
        &|value| value.crls = Some(vec![sequence(&[&oid(ID_DATA)])]),
        "revocation lists are not signed",
    );
    refuse("no-signer", CmsMalformed, &|value| value.signers.clear(), "certificates without a signature");
    refuse(
        "signer-twice",
        CmsNotCanonical,
        &|value| value.signers = [value.signers.clone(), value.signers.clone()].concat(),
        "one signature, so one signer",
    );
    refuse(
        "second-signer-garbage",
        CmsNotCanonical,
        &|value| {
            let mut second = value.signer().clone();
            second.signature = octets(&[0; 64]);
            value.signers.push(second);
        },
        "one good signer of two is enough for lenient verifiers",
    );
    refuse(
        "garbage-signer-first",
        CmsNotCanonical,
        &|value| {
            let mut first = value.signer().clone();
            first.signature = octets(&[0; 64]);
            value.signers.insert(0, first);
        },
        "one good signer of two is enough for lenient verifiers",
    );
    refuse(
        "signer-key-identifier",
        CmsNotCanonical,
        &|value| value.signer().sid = element(0x80, &[&[7; 20]]),
        "the signer is named by issuer and serial number",
    );
    refuse(
        "signer-other-serial",
        CmsNotCanonical,
        &|value| value.signer().sid = envelope::issuer_and_serial(root),
        "the signer that is named is not the one who signed",
    );
    refuse(
        "content-attached",
        CmsNotCanonical,
        &|value| value.content = sequence(&[&oid(ID_DATA), &element(0xa0, &[&octets(b"attached")])]),
        "attached content is signed instead of the file",
    );
    refuse(
        "content-type-digested",
        CmsNotCanonical,
        &|value| value.content = sequence(&[&oid("1.2.840.113549.1.7.5")]),
        "the type of the content is not the signed one",
    );
    refuse(
        "outer-type-data",
        CmsNotCanonical,
        &|value| value.content_type = oid(ID_DATA),
        "the outer type says that this is no signature",
    );
    refuse(
        "unsigned-attributes-empty",
        CmsUnsignedAttributes,
        &|value| value.signer().unsigned_attributes = Some(Vec::new()),
        "unsigned attributes are unsigned space",
    );
    for (name, attribute_name, why) in [
        ("unsigned-time-stamp", "1.2.840.113549.1.9.16.2.14", "a time stamp of anybody's choice"),
        ("unsigned-counter-signature", "1.2.840.113549.1.9.6", "a counter signature of anybody"),
        ("unsigned-revocation-values", "1.2.840.113549.1.9.16.2.24", "revocation values of anybody's choice"),
        ("unsigned-unknown", "1.3.6.1.4.1.32473.9", "a place to hide data in"),
    ] {
        let value = attribute(attribute_name, &[&sequence(&[&oid(ID_DATA)])]);
        refuse(
            name,
            CmsUnsignedAttributes,
            &|envelope| envelope.signer().unsigned_attributes = Some(vec![value.clone()]),
            why,
        );
    }
}

fn encoding(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, code, spell: &dyn Fn(&[u8]) -> Vec<u8>, why| {
        family.refuse(name, code, spelled(genuine, spell), why);
    };
    let content = |value: &[u8]| super::der::elements(value)[0].content.to_vec();
    refuse(
        "outer-indefinite",
        CmsMalformed,
        &|value| indefinite_element(0x30, &content(value)),
        "BER, not DER (X.690 §10.1)",
    );
    refuse(
        "outer-long-length",
        CmsNotCanonical,
        &|value| long_element(0x30, &content(value)),
        "BER, not DER (X.690 §10.1)",
    );
    refuse(
        "outer-set",
        CmsNotCanonical,
        &|value| element(0x31, &[&content(value)]),
        "a SET where a SEQUENCE belongs",
    );
    refuse(
        "trailing-null",
        CmsMalformed,
        &|value| [value, &[5, 0]].concat(),
        "what follows the value is not signed",
    );
    refuse("trailing-value", CmsMalformed, &|value| value.repeat(2), "a second value behind the first");
    refuse(
        "trailing-inside",
        CmsMalformed,
        &|value| element(0x30, &[&content(value), &[5, 0]]),
        "an element too many",
    );
    refuse("cut-by-one", CmsMalformed, &|value| value[..value.len() - 1].to_vec(), "an octet too few");
    refuse(
        "tag-explicit",
        CmsMalformed,
        &|value| {
            let inner = content(value);
            let at = super::der::elements(&inner)[0].whole.len();
            let mut inner = inner;
            inner[at] = 0xbf;
            inner.insert(at + 1, 0);
            element(0x30, &[&inner])
        },
        "the long form of a tag number (X.690 §8.1.2.4)",
    );
    let mut refuse = |name, code, change: &dyn Fn(&mut Envelope), why| {
        family.refuse(name, code, changed(genuine, change), why);
    };
    refuse(
        "signature-constructed",
        CmsNotCanonical,
        &|value| {
            let signature = value.signer().signature[2..].to_vec();
            value.signer().signature = element(0x24, &[&octets(&signature[..32]), &octets(&signature[32..])]);
        },
        "a string in pieces is BER (X.690 §10.2)",
    );
    refuse(
        "signature-bit-string",
        CmsNotCanonical,
        &|value| value.signer().signature[0] = 3,
        "another type of the same length",
    );
    refuse(
        "signature-empty",
        SignatureInvalid,
        &|value| value.signer().signature = octets(&[]),
        "no signature",
    );
    refuse(
        "signature-65-octets",
        SignatureInvalid,
        &|value| {
            let signature = value.signer().signature[2..].to_vec();
            value.signer().signature = octets(&[signature.as_slice(), &[0]].concat());
        },
        "an octet behind S",
    );
    refuse(
        "attributes-universal-tag",
        CmsAlgorithm,
        &|value| {
            let set = set(&[&value.signer().attributes.clone().unwrap_or_default().concat()]);
            value.signer().digest_algorithm.extend(set);
            value.signer().attributes = None;
        },
        "stored with the tag under which they are signed",
    );
    refuse(
        "certificates-universal-tag",
        CmsSigningCertificate,
        &|value| {
            let certificates = set(&[&value.certificates.clone().unwrap_or_default().concat()]);
            value.content.extend(certificates);
            value.certificates = None;
        },
        "a SET where an implicit tag belongs",
    );
}

fn algorithms(family: &mut Family, genuine: &Genuine) {
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

fn attributes(family: &mut Family, genuine: &Genuine) {
    let certificate = &genuine.issuing.certificate;
    let mut refuse = |name, code, change: &dyn Fn(&mut Envelope, &Covered), why| {
        family.refuse(name, code, signed(genuine, change), why);
    };
    for (name, missing, why) in [
        ("no-content-type", 0, "required (RFC 5652 §11.1)"),
        (
            "no-signing-certificate",
            1,
            "without it another certificate for the same key may stand in (RFC 5035 §1)",
        ),
        ("no-message-digest", 2, "without it the signature says nothing about the file"),
    ] {
        refuse(
            name,
            CmsAttributes,
            &|value, _| {
                value.attributes().remove(missing);
            },
            why,
        );
    }
    refuse(
        "empty",
        CmsAttributes,
        &|value, _| value.attributes().clear(),
        "signed attributes that say nothing",
    );
    refuse(
        "reordered",
        CmsAttributes,
        &|value, _| value.attributes().reverse(),
        "a SET OF has one order in DER (X.690 §11.6)",
    );
    refuse(
        "signing-time",
        CmsAttributes,
        &|value, _| {
            value.attributes().insert(1, attribute(SIGNING_TIME, &[&element(0x17, &[b"261122000000Z"])]))
        },
        "a second instant beside /M, which PAdES forbids (EN 319 142-1 §6.3)",
    );
    refuse(
        "unknown-attribute",
        CmsAttributes,
        &|value, _| value.attributes().insert(0, attribute("1.3.6.1.4.1.32473.9", &[&[5, 0]])),
        "exactly the attributes we write",
    );
    refuse(
        "commitment-type",
        CmsAttributes,
        &|value, _| {
            value.attributes().push(attribute("1.2.840.113549.1.9.16.2.16", &[&sequence(&[&oid(ID_DATA)])]))
        },
        "exactly the attributes we write",
    );
    refuse(
        "revocation-archive",
        CmsAttributes,
        &|value, _| value.attributes().push(attribute("1.2.840.113583.1.1.8", &[&sequence(&[])])),
        "Adobe's revocation data is not ours",
    );
    refuse(
        "digest-twice",
        CmsAttributes,
        &|value, _| {
            let digest = value.attributes()[2].clone();
            value.attributes().push(digest);
        },
        "two digests: which of them is compared?",
    );
    refuse(
        "digest-two-values",
        CmsAttributes,
        &|value, covered| {
            value.set_attribute(MESSAGE_DIGEST, &[&octets(&covered.digest()), &octets(&[0; 64])])
        },
        "two values: which of them is compared?",
    );
    refuse(
        "digest-no-value",
        CmsAttributes,
        &|value, _| value.set_attribute(MESSAGE_DIGEST, &[]),
        "no value at all",
    );
    refuse(
        "digest-empty",
        CmsAttributes,
        &|value, _| value.set_attribute(MESSAGE_DIGEST, &[&octets(&[])]),
        "a digest of no length equals every prefix",
    );
    refuse(
        "digest-short",
        CmsAttributes,
        &|value, covered| value.set_attribute(MESSAGE_DIGEST, &[&octets(&covered.digest()[..16])]),
        "a digest cut to a length that can be met",
    );
    refuse(
        "digest-other",
        DigestMismatch,
        &|value, _| value.set_attribute(MESSAGE_DIGEST, &[&octets(&[7; 64])]),
        "the digest of something else",
    );
    refuse(
        "digest-as-bit-string",
        CmsAttributes,
        &|value, covered| value.set_attribute(MESSAGE_DIGEST, &[&element(3, &[&covered.digest()])]),
        "another type",
    );
    refuse(
        "content-type-other",
        CmsAttributes,
        &|value, _| value.set_attribute(CONTENT_TYPE, &[&oid(envelope::ID_SIGNED_DATA)]),
        "the signed type is not that of the content (RFC 5652 §11.1)",
    );
    refuse(
        "time-stamp-content",
        CmsAttributes,
        &|value, _| {
            value.content = sequence(&[&oid("1.2.840.113549.1.9.16.1.4")]);
            value.set_attribute(CONTENT_TYPE, &[&oid("1.2.840.113549.1.9.16.1.4")]);
        },
        "a time-stamp token is no signature of ours",
    );
    refuse(
        "signing-certificate-v1",
        CmsSigningCertificate,
        &|value, _| {
            let hash = octets(&sha1::Sha1::digest(certificate));
            let old = attribute(SIGNING_CERTIFICATE, &[&sequence(&[&sequence(&[&sequence(&[&hash])])])]);
            value.attributes()[1] = old;
        },
        "version 1 of the attribute hashes with SHA-1",
    );
    refuse(
        "signing-certificate-of-root",
        CmsSigningCertificate,
        &|value, _| value.attributes()[1] = signing_certificate_v2(&genuine.root.certificate),
        "the attribute names another certificate",
    );
    refuse(
        "signing-certificate-explicit-hash",
        CmsSigningCertificate,
        &|value, _| {
            let id = sequence(&[&algorithm(SHA_256), &octets(&Sha256::digest(certificate))]);
            value.set_attribute(envelope::SIGNING_CERTIFICATE_V2, &[&sequence(&[&sequence(&[&id])])]);
        },
        "a default value is left out in DER (X.690 §11.5)",
    );
    refuse(
        "signing-certificate-two",
        CmsSigningCertificate,
        &|value, _| {
            let id = sequence(&[&octets(&Sha256::digest(certificate))]);
            value.set_attribute(envelope::SIGNING_CERTIFICATE_V2, &[&sequence(&[&sequence(&[&id, &id])])]);
        },
        "a list of certificates that the path may not leave",
    );
    let bare = genuine.draft().seal(|covered| {
        let mut envelope = Envelope::new(&genuine.issuing, &covered.digest());
        envelope.signer().attributes = None;
        envelope.signer().signature = octets(&genuine.issuing.sign(&covered.message()));
        gap(&envelope.to_bytes())
    });
    family.refuse(
        "none-at-all",
        CmsAttributes,
        bare,
        "a signature over the content may be passed off as one over attributes, and the reverse (RFC 8933 §5)",
    );
    let digest_signed = genuine.draft().seal(|covered| {
        let mut envelope = Envelope::new(&genuine.issuing, &covered.digest());
        envelope.signer().signature = octets(&genuine.issuing.sign(&covered.digest()));
        gap(&envelope.to_bytes())
    });
    family.refuse("signature-over-digest", SignatureInvalid, digest_signed, "the bare digest was signed");
    let stored_tag = genuine.draft().seal(|covered| {
        let mut envelope = Envelope::new(&genuine.issuing, &covered.digest());
        let mut message = envelope.signer().message();
        message[0] = 0xa0;
        envelope.signer().signature = octets(&genuine.issuing.sign(&message));
        gap(&envelope.to_bytes())
    });
    family.refuse(
        "signature-over-stored-tag",
        SignatureInvalid,
        stored_tag,
        "signed with the tag of storage",
    );
}
