//! Signed attributes other than ours (RFC 5652 §11, RFC 5035).

use certificate::FindingCode::{CmsAttributes, CmsSigningCertificate, DigestMismatch, SignatureInvalid};

use sha2::{Digest as _, Sha256};

use crate::tampering::{
    bytes::gap,
    case::Family,
    der::{algorithm, element, octets, oid, sequence},
    draft::Covered,
    envelope::{
        self, CONTENT_TYPE, Envelope, ID_DATA, MESSAGE_DIGEST, SHA_256, SIGNING_CERTIFICATE, SIGNING_TIME,
        attribute, signing_certificate_v2,
    },
    genuine::Genuine,
};

use super::signed;

pub(super) fn cases(family: &mut Family, genuine: &Genuine) {
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
