//! Status of a certificate and where the public list keeps it.

use serde::{Deserialize, Serialize};

/// What the status list says of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The newest version, in force.
    Current,
    /// Annulled (撤銷) or revoked (廢止).
    Revoked,
    /// Genuine, but a newer version took its place (換發).
    Superseded,
}

impl Status {
    /// All statuses.
    pub const ALL: [Self; 3] = [Self::Current, Self::Revoked, Self::Superseded];

    /// The code in JSON and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Revoked => "revoked",
            Self::Superseded => "superseded",
        }
    }

    /// The status of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// The two bits of the Token Status List: VALID, INVALID, and
    /// `APPLICATION_SPECIFIC` (0x03) for superseded. The same holder's newer
    /// certificate stands behind it, so it is neither suspended nor invalid.
    pub const fn bits(self) -> u8 {
        match self {
            Self::Current => 0,
            Self::Revoked => 1,
            Self::Superseded => 3,
        }
    }

    /// The status of two bits; 2 (SUSPENDED) is not one of ours.
    pub const fn from_bits(bits: u8) -> Option<Self> {
        match bits {
            0 => Some(Self::Current),
            1 => Some(Self::Revoked),
            3 => Some(Self::Superseded),
            _ => None,
        }
    }
}

/// Where the list keeps the status of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusReference {
    /// The URI of the list, equal to the `sub` claim of its token.
    pub list: String,
    /// The slot, counted from 0.
    pub index: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_read_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_bits(status.bits()), Some(status));
            assert_eq!(Status::from_code(status.code()), Some(status));
            assert_eq!(serde_json::to_value(status).unwrap(), status.code());
        }
        assert_eq!(Status::from_bits(2), None);
        assert_eq!(Status::from_bits(4), None);
    }
}
