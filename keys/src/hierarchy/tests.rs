use zeroize::Zeroizing;

use super::*;
use crate::Signer as _;

fn now() -> Timestamp {
    "2026-11-22T05:07:00Z".parse().unwrap()
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned()))
}

fn development() -> (tempfile::TempDir, Hierarchy) {
    let folder = tempfile::tempdir().unwrap();
    let hierarchy =
        Hierarchy::create(&folder.path().join("h"), Profile::Development, "Test", None, now()).unwrap();
    (folder, hierarchy)
}

#[test]
fn a_new_hierarchy_opens_and_its_signers_verify() {
    let (_folder, hierarchy) = development();
    assert_eq!(hierarchy.profile(), Profile::Development);
    assert!(hierarchy.check_keys(None).unwrap());
    for purpose in [Purpose::DocumentSigning, Purpose::StatusSigning] {
        let signer = hierarchy.signer(purpose, None).unwrap();
        let signature = signer.sign(b"message").unwrap();
        let der = signer.certificate().to_der().unwrap();
        let key = X509::parse(&der).unwrap().public_key();
        assert_eq!(signer.algorithm().check(key, b"message", &signature), Ok(()));
        assert!(signer.algorithm().check(key, b"other", &signature).is_err());
    }
}

#[test]
fn keys_are_never_written_over() {
    let (folder, _) = development();
    let again = Hierarchy::create(&folder.path().join("h"), Profile::Development, "Test", None, now());
    assert!(matches!(again, Err(Error::NotEmpty { .. })));
}

#[test]
fn key_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, hierarchy) = development();
    let path = folder.path().join("h/keys/issuing-1.pem");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let opened = hierarchy.signer(Purpose::DocumentSigning, None);
    assert!(matches!(opened, Err(Error::KeyReadableByOthers { .. })));
}

#[test]
fn an_encrypted_key_opens_with_its_passphrase_alone() {
    let folder = tempfile::tempdir().unwrap();
    let secret = passphrase("correct horse");
    let dir = folder.path().join("h");
    let hierarchy = Hierarchy::create(&dir, Profile::Production, "Test", Some(&secret), now()).unwrap();
    assert_eq!(hierarchy.profile(), Profile::Production);
    assert!(hierarchy.signer(Purpose::DocumentSigning, Some(&secret)).is_ok());
    let wrong = hierarchy.signer(Purpose::DocumentSigning, Some(&passphrase("battery staple")));
    assert!(matches!(wrong, Err(Error::WrongPassphrase { .. })));
    let none = hierarchy.signer(Purpose::DocumentSigning, None);
    assert!(matches!(none, Err(Error::PassphraseNeeded { .. })));
}

#[test]
fn an_unencrypted_production_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let hierarchy =
        Hierarchy::create(&folder.path().join("h"), Profile::Production, "Test", None, now()).unwrap();
    let opened = hierarchy.signer(Purpose::DocumentSigning, None);
    assert!(matches!(opened, Err(Error::KeyNotEncrypted { .. })));
}

#[test]
fn production_keys_stay_out_of_a_source_tree() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    let made = Hierarchy::create(&folder.path().join("a/h"), Profile::Production, "Test", None, now());
    assert!(matches!(made, Err(Error::InsideSourceTree { .. })));
}

#[test]
fn rotation_makes_a_new_key_under_the_same_root() {
    let (_folder, before) = development();
    let after = before.rotate_issuing(None, now()).unwrap();
    assert_eq!(after.issuing().name(), "issuing-2");
    assert_eq!(after.root(), before.root());
    assert_ne!(after.issuing().fingerprint(), before.issuing().fingerprint());
    assert_eq!(after.status().fingerprint(), before.status().fingerprint());
    assert!(after.check_keys(None).unwrap());
}

#[test]
fn what_a_status_key_signed_stays_signed_after_its_rotation() {
    let (_folder, before) = development();
    let after = before.rotate_status(None, now()).unwrap();
    assert_eq!((after.status().name(), after.issuing().name()), ("status-2", "issuing-1"));
    assert!(after.check_keys(None).unwrap());
    let old = before.signer(Purpose::StatusSigning, None).unwrap();
    let (der, signature) = (old.certificate().to_der().unwrap(), old.sign(b"message").unwrap());
    let check =
        |purpose, at, message: &[u8]| after.check_signature(&der, purpose, at, message, &signature).is_ok();
    assert!(check(Purpose::StatusSigning, now(), b"message"));
    assert!(!check(Purpose::StatusSigning, now(), b"another message"));
    assert!(!check(Purpose::DocumentSigning, now(), b"message"), "another purpose");
    let years = std::time::Duration::from_secs(20 * 365 * 86_400);
    assert!(!check(Purpose::StatusSigning, now().after(years), b"message"), "long expired");
    let (_other, foreign) = development();
    let refused = foreign.check_signature(&der, Purpose::StatusSigning, now(), b"message", &signature);
    assert!(refused.is_err(), "another root");
}

#[test]
fn a_certificate_of_another_hierarchy_is_found_out() {
    let (ours, hierarchy) = development();
    let (theirs, _) = development();
    drop(hierarchy);
    let foreign = theirs.path().join("h/certificates/issuing-1.pem");
    fs::copy(foreign, ours.path().join("h/certificates/issuing-1.pem")).unwrap();
    assert!(matches!(Hierarchy::open(&ours.path().join("h")), Err(Error::Mismatch { .. })));
}

#[test]
fn swapped_purposes_are_found_out() {
    let (folder, _) = development();
    let certificates = folder.path().join("h/certificates");
    fs::copy(certificates.join("status-1.pem"), certificates.join("issuing-1.pem")).unwrap();
    assert!(matches!(Hierarchy::open(&folder.path().join("h")), Err(Error::Mismatch { .. })));
}
