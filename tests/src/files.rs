//! Files that are no certificates, and folders full of files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

/// Copies the files of a folder, not those of folders in it.
pub fn copy_files(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.path().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// All files below a folder with their bytes, in order.
pub fn files_below(folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push((path.clone(), fs::read(path)?));
        }
    }
    files.sort();
    Ok(files)
}

/// A copy with one bit changed.
pub fn flip_bit(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[at] ^= 1;
    changed
}

/// A PNG of one grey pixel.
pub const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cch\0\0\0\x82\
      \0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";

/// A ZIP archive with one file of one byte.
pub const ZIP: &[u8] =
    b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0C\xbe\xb7\xe8\x01\0\0\0\x01\0\0\0\x01\0\0\0aaPK\x01\x02\x14\x03\x14\
      \0\0\0\0\0\0\0!\0C\xbe\xb7\xe8\x01\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x80\x01\0\0\0\0aPK\
      \x05\x06\0\0\0\0\x01\0\x01\0/\0\0\0 \0\0\0\0\0";
