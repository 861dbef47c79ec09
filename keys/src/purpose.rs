//! What a key may be used for.

use const_oid::ObjectIdentifier;

/// The two purposes of end-entity keys. One key never serves both: the issuing
/// key cannot sign a status list, and the reverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Signs certificates of teachers.
    DocumentSigning,
    /// Signs status lists.
    StatusSigning,
}

impl Purpose {
    /// The name of the extended key usage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DocumentSigning => "id-kp-documentSigning",
            Self::StatusSigning => "id-kp-oauthStatusSigning",
        }
    }

    /// The extended key usage: `id-kp-documentSigning` (RFC 9336) or
    /// `id-kp-oauthStatusSigning` (Token Status List).
    pub const fn key_purpose_id(self) -> ObjectIdentifier {
        match self {
            Self::DocumentSigning => ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36"),
            Self::StatusSigning => ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.30"),
        }
    }
}

/// The certificate policy of a development hierarchy: everything signed below it
/// is a specimen. The arc is the enterprise number kept for examples (RFC 5612).
pub const DEVELOPMENT_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.1");
