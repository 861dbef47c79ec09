//! One SHA-256 over many files: tells whether anything changed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Digest of the given files and of all files below the given folders, as hex.
/// A path that does not exist counts as absent, which is also a state.
pub fn of(root: &Path, paths: &[PathBuf]) -> Result<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
        let bytes = fs::read(&file).with_context(|| format!("could not read {}", file.display()))?;
        // Lengths in between, so that no two trees give one stream.
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    Ok(hex(&hash.finalize()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
    } else if path.is_dir() {
        let entries = fs::read_dir(path).with_context(|| format!("could not list {}", path.display()))?;
        for entry in entries {
            let entry = entry?.path();
            if entry.file_name().is_some_and(|name| name != "target") {
                collect(&entry, files)?;
            }
        }
    }
    Ok(())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_with_content_name_and_presence() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let stamp = || of(root, &[root.join("a"), root.join("b")]).unwrap();
        let empty = stamp();
        fs::create_dir(root.join("a")).unwrap();
        fs::write(root.join("a/x"), "1").unwrap();
        let one = stamp();
        fs::write(root.join("a/x"), "2").unwrap();
        let two = stamp();
        fs::rename(root.join("a/x"), root.join("a/y")).unwrap();
        let renamed = stamp();
        let all = [empty, one, two.clone(), renamed];
        assert!(all.iter().enumerate().all(|(i, stamp)| !all[..i].contains(stamp)));
        fs::rename(root.join("a/y"), root.join("a/x")).unwrap();
        assert_eq!(stamp(), two);
    }
}
