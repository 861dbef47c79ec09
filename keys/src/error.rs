//! What can go wrong with key files and hierarchies.

use std::path::PathBuf;

/// A fault of a hierarchy or key file, as one sentence for the operator.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot access {path}: {source}", path = path.display())]
    Access {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// There are keys already; they are never written over.
    #[error("{path} is not empty, and keys are never written over; choose a new folder", path = path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// Production keys inside a source tree could be committed by accident.
    #[error("{path} lies inside a git working tree; production keys belong elsewhere", path = path.display())]
    InsideSourceTree {
        /// The folder.
        path: PathBuf,
    },
    /// The key file is encrypted and the passphrase does not open it.
    #[error("the passphrase does not open {path}", path = path.display())]
    WrongPassphrase {
        /// The key file.
        path: PathBuf,
    },
    /// The key file is encrypted and no passphrase was given.
    #[error("{path} is encrypted: give its passphrase with --passphrase-file or at the prompt", path = path.display())]
    PassphraseNeeded {
        /// The key file.
        path: PathBuf,
    },
    /// Not a PKCS#8 key we can use.
    #[error("{path} is not an Ed25519 key in PKCS#8 PEM", path = path.display())]
    NotAKey {
        /// The key file.
        path: PathBuf,
    },
    /// Not an X.509 certificate.
    #[error("{path} is not an X.509 certificate in PEM", path = path.display())]
    NotACertificate {
        /// The certificate file.
        path: PathBuf,
    },
    /// Anyone else on the machine could read the key.
    #[error("{path} can be read by others; set its mode to 0600", path = path.display())]
    KeyReadableByOthers {
        /// The key file.
        path: PathBuf,
    },
    /// Keys of a production hierarchy must be encrypted.
    #[error("the key {path} of a production hierarchy is not encrypted", path = path.display())]
    KeyNotEncrypted {
        /// The key file.
        path: PathBuf,
    },
    /// A member is missing.
    #[error("{path} has no {member} certificate with its key", path = path.display())]
    Missing {
        /// The hierarchy.
        path: PathBuf,
        /// `root`, `issuing` or `status`.
        member: &'static str,
    },
    /// Key and certificate, or certificate and root, do not belong together.
    #[error("{path}: {reason}", path = path.display())]
    Mismatch {
        /// The file at fault.
        path: PathBuf,
        /// What does not fit.
        reason: &'static str,
    },
    /// No randomness from the system.
    #[error("the system gives no random bytes")]
    Randomness,
    /// An X.509 structure could not be built.
    #[error("the certificate could not be built")]
    Build,
    /// The organisation's name cannot stand in a certificate.
    #[error(
        "the organisation name must be 1 to 64 characters without , + = \" \\ < > ; # or control characters"
    )]
    Organization,
}

impl Error {
    /// Names the file an I/O error is about.
    pub fn access(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Access { path, source }
    }
}
