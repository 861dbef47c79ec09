//! The archive as a file: a tar whose last entry lists the digests of the others.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use certificate::{Digest, Timestamp};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

pub(super) const SUMS: &str = "SHA256SUMS";

/// Why an archive is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// It does not end with its list of digests.
    #[error("the archive is cut off: its list of digests is missing")]
    CutOff,
    /// An entry is not what its digest says.
    #[error("the archive is damaged: {entry} is not what was written")]
    Damaged {
        /// Name of the entry.
        entry: String,
    },
    /// An entry that the list of digests does not name.
    #[error("the archive is damaged: {entry} is not in its list of digests")]
    Unlisted {
        /// Name of the entry.
        entry: String,
    },
    /// The list of digests names an entry that is not there.
    #[error("the archive is damaged: {entry} is missing")]
    Missing {
        /// Name of the entry.
        entry: String,
    },
    /// Not an archive of ours.
    #[error("this is not a backup of dcert")]
    Foreign,
}

/// An archive that is being written; it gets its name when it is complete.
pub(super) struct Writer {
    tar: tar::Builder<Hashing<BufWriter<NamedTempFile>>>,
    folder: PathBuf,
    sums: String,
    now: u64,
}

impl Writer {
    pub(super) fn create(out: &Path, now: Timestamp) -> Result<Self> {
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).to_owned();
        // Mode 0600: what is not sealed, such as the names of accounts, is inside.
        let file = NamedTempFile::new_in(&folder)
            .with_context(|| format!("cannot write into {}", folder.display()))?;
        let tar = tar::Builder::new(Hashing::new(BufWriter::new(file)));
        Ok(Self { tar, folder, sums: String::new(), now: now.unix().try_into().unwrap_or(0) })
    }

    /// A file without a name on the disk of the archive.
    pub(super) fn scratch(&self) -> Result<File> {
        Ok(tempfile::tempfile_in(&self.folder)?)
    }

    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> Result<()> {
        self.add_file(name, content.len().try_into()?, content)
    }

    pub(super) fn add_file(&mut self, name: &str, length: u64, content: impl Read) -> Result<()> {
        let mut content = Hashing::new(content);
        self.append(name, length, &mut content)?;
        self.sums += &format!("{}  {name}\n", content.digest());
        Ok(())
    }

    fn append(&mut self, name: &str, length: u64, content: impl Read) -> Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(length);
        header.set_mode(0o600);
        header.set_mtime(self.now);
        self.tar
            .append_data(&mut header, name, content)
            .with_context(|| format!("cannot write {name} into the archive"))
    }

    /// Ends the archive, gives it its name and says its digest.
    pub(super) fn finish(mut self, out: &Path) -> Result<Digest> {
        let sums = std::mem::take(&mut self.sums);
        self.append(SUMS, sums.len().try_into()?, sums.as_bytes())?;
        let (file, digest) = self.tar.into_inner()?.finish();
        let file = file.into_inner().context("cannot end the archive")?;
        file.as_file().sync_all()?;
        file.persist_noclobber(out).with_context(|| format!("cannot name the archive {}", out.display()))?;
        File::open(&self.folder)?.sync_all()?;
        Ok(digest)
    }
}

/// Opens an archive, to go through its entries.
pub(super) fn open(from: &Path) -> Result<tar::Archive<BufReader<File>>> {
    let file = File::open(from).with_context(|| format!("cannot read {}", from.display()))?;
    Ok(tar::Archive::new(BufReader::new(file)))
}

/// The name of an entry.
pub(super) fn name<R: Read>(entry: &tar::Entry<'_, R>) -> Result<String, ArchiveError> {
    String::from_utf8(entry.path_bytes().into_owned()).map_err(|_| ArchiveError::Foreign)
}

/// Reads the whole archive and compares every digest.
pub(super) fn check(from: &Path) -> Result<()> {
    let mut found = Vec::new();
    let mut sums = None;
    for entry in open(from)?.entries()? {
        let mut entry = entry.map_err(unreadable)?;
        let name = name(&entry)?;
        if sums.is_some() {
            return Err(ArchiveError::Unlisted { entry: name }.into());
        }
        if name == SUMS {
            let mut text = String::new();
            entry.read_to_string(&mut text).map_err(unreadable)?;
            sums = Some(text);
        } else {
            let mut content = Hashing::new(entry);
            io::copy(&mut content, &mut io::sink()).map_err(unreadable)?;
            found.push((name, content.digest()));
        }
    }
    Ok(compare(&found, &sums.ok_or(ArchiveError::CutOff)?)?)
}

/// Both are in the order of the archive.
fn compare(found: &[(String, Digest)], sums: &str) -> Result<(), ArchiveError> {
    let mut listed = sums.lines();
    for (name, digest) in found {
        let entry = || name.clone();
        let (listed_digest, listed_name) = listed
            .next()
            .and_then(|line| line.split_once("  "))
            .ok_or_else(|| ArchiveError::Unlisted { entry: entry() })?;
        if listed_name != name {
            return Err(ArchiveError::Missing { entry: listed_name.to_owned() });
        }
        if listed_digest != digest.to_string() {
            return Err(ArchiveError::Damaged { entry: entry() });
        }
    }
    match listed.next() {
        Some(line) => {
            let entry = line.split_once("  ").map_or(line, |(_, name)| name).to_owned();
            Err(ArchiveError::Missing { entry })
        }
        None => Ok(()),
    }
}

/// A tar that ends too early or makes no sense.
fn unreadable(error: io::Error) -> anyhow::Error {
    anyhow::Error::new(ArchiveError::CutOff).context(error)
}

/// Passes bytes on and takes their digest.
pub(super) struct Hashing<T> {
    inner: T,
    hash: Sha256,
}

impl<T> Hashing<T> {
    fn new(inner: T) -> Self {
        Self { inner, hash: Sha256::new() }
    }

    fn digest(self) -> Digest {
        self.finish().1
    }

    fn finish(self) -> (T, Digest) {
        (self.inner, Digest(self.hash.finalize().into()))
    }
}

impl<T: Read> Read for Hashing<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hash.update(&buffer[..length]);
        Ok(length)
    }
}

impl<T: Write> Write for Hashing<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.inner.write(bytes)?;
        self.hash.update(&bytes[..length]);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
