//! The same signature value in other octets (X.690).

use certificate::FindingCode::{
    CmsAlgorithm, CmsMalformed, CmsNotCanonical, CmsSigningCertificate, SignatureInvalid,
};

use crate::tampering::{
    case::Family,
    der::{element, indefinite_element, long_element, octets, set},
    envelope::Envelope,
    genuine::Genuine,
};

use super::{changed, spelled};

pub(super) fn cases(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, code, spell: &dyn Fn(&[u8]) -> Vec<u8>, why| {
        family.refuse(name, code, spelled(genuine, spell), why);
    };
    let content = |value: &[u8]| crate::tampering::der::elements(value)[0].content.to_vec();
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
            let at = crate::tampering::der::elements(&inner)[0].whole.len();
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
