//! The directory of a ZIP archive (APPNOTE 6.3.10, §4.3.7, §4.3.12, §4.3.16). It is
//! read from the end of the file; entries are unpacked one by one by the browser
//! when their turn comes. Nothing here trusts a length: what overlaps, points
//! outside or is of a form that archives of certificates never have is refused.

/// The end record with the longest comment there can be.
pub const TAIL: u64 = 22 + 65_535;

/// A directory of 65,535 entries with names of 250 bytes; more is no archive of
/// certificates.
pub const LONGEST_DIRECTORY: u64 = 20 * 1024 * 1024;

/// What all entries of an archive may unpack to.
pub const MOST_UNPACKED: u64 = 4 * 1024 * 1024 * 1024;

/// The fixed part of an entry's own header.
pub const LOCAL_HEADER: u64 = 30;

/// Why an archive cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveError {
    /// No archive, or one that is cut off.
    NotAnArchive,
    /// In several parts, of more than 4 GiB, or with more than 65,534 entries.
    TooLarge,
    /// Entries lie over one another: made to unpack to more than it holds.
    Overlapping,
}

/// Where the directory lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directory {
    /// From here.
    pub at: u64,
    /// This many bytes.
    pub length: u64,
    count: u16,
}

/// How an entry is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// As it is.
    Stored,
    /// Deflate, RFC 1951.
    Deflated,
    /// With a password.
    Locked,
    /// In another way.
    Other,
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name as it stands there.
    pub name: Vec<u8>,
    /// How it is packed.
    pub packing: Packing,
    /// Packed length.
    pub packed: u64,
    /// The length it claims to unpack to.
    pub unpacked: u64,
    /// Where its own header starts.
    pub header_at: u64,
}

/// Finds the directory in the last [`TAIL`] bytes of a file of `size` bytes.
pub fn locate(tail: &[u8], size: u64) -> Result<Directory, ArchiveError> {
    let length = u64::try_from(tail.len()).map_err(|_| ArchiveError::NotAnArchive)?;
    let start = (0..tail.len()).rev().find(|at| is_end(&tail[*at..])).ok_or(ArchiveError::NotAnArchive)?;
    let end = &tail[start..];
    let (disk, count, all) = (short(end, 4), short(end, 8), short(end, 10));
    let (length_of_directory, at) = (long(end, 12), long(end, 16));
    if disk != Some(0) || count != all || count == Some(u16::MAX) || at == Some(u64::from(u32::MAX)) {
        return Err(ArchiveError::TooLarge);
    }
    let (Some(count), Some(directory), Some(at)) = (count, length_of_directory, at) else {
        return Err(ArchiveError::NotAnArchive);
    };
    let end_at = size - length + u64::try_from(start).unwrap_or(u64::MAX);
    if at + directory > end_at {
        return Err(ArchiveError::NotAnArchive);
    }
    if directory > LONGEST_DIRECTORY {
        return Err(ArchiveError::TooLarge);
    }
    Ok(Directory { at, length: directory, count })
}

/// An end record whose comment ends with the file.
fn is_end(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x05\x06")
        && short(bytes, 20).is_some_and(|comment| bytes.len() == 22 + usize::from(comment))
}

/// Reads the directory. Folders are left out.
pub fn entries(directory: Directory, bytes: &[u8]) -> Result<Vec<Entry>, ArchiveError> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    for _ in 0..directory.count {
        let (entry, after) = entry(rest).ok_or(ArchiveError::NotAnArchive)?;
        rest = after;
        if !entry.name.ends_with(b"/") {
            entries.push(entry);
        }
    }
    check_apart(directory, &entries)?;
    Ok(entries)
}

fn entry(bytes: &[u8]) -> Option<(Entry, &[u8])> {
    bytes.strip_prefix(b"PK\x01\x02")?;
    let (flags, method) = (short(bytes, 8)?, short(bytes, 10)?);
    let [name, extra, comment] = [28, 30, 32].map(|at| short(bytes, at).map(usize::from));
    let name_end = 46 + name?;
    let packing = match (flags & 1, method) {
        (1, _) => Packing::Locked,
        (_, 0) => Packing::Stored,
        (_, 8) => Packing::Deflated,
        _ => Packing::Other,
    };
    let entry = Entry {
        name: bytes.get(46..name_end)?.to_vec(),
        packing,
        packed: long(bytes, 20)?,
        unpacked: long(bytes, 24)?,
        header_at: long(bytes, 42)?,
    };
    Some((entry, bytes.get(name_end + extra? + comment?..)?))
}

/// No entry may begin before the one before it ends, nor reach into the directory.
fn check_apart(directory: Directory, entries: &[Entry]) -> Result<(), ArchiveError> {
    let mut places: Vec<_> = entries
        .iter()
        .map(|entry| (entry.header_at, entry.header_at + LOCAL_HEADER + entry.packed))
        .collect();
    places.sort_unstable();
    let starts = places.iter().skip(1).map(|(start, _)| *start).chain([directory.at]);
    let apart = places.iter().zip(starts).all(|((_, end), next)| *end <= next);
    if apart { Ok(()) } else { Err(ArchiveError::Overlapping) }
}

/// How far behind the start of its header an entry's content begins.
pub fn content_offset(header: &[u8]) -> Option<u64> {
    header.strip_prefix(b"PK\x03\x04")?;
    Some(LOCAL_HEADER + u64::from(short(header, 26)?) + u64::from(short(header, 28)?))
}

/// Files that systems leave in folders and archives, and that nobody put there.
pub fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with("__MACOSX/")
        || name.starts_with('.')
        || ["thumbs.db", "desktop.ini"].iter().any(|litter| name.eq_ignore_ascii_case(litter))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?).into())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn archive(names: &[&str]) -> Vec<u8> {
        let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in names {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(&[7; 1000]).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read(bytes: &[u8]) -> Result<Vec<Entry>, ArchiveError> {
        let start = bytes.len().saturating_sub(usize::try_from(TAIL).unwrap());
        let directory = locate(&bytes[start..], u64::try_from(bytes.len()).unwrap())?;
        let at = usize::try_from(directory.at).unwrap();
        entries(directory, &bytes[at..at + usize::try_from(directory.length).unwrap()])
    }

    #[test]
    fn entries_of_another_writer_are_found() {
        let bytes = archive(&["a.pdf", "folder/證書.pdf"]);
        let entries = read(&bytes).unwrap();
        let names: Vec<_> = entries.iter().map(|entry| String::from_utf8_lossy(&entry.name)).collect();
        assert_eq!(names, ["a.pdf", "folder/證書.pdf"]);
        for entry in entries {
            assert_eq!((entry.packing, entry.unpacked), (Packing::Deflated, 1000));
            let header = &bytes[usize::try_from(entry.header_at).unwrap()..];
            assert!(content_offset(header).unwrap() >= LOCAL_HEADER);
        }
    }

    #[test]
    fn whatever_is_cut_off_or_no_archive_is_refused() {
        let bytes = archive(&["a.pdf"]);
        for end in 0..bytes.len() {
            assert_eq!(read(&bytes[..end]), Err(ArchiveError::NotAnArchive), "{end}");
        }
        assert_eq!(read(b"%PDF-1.7"), Err(ArchiveError::NotAnArchive));
    }

    #[test]
    fn entries_over_one_another_are_refused() {
        let bytes = archive(&["a.pdf", "b.pdf"]);
        let second = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
        let mut bomb = bytes.clone();
        bomb[second + 42..second + 46].fill(0);
        assert_eq!(read(&bomb), Err(ArchiveError::Overlapping));
    }

    #[test]
    fn no_change_of_a_byte_makes_it_panic() {
        let bytes = archive(&["a.pdf", "b.pdf"]);
        for at in 0..bytes.len() {
            for value in [0, 1, 255] {
                let mut changed = bytes.clone();
                changed[at] = value;
                let _ = read(&changed);
            }
        }
    }

    #[test]
    fn litter_is_told_from_files() {
        for (path, litter) in [
            ("__MACOSX/._a.pdf", true),
            ("x/.DS_Store", true),
            ("x/Thumbs.db", true),
            ("x/a.pdf", false),
            ("a", false),
        ] {
            assert_eq!(is_litter(path), litter, "{path}");
        }
    }
}
