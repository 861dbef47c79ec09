//! The store of certificate files and photos: content-addressed, write-once and
//! sealed, so that a copied disk shows nobody's certificate.
//!
//! ```text
//! name = SHA-256 of the plain bytes      content = the bytes, sealed for file/<name>
//! ```
//! When [`FileStore::put`] returns, the bytes are kept under their name. Where
//! they are kept is the business of [`folder`], or by setting of [`bucket`].

mod bucket;
mod error;
mod folder;
mod objects;

use std::{path::Path, sync::Arc};

use certificate::Digest;
use sha2::{Digest as _, Sha256};

use crate::{
    clock,
    vault::{KeyId, SEALED_HEADER, Vault, VaultError, sealed_with},
};
use bucket::Bucket;
pub use bucket::{ObjectStoreSettings, SecretKey};
pub use error::FileStoreError;
use folder::Folder;
use objects::Objects;

/// A store of sealed files. Its calls wait for a disk or the network: threads that
/// serve others, too, use `fetch` and `put_all`.
#[derive(Clone, Debug)]
pub struct FileStore {
    objects: Arc<dyn Objects>,
    vault: Vault,
}

impl FileStore {
    /// Opens the folder, making it if need be.
    pub fn open(folder: &Path, vault: Vault) -> Result<Self, FileStoreError> {
        Ok(Self { objects: Arc::new(Folder::open(folder)?), vault })
    }

    /// Takes a bucket of an object store. Whether it answers shows with the first
    /// use: the rest of the service does its work without it.
    pub fn in_bucket(settings: &ObjectStoreSettings, vault: Vault) -> anyhow::Result<Self> {
        Ok(Self { objects: Arc::new(Bucket::new(settings, clock::now)?), vault })
    }

    /// Stores bytes. Storing the same bytes again changes nothing, but repairs what
    /// was damaged meanwhile.
    pub fn put(&self, bytes: &[u8]) -> Result<Digest, FileStoreError> {
        let digest = Digest(Sha256::digest(bytes).into());
        let sealed = || self.vault.seal(&place(digest), bytes);
        if self.objects.add(digest, &sealed)? {
            return Ok(digest);
        }
        match self.read(digest) {
            Err(FileStoreError::Damaged(_)) => self.objects.write(digest, &sealed())?,
            found => drop(found?),
        }
        Ok(digest)
    }

    /// Reads bytes back and checks that they are the ones stored.
    pub fn read(&self, digest: Digest) -> Result<Vec<u8>, FileStoreError> {
        self.unseal(digest, &self.objects.read(digest)?)
    }

    /// [`Self::read`], beside the threads that serve requests.
    pub(crate) async fn fetch(&self, digest: Digest) -> anyhow::Result<Vec<u8>> {
        let store = self.clone();
        Ok(tokio::task::spawn_blocking(move || store.read(digest)).await??)
    }

    /// [`Self::put`] for several, beside the threads that serve requests.
    pub(crate) async fn put_all(&self, files: Vec<Vec<u8>>) -> anyhow::Result<()> {
        let store = self.clone();
        let put_all = move || files.iter().try_for_each(|file| store.put(file).map(drop));
        Ok(tokio::task::spawn_blocking(put_all).await??)
    }

    /// Whether the store can be reached.
    pub(crate) async fn answers(&self) -> anyhow::Result<()> {
        let objects = Arc::clone(&self.objects);
        Ok(tokio::task::spawn_blocking(move || objects.answers()).await??)
    }

    /// The names of everything stored, in order.
    pub(crate) fn names(&self) -> Result<Vec<Digest>, FileStoreError> {
        self.objects.names()
    }

    /// The bytes as they are kept, after a look whether they open.
    pub(crate) fn read_sealed(&self, digest: Digest) -> Result<Vec<u8>, FileStoreError> {
        let sealed = self.objects.read(digest)?;
        self.unseal(digest, &sealed)?;
        Ok(sealed)
    }

    /// Stores bytes that [`Self::read_sealed`] gave, if they open.
    pub(crate) fn put_sealed(&self, digest: Digest, sealed: &[u8]) -> Result<(), FileStoreError> {
        self.unseal(digest, sealed)?;
        self.objects.write(digest, sealed)
    }

    /// The key that a file is sealed with.
    pub(crate) fn key(&self, digest: Digest) -> Result<KeyId, FileStoreError> {
        let start = self.objects.read_start(digest, SEALED_HEADER)?;
        sealed_with(&start).map_err(|_| FileStoreError::Damaged(digest))
    }

    /// Seals a file with the newest key.
    pub(crate) fn reseal(&self, digest: Digest) -> Result<(), FileStoreError> {
        let bytes = self.read(digest)?;
        self.objects.write(digest, &self.vault.seal(&place(digest), &bytes))
    }

    fn unseal(&self, digest: Digest, sealed: &[u8]) -> Result<Vec<u8>, FileStoreError> {
        match self.vault.unseal(&place(digest), sealed) {
            Ok(bytes) if Digest(Sha256::digest(&bytes).into()) == digest => Ok(bytes),
            Err(source @ VaultError::UnknownKey { .. }) => Err(FileStoreError::Sealed { digest, source }),
            Ok(_) | Err(_) => Err(FileStoreError::Damaged(digest)),
        }
    }
}

/// What a file is sealed for: its own name, so that no file passes for another.
fn place(digest: Digest) -> String {
    format!("file/{digest}")
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::*;

    fn store(folder: &Path) -> FileStore {
        let vault = Vault::open_or_create(&folder.join("storage.keys")).unwrap();
        FileStore::open(&folder.join("files"), vault).unwrap()
    }

    fn path(folder: &Path, digest: Digest) -> PathBuf {
        Folder::open(&folder.join("files")).unwrap().path(digest)
    }

    #[test]
    fn what_is_stored_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let digest = store.put(b"certificate").unwrap();
        assert_eq!(store.put(b"certificate").unwrap(), digest);
        assert_eq!(store.read(digest).unwrap(), b"certificate");
    }

    #[test]
    fn the_disk_shows_nothing_of_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let digest = store.put(b"certificate").unwrap();
        let on_disk = fs::read(path(folder.path(), digest)).unwrap();
        assert!(!on_disk.windows(4).any(|bytes| b"certificate".windows(4).any(|plain| plain == bytes)));
    }

    #[test]
    fn a_damaged_file_is_found_out() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let digest = store.put(b"certificate").unwrap();
        let path = path(folder.path(), digest);
        let mut bytes = fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert!(matches!(store.read(digest), Err(FileStoreError::Damaged(_))));
        fs::write(&path, b"certificate").unwrap();
        assert!(matches!(store.read(digest), Err(FileStoreError::Damaged(_))), "never sealed");
    }

    #[test]
    fn one_file_does_not_pass_for_another() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let (mine, yours) = (store.put(b"mine").unwrap(), store.put(b"yours").unwrap());
        fs::copy(path(folder.path(), mine), path(folder.path(), yours)).unwrap();
        assert!(matches!(store.read(yours), Err(FileStoreError::Damaged(_))));
    }

    #[test]
    fn other_keys_are_told_apart_from_damage() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let digest = store(folder.path()).put(b"certificate").unwrap();
        fs::copy(other_ring(other.path()), folder.path().join("storage.keys")).unwrap();
        assert!(matches!(store(folder.path()).read(digest), Err(FileStoreError::Sealed { .. })));
    }

    fn other_ring(folder: &Path) -> PathBuf {
        let path = folder.join("storage.keys");
        Vault::open_or_create(&path).unwrap();
        path
    }
}
