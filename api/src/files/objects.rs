//! What a place must do that keeps named bytes. A folder does it, and a bucket.

use std::fmt;

use certificate::Digest;

use super::FileStoreError;

/// Named bytes. Contents are complete or not there, and when a write returns, they
/// are kept.
pub(super) trait Objects: fmt::Debug + Send + Sync {
    /// Stores content under a name that nothing has yet. What is there stays; then
    /// the answer is false.
    fn add(&self, name: Digest, content: &dyn Fn() -> Vec<u8>) -> Result<bool, FileStoreError>;

    /// Stores content in place of what had the name.
    fn write(&self, name: Digest, content: &[u8]) -> Result<(), FileStoreError>;

    fn read(&self, name: Digest) -> Result<Vec<u8>, FileStoreError>;

    /// The first bytes.
    fn read_start(&self, name: Digest, length: usize) -> Result<Vec<u8>, FileStoreError>;

    /// Every name, in order.
    fn names(&self) -> Result<Vec<Digest>, FileStoreError>;

    /// Whether it can be reached, found out with one short try.
    fn answers(&self) -> Result<(), FileStoreError>;
}
