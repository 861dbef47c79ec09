//! Why a value stays closed, or the keys cannot be had.

use std::{io, path::PathBuf};

use super::KeyId;

/// A fault of the key ring or of a sealed value. Never says anything of the
/// value itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// There is no key ring.
    #[error("there are no storage keys at {path}", path = path.display())]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The key ring cannot be read or written.
    #[error("cannot access the storage keys {path}: {source}", path = path.display())]
    Access {
        /// The key ring.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Anyone else on the machine could read the keys.
    #[error("{path} can be read by others; set its mode to 0600", path = path.display())]
    ReadableByOthers {
        /// The key ring.
        path: PathBuf,
    },
    /// A line of the key ring is none of ours.
    #[error("line {line} of the storage keys {path} is not one", path = path.display())]
    NotAKeyRing {
        /// The key ring.
        path: PathBuf,
        /// Counted from 1; 0 when a line is missing.
        line: usize,
    },
    /// These bytes were never sealed.
    #[error("a sealed value is cut off or was never sealed")]
    Malformed,
    /// Sealed by a later version of this program.
    #[error("a value was sealed in version {version} of the form, which this program does not know")]
    UnknownVersion {
        /// What it says of itself.
        version: u8,
    },
    /// Sealed with a key that the ring does not hold.
    #[error("a value was sealed with the key {key}, which is not among the storage keys")]
    UnknownKey {
        /// The key it needs.
        key: KeyId,
    },
    /// Changed, or sealed for another place.
    #[error("a sealed value was changed or belongs to another place")]
    Closed,
}
