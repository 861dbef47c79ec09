//! Why a file could not be read or written.

use std::{io, path::PathBuf};

use certificate::Digest;

use crate::vault::VaultError;

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
    /// The object store did not answer in time, or not sensibly.
    #[error("the object store {store} does not answer")]
    Away {
        /// Its address.
        store: String,
        /// What the last attempt met.
        source: Box<ureq::Error>,
    },
    /// The object store answered and would not do it.
    #[error("the object store {store} refuses: {status} {code}")]
    Refused {
        /// Its address.
        store: String,
        /// HTTP status.
        status: u16,
        /// S3 error code, such as `AccessDenied`.
        code: String,
    },
    /// The store is there, the file is not.
    #[error("the file store has no file {0}; restore it from a backup")]
    Missing(Digest),
    /// The content is not what was stored under this name.
    #[error("the stored file {0} is damaged; restore it from a backup")]
    Damaged(Digest),
    /// The storage keys at hand do not open it.
    #[error("the stored file {digest} stays closed: {source}")]
    Sealed {
        /// The file.
        digest: Digest,
        /// Which key is missing.
        source: VaultError,
    },
}

impl FileStoreError {
    /// Whether the store as a whole is out of reach: nothing is known of the file,
    /// and the same act may be tried again.
    pub const fn is_away(&self) -> bool {
        matches!(self, Self::Away { .. } | Self::Refused { .. })
    }

    /// Whether this is behind an error.
    pub(crate) fn is_behind(error: &anyhow::Error) -> bool {
        error.chain().any(|cause| cause.is::<Self>())
    }

    /// Whether the store is behind an error, and not the file: it is away, full or
    /// broken.
    pub(crate) fn store_behind(error: &anyhow::Error) -> bool {
        let is_store = |error: &Self| error.is_away() || matches!(error, Self::Io { .. });
        error.chain().any(|cause| cause.downcast_ref().is_some_and(is_store))
    }
}
