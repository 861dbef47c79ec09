//! The store of certificate files and photos: content-addressed, write-once.
//!
//! ```text
//! DATA/files/ab/abcdef…      name = SHA-256 of the content
//! ```
//! When [`FileStore::put`] returns, the bytes are on disk under their name. A
//! crash in between leaves at most a temporary file that nothing refers to.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use certificate::Digest;
use sha2::{Digest as _, Sha256};

/// A folder of files.
#[derive(Clone, Debug)]
pub struct FileStore {
    folder: PathBuf,
}

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileStoreError {
    /// The file system refused.
    #[error("the file store {path} failed: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The content is not what was stored under this name.
    #[error("the stored file {0} is damaged; restore it from a backup")]
    Damaged(Digest),
}

impl FileStore {
    /// Opens the folder, making it if need be.
    pub fn open(folder: &Path) -> Result<Self, FileStoreError> {
        fs::create_dir_all(folder).map_err(io_error(folder))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Stores bytes. Storing the same bytes again changes nothing.
    pub fn put(&self, bytes: &[u8]) -> Result<Digest, FileStoreError> {
        use io::Write as _;
        let digest = Digest(Sha256::digest(bytes).into());
        let path = self.path(digest);
        if path.exists() {
            // A name is only ever given to complete, synced content.
            return Ok(digest);
        }
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(io_error(folder))?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io_error(folder))?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(io_error(&path))?;
        file.persist(&path).map_err(|error| io_error(&path)(error.error))?;
        // The name itself must survive a power cut, too.
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(io_error(folder))?;
        Ok(digest)
    }

    /// Reads bytes back and checks that they are the ones stored.
    pub fn read(&self, digest: Digest) -> Result<Vec<u8>, FileStoreError> {
        let path = self.path(digest);
        let bytes = fs::read(&path).map_err(io_error(&path))?;
        if Digest(Sha256::digest(&bytes).into()) == digest {
            Ok(bytes)
        } else {
            Err(FileStoreError::Damaged(digest))
        }
    }

    fn path(&self, digest: Digest) -> PathBuf {
        let name = digest.to_string();
        self.folder.join(&name[..2]).join(name)
    }
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> FileStoreError {
    let path = path.to_owned();
    move |source| FileStoreError::Io { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        let digest = store.put(b"certificate").unwrap();
        assert_eq!(store.put(b"certificate").unwrap(), digest);
        assert_eq!(store.read(digest).unwrap(), b"certificate");
    }

    #[test]
    fn a_damaged_file_is_found_out() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        let digest = store.put(b"certificate").unwrap();
        fs::write(store.path(digest), b"certifikate").unwrap();
        assert!(matches!(store.read(digest), Err(FileStoreError::Damaged(_))));
    }
}
