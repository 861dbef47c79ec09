use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use super::*;

struct Ring {
    _folder: tempfile::TempDir,
    path: PathBuf,
    vault: Vault,
}

fn ring() -> Ring {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("storage.keys");
    let vault = Vault::open_or_create(&path).unwrap();
    Ring { _folder: folder, path, vault }
}

/// Adds a line to the file as another process would: by replacing it.
fn replace(path: &Path, text: &str) {
    let beside = path.with_extension("new");
    fs::write(&beside, text).unwrap();
    fs::set_permissions(&beside, fs::Permissions::from_mode(0o600)).unwrap();
    fs::rename(beside, path).unwrap();
}

fn add_key(path: &Path, id: &str) {
    let secret = Base64::encode_string(&[7; 32]);
    replace(path, &format!("{}key {id} {secret}\n", fs::read_to_string(path).unwrap()));
}

#[test]
fn what_is_sealed_opens_in_its_place_and_shows_nothing() {
    let Ring { vault, .. } = ring();
    let sealed = vault.seal("holder/1", "林試".as_bytes());
    assert_eq!(vault.unseal("holder/1", &sealed).unwrap(), "林試".as_bytes());
    assert!(!sealed.windows(3).any(|bytes| "林試".as_bytes().starts_with(bytes)));
    assert_ne!(sealed, vault.seal("holder/1", "林試".as_bytes()), "a nonce is used once");
    let text = vault.seal_text("holder/1", "林試");
    assert_eq!(vault.unseal_text("holder/1", &text).unwrap(), "林試");
    assert_eq!(vault.unseal("empty", &vault.seal("empty", b"")).unwrap(), b"");
}

#[test]
fn every_changed_byte_and_every_cut_keeps_it_closed() {
    let Ring { vault, .. } = ring();
    let sealed = vault.seal("place", b"plain");
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 1;
        assert!(vault.unseal("place", &changed).is_err(), "byte {index}");
        assert!(vault.unseal("place", &sealed[..index]).is_err(), "cut at {index}");
    }
}

#[test]
fn a_value_moved_to_another_place_stays_closed() {
    let Ring { vault, .. } = ring();
    let sealed = vault.seal("holder/1", b"plain");
    assert!(matches!(vault.unseal("holder/2", &sealed), Err(VaultError::Closed)));
}

#[test]
fn a_value_of_another_ring_names_the_key_it_needs() {
    let sealed = ring().vault.seal("place", b"plain");
    let needed = sealed_with(&sealed).unwrap();
    let Err(VaultError::UnknownKey { key }) = ring().vault.unseal("place", &sealed) else {
        panic!("must not open");
    };
    assert_eq!(key, needed);
}

#[test]
fn what_was_never_sealed_is_told_apart_from_what_a_later_version_sealed() {
    let Ring { vault, .. } = ring();
    assert!(matches!(vault.unseal("place", b""), Err(VaultError::Malformed)));
    assert!(matches!(vault.unseal_text("place", "林試"), Err(VaultError::Malformed)));
    assert!(matches!(vault.unseal("place", b"%PDF"), Err(VaultError::UnknownVersion { version: b'%' })));
}

#[test]
fn the_newest_key_seals_and_the_older_still_opens() {
    let Ring { path, vault, _folder } = ring();
    let old = vault.seal("place", b"plain");
    add_key(&path, "0a0b0c0d0e");
    let reopened = Vault::open(&path).unwrap();
    assert_eq!(reopened.unseal("place", &old).unwrap(), b"plain");
    assert_eq!(sealed_with(&reopened.seal("place", b"plain")).unwrap().to_string(), "0a0b0c0d0e");
}

#[test]
fn a_running_process_takes_over_a_key_that_another_one_added() {
    let Ring { path, vault, _folder } = ring();
    add_key(&path, "0a0b0c0d0e");
    let elsewhere = Vault::open(&path).unwrap().seal("place", b"plain");
    assert_eq!(vault.unseal("place", &elsewhere).unwrap(), b"plain");
    let Ring { path, vault, _folder } = ring();
    add_key(&path, "0a0b0c0d0e");
    assert_eq!(sealed_with(&vault.seal("place", b"plain")).unwrap().to_string(), "0a0b0c0d0e");
    fs::remove_file(&path).unwrap();
    assert_eq!(vault.unseal("place", &vault.seal("place", b"plain")).unwrap(), b"plain");
}

#[test]
fn equal_values_have_equal_indexes_for_one_purpose_whatever_key_is_newest() {
    let Ring { path, vault, _folder } = ring();
    let index = vault.index("name", "林試");
    assert_eq!(index.len(), 64);
    assert_ne!(index, vault.index("name", "林示"));
    assert_ne!(index, vault.index("identity-number", "林試"));
    assert_ne!(vault.index("ab", "c"), vault.index("a", "bc"));
    add_key(&path, "0a0b0c0d0e");
    assert_eq!(index, Vault::open(&path).unwrap().index("name", "林試"));
    assert_ne!(index, ring().vault.index("name", "林試"));
}

#[test]
fn a_ring_is_made_once_and_for_its_owner_only() {
    let Ring { path, vault, _folder } = ring();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let sealed = vault.seal("place", b"plain");
    KeyRing::generate().create(&path).unwrap();
    let again = Vault::open_or_create(&path).unwrap();
    assert_eq!(again.unseal("place", &sealed).unwrap(), b"plain");
    assert!(!format!("{again:?}").contains(fs::read_to_string(&path).unwrap().lines().last().unwrap()));
}

#[test]
fn a_ring_that_others_can_read_is_refused() {
    let Ring { path, _folder, .. } = ring();
    for mode in [0o640, 0o604, 0o620] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert!(matches!(Vault::open(&path), Err(VaultError::ReadableByOthers { .. })), "{mode:o}");
    }
}

#[test]
fn an_absent_ring_is_not_made_by_opening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("storage.keys");
    assert!(matches!(Vault::open(&path), Err(VaultError::Missing { .. })));
    assert!(!path.exists());
}

#[test]
fn a_line_that_is_none_of_ours_is_named() {
    let secret = Base64::encode_string(&[7; 32]);
    let short = Base64::encode_string(&[7; 31]);
    let good = format!("index {secret}\nkey 0000000001 {secret}\n");
    for (text, line) in [
        (String::new(), 0),
        (format!("index {secret}\n"), 0),
        (format!("key 0000000001 {secret}\n"), 0),
        (format!("{good}index {secret}\n"), 3),
        (format!("{good}key 0000000001 {secret}\n"), 3),
        (format!("{good}key 2 {secret}\n"), 3),
        (format!("{good}key 0000000002 {short}\n"), 3),
        (format!("{good}key 0000000002\n"), 3),
        (format!("{good}key 0000000002 {secret} yesterday\n"), 3),
        (format!("{good}key 0000000002 {secret} 2026-11-22T05:07:00Z more\n"), 3),
        (format!("{good}kay 00000002 {secret}\n"), 3),
    ] {
        let Ring { path, _folder, .. } = ring();
        replace(&path, &text);
        let Err(VaultError::NotAKeyRing { line: found, .. }) = Vault::open(&path) else {
            panic!("accepted {text}");
        };
        assert_eq!(found, line, "{text}");
    }
}

#[test]
fn an_added_key_seals_and_a_removed_one_opens_no_more() {
    let Ring { path, vault, _folder } = ring();
    let old = vault.seal_text("place", "plain");
    let first = vault.keys()[0];
    let now = "2026-11-22T05:07:00Z".parse().unwrap();
    let second = vault.add_key(now).unwrap();
    assert_eq!(Vault::open(&path).unwrap().keys(), [first, KeyEntry { id: second, added_at: Some(now) }]);
    assert!(old.starts_with(&text_prefix(first.id)));
    assert!(vault.seal_text("place", "plain").starts_with(&text_prefix(second)));
    assert_eq!(vault.unseal_text("place", &old).unwrap(), "plain");
    vault.remove_key(first.id).unwrap();
    let refused = Vault::open(&path).unwrap().unseal_text("place", &old);
    assert!(matches!(refused, Err(VaultError::UnknownKey { key }) if key == first.id));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}
