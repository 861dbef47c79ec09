//! Signing certificates that the root did sign, in other forms than ours.

use certificate::FindingCode::{
    CmsNotCanonical, CmsSigningCertificate, SignerCertificate, SignerOutsideValidity, SignerPurpose,
    SignerUnknown,
};

use super::{
    case::{Case, Family},
    der::{algorithm, element, integer, long_element, octets, oid, sequence},
    genuine::{Genuine, Identity},
    signing_cert::{
        BASIC_CONSTRAINTS, CERTIFICATE_POLICIES, EXTENDED_KEY_USAGE, KEY_USAGE, SigningCert, extension,
        validity,
    },
};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("x509", "RFC 5280 §4.2; docs/format.md §6");
    extensions(&mut family, genuine);
    purposes(&mut family, genuine);
    family.source("RFC 5280 §4.1; RFC 8410");
    fields(&mut family, genuine);
    encoding(&mut family, genuine);
    family.cases()
}

/// A file signed with a certificate that was changed before the root signed it.
fn signed(genuine: &Genuine, change: impl Fn(&mut SigningCert)) -> Vec<u8> {
    let mut cert = SigningCert::of(&genuine.issuing.certificate);
    change(&mut cert);
    genuine.draft().sign(&cert.sign(&genuine.root.key, &genuine.issuing.key))
}

const DOCUMENT_SIGNING: &str = "1.3.6.1.5.5.7.3.36";
const STATUS_SIGNING: &str = "1.3.6.1.5.5.7.3.30";

fn extensions(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, code, change: &dyn Fn(&mut Vec<Vec<u8>>), why| {
        family.refuse(name, code, signed(genuine, |cert| change(&mut cert.extensions)), why);
    };
    refuse(
        "no-key-usage",
        SignerPurpose,
        &|all| {
            all.remove(0);
        },
        "no key usage means every usage",
    );
    refuse(
        "no-extended-usage",
        SignerPurpose,
        &|all| {
            all.remove(1);
        },
        "no extended usage means every purpose",
    );
    refuse(
        "no-authority-identifier",
        SignerCertificate,
        &|all| {
            all.remove(2);
        },
        "the link to the root's key",
    );
    refuse(
        "no-subject-identifier",
        SignerCertificate,
        &|all| {
            all.remove(3);
        },
        "exactly the extensions we write",
    );
    refuse(
        "no-policy",
        SignerCertificate,
        &|all| {
            all.remove(4);
        },
        "the mark of a specimen is taken off",
    );
    refuse("no-extensions", SignerPurpose, &|all| all.clear(), "nothing limits the key");
    refuse("reordered", SignerCertificate, &|all| all.reverse(), "one order");
    refuse("twice", SignerCertificate, &|all| all.push(all[3].clone()), "an extension twice (RFC 5280 §4.2)");
    refuse(
        "authority",
        SignerCertificate,
        &|all| all.insert(0, extension(BASIC_CONSTRAINTS, true, &sequence(&[&[1, 1, 0xff]]))),
        "a signer that may certify others",
    );
    refuse(
        "not-an-authority",
        SignerCertificate,
        &|all| all.insert(0, extension(BASIC_CONSTRAINTS, true, &sequence(&[]))),
        "even a harmless extension is one we do not write",
    );
    refuse(
        "unknown-critical",
        SignerCertificate,
        &|all| all.push(extension("1.3.6.1.4.1.32473.9", true, &[5, 0])),
        "an unknown critical extension must be refused (RFC 5280 §4.2)",
    );
    refuse(
        "unknown",
        SignerCertificate,
        &|all| all.push(extension("1.3.6.1.4.1.32473.9", false, &[5, 0])),
        "exactly the extensions we write",
    );
    refuse(
        "name-constraints",
        SignerCertificate,
        &|all| all.push(extension("2.5.29.30", true, &sequence(&[]))),
        "constraints that nobody evaluates",
    );
    refuse(
        "policy-other",
        SignerCertificate,
        &|all| {
            all[4] = extension(CERTIFICATE_POLICIES, false, &sequence(&[&algorithm("1.3.6.1.4.1.32473.2")]))
        },
        "another policy under a development root",
    );
    refuse(
        "policy-two",
        SignerCertificate,
        &|all| {
            let policies = ["1.3.6.1.4.1.32473.1", "1.3.6.1.4.1.32473.2"].map(algorithm).concat();
            all[4] = extension(CERTIFICATE_POLICIES, false, &sequence(&[&policies]));
        },
        "a second policy beside the mark of a specimen",
    );
    refuse(
        "policy-any",
        SignerCertificate,
        &|all| all[4] = extension(CERTIFICATE_POLICIES, false, &sequence(&[&algorithm("2.5.29.32.0")])),
        "anyPolicy instead of the mark of a specimen",
    );
    refuse(
        "authority-identifier-other",
        SignerCertificate,
        &|all| all[2] = extension("2.5.29.35", false, &sequence(&[&element(0x80, &[&[7; 20]])])),
        "the identifier of another root's key",
    );
    refuse(
        "authority-identifier-by-name",
        SignerCertificate,
        &|all| all[2] = extension("2.5.29.35", false, &sequence(&[&element(0x82, &[&[7; 16]])])),
        "the root named by serial number",
    );
}

fn purposes(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, index: usize, with: Vec<u8>, why| {
        let file = signed(genuine, |cert| cert.extensions[index].clone_from(&with));
        family.refuse(name, SignerPurpose, file, why);
    };
    let usage = |bits: &[u8], critical| extension(KEY_USAGE, critical, &element(3, &[bits]));
    refuse("usage-signature-only", 0, usage(&[7, 0x80], true), "the usage of a status key");
    refuse("usage-non-repudiation-only", 0, usage(&[6, 0x40], true), "not exactly the usage we write");
    refuse("usage-certificate-signing", 0, usage(&[1, 0xc6], true), "a usage that lets the key certify");
    refuse("usage-all", 0, usage(&[7, 0xff, 0x80], true), "a key for everything");
    refuse("usage-none", 0, usage(&[0], true), "a key for nothing");
    refuse(
        "usage-padded",
        0,
        usage(&[0, 0xc0], true),
        "a named bit list with trailing zeros is not DER (X.690 §11.2)",
    );
    refuse(
        "usage-not-critical",
        0,
        usage(&[6, 0xc0], false),
        "a verifier that does not know it may pass over it",
    );
    let purposes = |names: &[&str], critical| {
        let names: Vec<u8> = names.iter().flat_map(|name| oid(name)).collect();
        extension(EXTENDED_KEY_USAGE, critical, &sequence(&[&names]))
    };
    refuse("purpose-any", 1, purposes(&["2.5.29.37.0"], true), "anyExtendedKeyUsage");
    refuse("purpose-and-any", 1, purposes(&[DOCUMENT_SIGNING, "2.5.29.37.0"], true), "ours and any");
    refuse("purpose-status", 1, purposes(&[STATUS_SIGNING], true), "the purpose of a status key");
    refuse(
        "purpose-both",
        1,
        purposes(&[DOCUMENT_SIGNING, STATUS_SIGNING], true),
        "one key for both purposes",
    );
    refuse("purpose-e-mail", 1, purposes(&["1.3.6.1.5.5.7.3.4"], true), "a certificate for mail");
    refuse("purpose-server", 1, purposes(&["1.3.6.1.5.5.7.3.1"], true), "a certificate for a server");
    refuse("purpose-adobe", 1, purposes(&["1.2.840.113583.1.1.5"], true), "Adobe's purpose is not ours");
    refuse("purpose-empty", 1, purposes(&[], true), "no purpose");
    refuse(
        "purpose-not-critical",
        1,
        purposes(&[DOCUMENT_SIGNING], false),
        "a purpose that may be passed over",
    );
    refuse(
        "purpose-twice",
        1,
        purposes(&[DOCUMENT_SIGNING, DOCUMENT_SIGNING], true),
        "not exactly the purpose we write",
    );
}

fn fields(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, code, change: &dyn Fn(&mut SigningCert), why| {
        family.refuse(name, code, signed(genuine, change), why);
    };
    refuse("version-1", CmsNotCanonical, &|cert| cert.version.clear(), "version 1 cannot have extensions");
    refuse(
        "version-2",
        SignerCertificate,
        &|cert| cert.version = element(0xa0, &[&integer(1)]),
        "version 2 cannot have extensions",
    );
    refuse(
        "version-4",
        SignerCertificate,
        &|cert| cert.version = element(0xa0, &[&integer(3)]),
        "no such version",
    );
    refuse(
        "expired-before-issue",
        SignerOutsideValidity,
        &|cert| cert.validity = validity("200101000000Z", "210101000000Z"),
        "the certificate had expired when it signed",
    );
    refuse(
        "not-yet-valid-at-issue",
        SignerOutsideValidity,
        &|cert| cert.validity = validity("400101000000Z", "450101000000Z"),
        "the certificate was not valid yet when it signed",
    );
    refuse(
        "validity-reversed",
        SignerOutsideValidity,
        &|cert| cert.validity = validity("400101000000Z", "200101000000Z"),
        "the end lies before the beginning",
    );
    refuse(
        "validity-without-seconds",
        CmsSigningCertificate,
        &|cert| cert.validity = validity("2001010000Z", "4001010000Z"),
        "one spelling of an instant (RFC 5280 §4.1.2.5.1)",
    );
    refuse(
        "inner-algorithm-other",
        SignerCertificate,
        &|cert| cert.inner_algorithm = algorithm("1.2.840.10045.4.3.2"),
        "the algorithm inside is not the one outside (RFC 5280 §4.1.1.2)",
    );
    refuse(
        "outer-algorithm-other",
        CmsSigningCertificate,
        &|cert| cert.outer_algorithm = algorithm("1.2.840.10045.4.3.2"),
        "the algorithm outside is not signed",
    );
    refuse(
        "algorithm-parameters",
        CmsSigningCertificate,
        &|cert| {
            cert.inner_algorithm = sequence(&[&oid("1.3.101.112"), &[5, 0]]);
            cert.outer_algorithm.clone_from(&cert.inner_algorithm);
        },
        "parameters are absent (RFC 8410 §3)",
    );
    refuse(
        "key-algorithm-x25519",
        CmsSigningCertificate,
        &|cert| {
            let at = cert.key.len() - 36;
            cert.key[at] = 0x6e;
        },
        "a key for another algorithm",
    );
    refuse(
        "key-algorithm-parameters",
        CmsSigningCertificate,
        &|cert| {
            let point = cert.key[cert.key.len() - 32..].to_vec();
            let algorithm = sequence(&[&oid("1.3.101.112"), &[5, 0]]);
            cert.key = sequence(&[&algorithm, &element(3, &[&[0], &point])]);
        },
        "parameters are absent (RFC 8410 §3)",
    );
    refuse(
        "key-short",
        SignerCertificate,
        &|cert| {
            let point = cert.key[cert.key.len() - 31..].to_vec();
            cert.key = super::signing_cert::public_key(&point);
        },
        "31 octets are no key",
    );
    refuse(
        "unique-identifiers",
        SignerCertificate,
        &|cert| cert.unique_ids = [element(0x81, &[&[0, 1]]), element(0x82, &[&[0, 2]])].concat(),
        "must not be used (RFC 5280 §4.1.2.8)",
    );
    refuse(
        "subject-empty",
        SignerCertificate,
        &|cert| cert.subject = sequence(&[]),
        "a signer without a name",
    );
    refuse("serial-zero", SignerCertificate, &|cert| cert.serial = integer(0), "a serial number is positive");
    refuse(
        "subject-identifier-other",
        SignerCertificate,
        &|cert| {
            cert.extensions[3] =
                extension(super::signing_cert::SUBJECT_KEY_IDENTIFIER, false, &octets(&[7; 20]));
        },
        "the identifier of another key",
    );
    refuse(
        "serial-negative",
        SignerCertificate,
        &|cert| cert.serial = integer(0xff),
        "a serial number is positive",
    );
}

fn encoding(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, code, spell: &dyn Fn(&[u8]) -> Vec<u8>, why| {
        let certificate = spell(&genuine.issuing.certificate);
        let signer = Identity { certificate, key: genuine.issuing.key.clone() };
        family.refuse(name, code, genuine.draft().sign(&signer), why);
    };
    let content = |value: &[u8]| super::der::elements(value)[0].content.to_vec();
    refuse(
        "long-length",
        SignerCertificate,
        &|value| long_element(0x30, &content(value)),
        "BER outside the signed part makes a second certificate with the same signature",
    );
    refuse(
        "trailing-element",
        CmsSigningCertificate,
        &|value| sequence(&[&content(value), &octets(b"x")]),
        "what follows the signature is not signed",
    );
    refuse(
        "signature-unused-bits",
        CmsSigningCertificate,
        &|value| {
            let mut value = value.to_vec();
            let at = value.len() - 65;
            value[at] = 4;
            value
        },
        "the bit string leaves bits out",
    );
    refuse(
        "signature-last-bit",
        SignerUnknown,
        &|value| {
            let mut value = value.to_vec();
            *value.last_mut().expect("a certificate") ^= 1;
            value
        },
        "the root's signature does not verify",
    );
    let mut without_mark = SigningCert::of(&genuine.issuing.certificate);
    without_mark.extensions.pop();
    let mut draft = genuine.draft();
    draft.edit_claims("\"specimen\":true", "\"specimen\":false");
    let signer = without_mark.sign(&genuine.root.key, &genuine.issuing.key);
    family.refuse(
        "official-under-development-root",
        SignerCertificate,
        draft.sign(&signer),
        "neither the certificate nor the claims say that this is a specimen",
    );
}
