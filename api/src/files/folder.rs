//! Keeps named bytes in a folder. This is the part that another kind of store,
//! such as one that speaks S3, takes the place of.
//!
//! ```text
//! DATA/files/ab/abcdef…
//! ```
//! A crash leaves at most a temporary file that nothing refers to.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use certificate::Digest;

use super::FileStoreError;

#[derive(Clone, Debug)]
pub(super) struct Folder {
    folder: PathBuf,
}

impl Folder {
    pub(super) fn open(folder: &Path) -> Result<Self, FileStoreError> {
        fs::create_dir_all(folder).map_err(io_error(folder))?;
        Ok(Self { folder: folder.to_owned() })
    }

    pub(super) fn has(&self, name: Digest) -> bool {
        self.path(name).exists()
    }

    /// Gives the name to complete, synced content, in place of what had it.
    pub(super) fn write(&self, name: Digest, content: &[u8]) -> Result<(), FileStoreError> {
        let path = self.path(name);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(io_error(folder))?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io_error(folder))?;
        file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(io_error(&path))?;
        file.persist(&path).map_err(|error| io_error(&path)(error.error))?;
        // The name itself must survive a power cut, too.
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(io_error(folder))
    }

    pub(super) fn read(&self, name: Digest) -> Result<Vec<u8>, FileStoreError> {
        let path = self.path(name);
        fs::read(&path).map_err(io_error(&path))
    }

    pub(super) fn path(&self, name: Digest) -> PathBuf {
        let name = name.to_string();
        self.folder.join(&name[..2]).join(name)
    }
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> FileStoreError {
    let path = path.to_owned();
    move |source| FileStoreError::Io { path, source }
}
