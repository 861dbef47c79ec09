//! The places in a hierarchy.

use crate::Purpose;

/// The place of an X.509 certificate in the hierarchy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Signs the other two, off-line.
    Root,
    /// Signs certificates of teachers.
    Issuing,
    /// Signs status lists.
    Status,
}

impl Role {
    /// What the key signs; the root signs nothing but certificates of keys.
    pub const fn purpose(self) -> Option<Purpose> {
        match self {
            Self::Root => None,
            Self::Issuing => Some(Purpose::DocumentSigning),
            Self::Status => Some(Purpose::StatusSigning),
        }
    }
}

impl From<Purpose> for Role {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::DocumentSigning => Self::Issuing,
            Purpose::StatusSigning => Self::Status,
        }
    }
}
