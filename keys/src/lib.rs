//! Who may sign: the pinned anchors, the accepted algorithms and the purposes of
//! keys. With the feature `signing` also the making of hierarchies, encrypted key
//! files and signers; that part never reaches a browser.

mod algorithm;
mod anchors;
mod purpose;
mod role;
pub mod tlv;
pub mod x509;

#[cfg(feature = "signing")]
mod error;
#[cfg(feature = "signing")]
mod hierarchy;
#[cfg(feature = "signing")]
mod key_file;
#[cfg(feature = "signing")]
mod profile;
#[cfg(feature = "signing")]
mod signer;

pub use algorithm::{SignatureAlgorithm, SignatureRefused};
pub use anchors::{Anchor, AnchorRefused, Anchors};
pub use purpose::{DEVELOPMENT_POLICY, Purpose};
pub use role::Role;

#[cfg(feature = "signing")]
pub use error::Error;
#[cfg(feature = "signing")]
pub use hierarchy::{Hierarchy, Member};
#[cfg(feature = "signing")]
pub use key_file::Passphrase;
#[cfg(feature = "signing")]
pub use profile::Profile;
#[cfg(feature = "signing")]
pub use signer::{FileSigner, Signer, SignerError};

#[cfg(feature = "signing")]
pub use x509_cert;
