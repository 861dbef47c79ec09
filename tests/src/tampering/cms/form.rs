//! Parts added, left out or exchanged in a signature value (RFC 5652 §5.1, §5.3).

use certificate::FindingCode::{CmsMalformed, CmsNotCanonical, CmsSigningCertificate, CmsUnsignedAttributes};

use crate::tampering::{
    case::Family,
    der::{element, integer, octets, oid, sequence},
    envelope::{self, Envelope, ID_DATA, attribute},
    genuine::Genuine,
};

use super::changed;

pub(super) fn cases(family: &mut Family, genuine: &Genuine) {
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
