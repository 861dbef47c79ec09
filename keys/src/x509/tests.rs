use der::Encode as _;

use super::*;
use crate::{Hierarchy, Profile};

fn now() -> Timestamp {
    "2026-11-22T05:07:00Z".parse().unwrap()
}

struct Certs {
    root: Vec<u8>,
    issuing: Vec<u8>,
    status: Vec<u8>,
}

fn certs(profile: Profile) -> Certs {
    let folder = tempfile::tempdir().unwrap();
    let passphrase = crate::Passphrase::new(zeroize::Zeroizing::new("a long passphrase".to_owned()));
    let hierarchy =
        Hierarchy::create(&folder.path().join("h"), profile, "教育部", Some(&passphrase), now()).unwrap();
    Certs {
        root: hierarchy.root().der().to_vec(),
        issuing: hierarchy.issuing().certificate().to_der().unwrap(),
        status: hierarchy.status().certificate().to_der().unwrap(),
    }
}

#[test]
fn the_writer_and_the_forms_agree_in_every_role_and_profile() {
    for profile in [Profile::Development, Profile::Production] {
        let certs = certs(profile);
        let root = X509::parse(&certs.root).unwrap();
        let development = profile == Profile::Development;
        for (role, der) in
            [(Role::Root, &certs.root), (Role::Issuing, &certs.issuing), (Role::Status, &certs.status)]
        {
            let cert = X509::parse(der).unwrap();
            assert_eq!(cert.check_signature(root.public_key()), Ok(()));
            assert_eq!(cert.issuer(), root.subject());
            for (other, outcome) in [
                (Role::Root, Err(FormRefused::Purpose)),
                (Role::Issuing, Err(FormRefused::Purpose)),
                (Role::Status, Err(FormRefused::Purpose)),
            ] {
                let form = Form { role: other, development, issuer_key: root.public_key() };
                assert_eq!(cert.check_form(&form), if other == role { Ok(()) } else { outcome });
            }
            let form = Form { role, development: !development, issuer_key: root.public_key() };
            assert_eq!(cert.check_form(&form), Err(FormRefused::Other));
        }
    }
}

#[test]
fn a_name_and_a_validity_are_read() {
    let certs = certs(Profile::Development);
    let cert = X509::parse(&certs.issuing).unwrap();
    assert_eq!(cert.subject_name(), "SPECIMEN development issuing 1");
    assert!(cert.issuer_name().starts_with("SPECIMEN development root "));
    assert_eq!(cert.validity(), (now(), "2031-11-21T05:07:00Z".parse().unwrap()));
}

#[test]
fn a_changed_byte_is_never_of_the_form_and_signed() {
    let certs = certs(Profile::Development);
    let root = X509::parse(&certs.root).unwrap();
    let form = Form { role: Role::Issuing, development: true, issuer_key: root.public_key() };
    for at in 0..certs.issuing.len() {
        let mut der = certs.issuing.clone();
        der[at] ^= 1 << (at % 8);
        let accepted = X509::parse(&der).is_some_and(|cert| {
            cert.check_signature(root.public_key()).is_ok() && cert.check_form(&form).is_ok()
        });
        assert!(!accepted, "byte {at}");
    }
}

#[test]
fn instants_take_both_spellings_of_rfc_5280() {
    let read =
        |tag, text: &[u8]| instant(&Element { tag, content: text, bytes: &[] }).map(|at| at.to_string());
    assert_eq!(read(UTC_TIME, b"261122050700Z").as_deref(), Some("2026-11-22T05:07:00Z"));
    assert_eq!(read(UTC_TIME, b"991122050700Z").as_deref(), Some("1999-11-22T05:07:00Z"));
    assert_eq!(read(GENERALIZED_TIME, b"20561122050700Z").as_deref(), Some("2056-11-22T05:07:00Z"));
    for (tag, text) in [
        (UTC_TIME, &b"2611220507Z"[..]),
        (UTC_TIME, b"261322050700Z"),
        (UTC_TIME, b"261122050700+0800"),
        (GENERALIZED_TIME, b"20561122050700.5Z"),
        (GENERALIZED_TIME, "２０561122050Z".as_bytes()),
        (0x13, b"20561122050700Z"),
    ] {
        assert_eq!(read(tag, text), None, "{text:?}");
    }
}

#[test]
fn the_parts_of_an_issuing_certificate_are_the_certificate_again() {
    for profile in [Profile::Development, Profile::Production] {
        let certs = certs(profile);
        let root = crate::Anchor::from_der(&certs.root).unwrap();
        let parts = X509::parse(&certs.issuing).unwrap().parts(&root).unwrap();
        assert_eq!(parts.generation, 1);
        assert_eq!(assemble(&parts, &root), Some(certs.issuing));
        // The status certificate is of another role.
        assert_eq!(X509::parse(&certs.status).unwrap().parts(&root), None);
        // Below another root the same parts are another certificate.
        let other = crate::Anchor::from_der(&self::certs(profile).root).unwrap();
        let der = assemble(&parts, &other).unwrap();
        assert!(X509::parse(&der).unwrap().check_signature(other.public_key()).is_err());
    }
}

#[test]
fn any_other_part_is_a_certificate_that_the_root_did_not_sign() {
    let certs = certs(Profile::Development);
    let root = crate::Anchor::from_der(&certs.root).unwrap();
    let parts = X509::parse(&certs.issuing).unwrap().parts(&root).unwrap();
    let changes: [fn(&mut certificate::CodeSigner); 6] = [
        |parts| parts.serial[15] ^= 1,
        |parts| parts.not_before = parts.not_before.after(core::time::Duration::from_secs(1)),
        |parts| parts.days += 1,
        |parts| parts.generation += 1,
        |parts| parts.key[0] ^= 1,
        |parts| parts.signature[0] ^= 1,
    ];
    for change in changes {
        let mut parts = parts.clone();
        change(&mut parts);
        let der = assemble(&parts, &root).unwrap();
        assert!(X509::parse(&der).unwrap().check_signature(root.public_key()).is_err());
    }
}

#[test]
fn no_part_is_too_large() {
    let certs = certs(Profile::Development);
    let root = crate::Anchor::from_der(&certs.root).unwrap();
    let mut parts = X509::parse(&certs.issuing).unwrap().parts(&root).unwrap();
    (parts.days, parts.generation) = (u32::MAX, u32::MAX);
    let der = assemble(&parts, &root).unwrap();
    assert!(X509::parse(&der).unwrap().validity().1 > now());
}
