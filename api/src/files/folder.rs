//! Keeps named bytes in a folder.
//!
//! ```text
//! DATA/files/ab/abcdef…
//! ```
//! A crash leaves at most a temporary file that nothing refers to.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use certificate::Digest;

use super::{FileStoreError, objects::Objects};

#[derive(Clone, Debug)]
pub(super) struct Folder {
    folder: PathBuf,
}

impl Folder {
    pub(super) fn open(folder: &Path) -> Result<Self, FileStoreError> {
        fs::create_dir_all(folder).map_err(io_error(folder))?;
        Ok(Self { folder: folder.to_owned() })
    }

    pub(super) fn path(&self, name: Digest) -> PathBuf {
        let name = name.to_string();
        self.folder.join(&name[..2]).join(name)
    }

    /// Makes one of the folders that names begin with, and never the store itself:
    /// what is written where a disk should be is lost when the disk is back.
    fn make_folder(&self, folder: &Path) -> Result<(), FileStoreError> {
        match fs::create_dir(folder) {
            Ok(()) => fs::File::open(&self.folder).and_then(|store| store.sync_all()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
        .map_err(io_error(folder))
    }

    /// A file that is missing is told apart from a store that is away.
    fn read_error(&self, name: Digest, error: io::Error) -> FileStoreError {
        if error.kind() == io::ErrorKind::NotFound && self.folder.is_dir() {
            FileStoreError::Missing(name)
        } else {
            io_error(&self.path(name))(error)
        }
    }
}

impl Objects for Folder {
    fn add(&self, name: Digest, content: &dyn Fn() -> Vec<u8>) -> Result<bool, FileStoreError> {
        // A name is only ever given to complete, synced content.
        let is_new = !self.path(name).exists();
        if is_new {
            self.write(name, &content())?;
        }
        Ok(is_new)
    }

    /// Gives the name to complete, synced content.
    fn write(&self, name: Digest, content: &[u8]) -> Result<(), FileStoreError> {
        let path = self.path(name);
        let folder = path.parent().unwrap_or(&self.folder);
        self.make_folder(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io_error(folder))?;
        file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(io_error(&path))?;
        file.persist(&path).map_err(|error| io_error(&path)(error.error))?;
        // The name itself must survive a power cut, too.
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(io_error(folder))
    }

    fn read(&self, name: Digest) -> Result<Vec<u8>, FileStoreError> {
        let path = self.path(name);
        fs::read(&path).map_err(|error| self.read_error(name, error))
    }

    fn read_start(&self, name: Digest, length: usize) -> Result<Vec<u8>, FileStoreError> {
        let path = self.path(name);
        let mut start = Vec::with_capacity(length);
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        fs::File::open(&path)
            .and_then(|file| file.take(length).read_to_end(&mut start))
            .map_err(|error| self.read_error(name, error))?;
        Ok(start)
    }

    /// What a crash left behind has no name of this form.
    fn names(&self) -> Result<Vec<Digest>, FileStoreError> {
        let mut names = Vec::new();
        for folder in entries(&self.folder)? {
            if folder.is_dir() {
                let name = |path: PathBuf| path.file_name()?.to_str()?.parse::<Digest>().ok();
                names.extend(entries(&folder)?.into_iter().filter_map(name));
            }
        }
        names.sort();
        Ok(names)
    }

    /// A disk that is not mounted shows an empty place instead.
    fn answers(&self) -> Result<(), FileStoreError> {
        fs::read_dir(&self.folder).map(drop).map_err(io_error(&self.folder))
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, FileStoreError> {
    let entries = fs::read_dir(folder).map_err(io_error(folder))?;
    entries.map(|entry| Ok(entry.map_err(io_error(folder))?.path())).collect()
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> FileStoreError {
    let path = path.to_owned();
    move |source| FileStoreError::Io { path, source }
}
