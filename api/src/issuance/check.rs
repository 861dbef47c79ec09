//! Storing and checking: only a file that was read back and verified as current
//! becomes available.

use certificate::{Digest, Report, Verdict};
use verifier_wasm::Verifier;

use super::sign::Signed;
use crate::files::{FileStore, FileStoreError};

/// A signed file that is on disk.
pub struct Stored {
    signed: Signed,
    digest: Digest,
}

/// A stored file that the verifier found current. Only [`Stored::check`] makes
/// one, and only of these may the database tell.
pub struct Checked {
    digest: Digest,
}

/// Why a stored file is not made available.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// It could not be read back.
    #[error("the file just stored cannot be read back")]
    Files(#[from] FileStoreError),
    /// It is not the file that was signed, or not current.
    #[error("the file just issued does not verify: {}", reasons(.0))]
    NotCurrent(Box<Report>),
}

fn reasons(report: &Report) -> String {
    let codes: Vec<_> = report.findings.iter().map(|finding| finding.code.code()).collect();
    format!("{} ({})", report.verdict, codes.join(", "))
}

impl Signed {
    /// Writes the file to the store.
    pub fn store(self, files: &FileStore) -> Result<Stored, FileStoreError> {
        let digest = files.put(self.bytes())?;
        Ok(Stored { signed: self, digest })
    }
}

impl Stored {
    /// Reads the file back and verifies it as the public would.
    pub fn check(self, files: &FileStore, verifier: &Verifier<'_>) -> Result<Checked, CheckError> {
        let report = verifier.verify(&files.read(self.digest)?);
        let same = report.claims.as_ref() == Some(self.signed.claims()) && report.fingerprint == self.digest;
        if same && report.verdict == Verdict::Current {
            Ok(Checked { digest: self.digest })
        } else {
            Err(CheckError::NotCurrent(Box::new(report)))
        }
    }
}

impl Checked {
    /// The name of the file in the store, which is its fingerprint.
    pub const fn fingerprint(&self) -> Digest {
        self.digest
    }
}
