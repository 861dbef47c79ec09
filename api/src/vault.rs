//! Encryption at rest: what names a person is sealed before it reaches the
//! database or the file store (XChaCha20-Poly1305, draft-irtf-cfrg-xchacha-03).
//!
//! ```text
//! sealed = version (1) ‖ key id (5) ‖ nonce (24) ‖ ciphertext ‖ tag (16)
//! ```
//! Version, key id and the *place* a value belongs to are authenticated, so a
//! sealed value that was changed, or moved to another row, does not open. Values
//! that must be found again have a blind index beside them: HMAC-SHA-256 under a
//! key of its own.

mod error;
mod key_ring;

use std::{
    fmt,
    path::Path,
    sync::{Arc, RwLock},
};

use base64ct::{Base64, Encoding as _};
use certificate::{Digest, Timestamp};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

pub use error::VaultError;
use key_ring::{Key, KeyRing, Stamp};
pub use key_ring::{KeyId, ParseKeyIdError};

const VERSION: u8 = 1;
const NONCE: usize = 24;
/// Version and key id, by which sealed bytes begin.
pub(crate) const SEALED_HEADER: usize = 1 + KeyId::BYTES;

/// Seals and unseals with the keys of one key ring file. Clones share the keys.
#[derive(Clone)]
pub struct Vault {
    shared: Arc<Shared>,
}

struct Shared {
    path: std::path::PathBuf,
    ring: RwLock<(Stamp, KeyRing)>,
}

impl Vault {
    /// Reads a key ring; one that is absent is an error.
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        let ring = RwLock::new(KeyRing::read(path)?);
        Ok(Self { shared: Arc::new(Shared { path: path.to_owned(), ring }) })
    }

    /// Reads a key ring, or makes one with new keys. Only for data that is new:
    /// what another ring sealed stays closed.
    pub fn open_or_create(path: &Path) -> Result<Self, VaultError> {
        match Self::open(path) {
            Err(VaultError::Missing { .. }) => {
                KeyRing::generate().create(path)?;
                Self::open(path)
            }
            opened => opened,
        }
    }

    /// Seals bytes for one place.
    pub(crate) fn seal(&self, place: &str, plain: &[u8]) -> Vec<u8> {
        self.follow_file();
        let ring = self.ring();
        let key = ring.1.newest();
        let mut sealed = Vec::with_capacity(SEALED_HEADER + NONCE + plain.len() + 16);
        sealed.push(VERSION);
        sealed.extend(key.id.to_bytes());
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).expect("the system gives random bytes");
        let aad = [&sealed, place.as_bytes()].concat();
        let payload = Payload { msg: plain, aad: &aad };
        let ciphertext =
            cipher(key).encrypt(&XNonce::from(nonce), payload).expect("nothing we seal has 256 GiB");
        sealed.extend(nonce);
        sealed.extend(ciphertext);
        sealed
    }

    /// Opens what was sealed for this place.
    pub(crate) fn unseal(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let id = sealed_with(sealed)?;
        if !self.ring().1.knows(id) {
            // Another process may have added the key a moment ago.
            self.follow_file();
        }
        let ring = self.ring();
        let key = ring.1.key(id).ok_or(VaultError::UnknownKey { key: id })?;
        let (header, rest) = sealed.split_at_checked(SEALED_HEADER).ok_or(VaultError::Malformed)?;
        let (nonce, msg) = rest.split_first_chunk::<NONCE>().ok_or(VaultError::Malformed)?;
        let aad = [header, place.as_bytes()].concat();
        cipher(key).decrypt(&XNonce::from(*nonce), Payload { msg, aad: &aad }).map_err(|_| VaultError::Closed)
    }

    /// [`Self::seal`] for a text column.
    pub(crate) fn seal_text(&self, place: &str, plain: &str) -> String {
        Base64::encode_string(&self.seal(place, plain.as_bytes()))
    }

    /// [`Self::unseal`] for a text column.
    pub(crate) fn unseal_text(&self, place: &str, sealed: &str) -> Result<String, VaultError> {
        let sealed = Base64::decode_vec(sealed).map_err(|_| VaultError::Malformed)?;
        String::from_utf8(self.unseal(place, &sealed)?).map_err(|_| VaultError::Malformed)
    }

    /// The keys, oldest first. The last one seals.
    pub(crate) fn keys(&self) -> Vec<KeyEntry> {
        self.follow_file();
        let entry = |key: &Key| KeyEntry { id: key.id, added_at: key.added_at };
        self.ring().1.keys().iter().map(entry).collect()
    }

    /// Adds a key to the file; from now on it seals, here and in every process that
    /// has the file open. Only one caller at a time may change the file.
    pub(crate) fn add_key(&self, now: Timestamp) -> Result<KeyId, VaultError> {
        let id = KeyRing::add_key(&self.shared.path, now)?;
        self.follow_file();
        Ok(id)
    }

    /// Takes a key out of the file. Whatever it sealed stays closed from now on.
    pub(crate) fn remove_key(&self, id: KeyId) -> Result<(), VaultError> {
        KeyRing::remove_key(&self.shared.path, id)?;
        self.follow_file();
        Ok(())
    }

    /// Equal values have equal indexes, and nothing else can be told from them.
    /// `what` keeps an index of names apart from an index of numbers.
    pub(crate) fn index(&self, what: &str, value: &str) -> String {
        let ring = self.ring();
        let mut mac =
            Hmac::<Sha256>::new_from_slice(ring.1.index_key()).expect("HMAC takes keys of any length");
        mac.update(&u64::try_from(what.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(what.as_bytes());
        mac.update(value.as_bytes());
        Digest(mac.finalize().into_bytes().into()).to_string()
    }

    fn ring(&self) -> std::sync::RwLockReadGuard<'_, (Stamp, KeyRing)> {
        // A panic while the lock was held left a whole ring behind.
        self.shared.ring.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Takes over a key that another process added to the file, so that a server
    /// goes on while keys are rotated. A file that cannot be read leaves the keys
    /// in force.
    fn follow_file(&self) {
        let is_same = |stamp: Stamp| stamp == self.ring().0;
        if Stamp::of(&self.shared.path).is_ok_and(is_same) {
            return;
        }
        match KeyRing::read(&self.shared.path) {
            Ok(read) => *self.shared.ring.write().unwrap_or_else(std::sync::PoisonError::into_inner) = read,
            Err(error) => tracing::error!(%error, "the storage keys in memory stay in force"),
        }
    }
}

/// A key as the operator sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyEntry {
    pub(crate) id: KeyId,
    /// Unknown for the first one.
    pub(crate) added_at: Option<Timestamp>,
}

/// What every text begins with that this key sealed.
pub(crate) fn text_prefix(key: KeyId) -> String {
    let mut header = vec![VERSION];
    header.extend(key.to_bytes());
    Base64::encode_string(&header)
}

/// The key that sealed this.
pub(crate) fn sealed_with(sealed: &[u8]) -> Result<KeyId, VaultError> {
    match sealed.split_first() {
        Some((&VERSION, rest)) => {
            rest.first_chunk().map(|id| KeyId::from_bytes(*id)).ok_or(VaultError::Malformed)
        }
        Some((&version, _)) => Err(VaultError::UnknownVersion { version }),
        None => Err(VaultError::Malformed),
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*key.secret).into())
}

/// Keys stay out of logs.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("path", &self.shared.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
