//! The claims of a certificate: the content of its embedded `certificate.json`.

use serde::{Deserialize, Serialize};

use crate::{Date, Items, Nonce, PrintableText, StatusReference, Timestamp};

/// The version of the certificate format this code writes and reads.
pub const FORMAT_VERSION: u32 = 1;

/// What a certificate states, signed together with the page that prints it.
///
/// The file holds exactly the text that [`Claims::to_json`] writes: same field
/// order, no white space. [`Claims::parse`] refuses any other spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Always [`FORMAT_VERSION`].
    pub format: u32,
    /// The printed items; the tag is the kind.
    pub items: Items,
    /// 補發 or 換發, where this certificate stands for an earlier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotation: Option<Annotation>,
    /// Where the status is kept.
    pub status: StatusReference,
    /// Random bits that make the fingerprint unguessable.
    pub nonce: Nonce,
    /// The instant of signing, equal to `/M` of the signature dictionary.
    pub issued_at: Timestamp,
    /// Signed with a development key: never an official document.
    pub specimen: bool,
}

/// The mark of a certificate issued in place of an earlier one (要點 §三).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annotation {
    /// 補發 or 換發.
    pub mark: AnnotationMark,
    /// 原發給日期
    pub original_issue_date: Date,
    /// 事由
    pub reason: PrintableText,
}

/// Which of the two acts made the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnnotationMark {
    /// 補發: the paper was lost or damaged.
    Reissue,
    /// 換發: a recorded item changed.
    Replacement,
}

impl AnnotationMark {
    /// Both marks.
    pub const ALL: [Self; 2] = [Self::Reissue, Self::Replacement];

    /// The code, as it serialises.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reissue => "reissue",
            Self::Replacement => "replacement",
        }
    }

    /// The mark as the certificate bears it.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Reissue => "補發",
            Self::Replacement => "換發",
        }
    }
}

/// Why a text is not the claims of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimsError {
    /// Written by a newer version of the format.
    #[error("format version {found} is newer than {FORMAT_VERSION}")]
    NewerFormat {
        /// The version the claims name.
        found: u32,
    },
    /// Not JSON, a field missing, unknown or out of its range.
    #[error("the claims cannot be read")]
    Malformed,
    /// Readable, but not the text we would have written.
    #[error("the claims are not in the canonical form")]
    NotCanonical,
}

impl Claims {
    /// The canonical text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("claims hold only strings, integers and booleans")
    }

    /// Reads the canonical text and nothing else.
    pub fn parse(text: &[u8]) -> Result<Self, ClaimsError> {
        let format = format(text).ok_or(ClaimsError::Malformed)?;
        if format > FORMAT_VERSION {
            return Err(ClaimsError::NewerFormat { found: format });
        }
        // Strings only get shorter when their escapes are undone.
        let mut unescaped = vec![0; text.len()];
        let (claims, _): (Self, usize) =
            serde_json_core::from_slice_escaped(text, &mut unescaped).map_err(|_| ClaimsError::Malformed)?;
        // Whatever the parser tolerates, only our own spelling is accepted.
        if format == FORMAT_VERSION && claims.to_json().as_bytes() == text {
            Ok(claims)
        } else {
            Err(ClaimsError::NotCanonical)
        }
    }
}

/// The first field, which every version of the format begins with.
fn format(text: &[u8]) -> Option<u32> {
    let rest = text.strip_prefix(b"{\"format\":")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    core::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CertificateNumber, Rank, UniversityItems};

    fn claims() -> Claims {
        Claims {
            format: FORMAT_VERSION,
            items: Items::University(UniversityItems {
                name: "𠮷田曉晴".parse().unwrap(),
                birth_date: "78-04-16".parse().unwrap(),
                identity_number: "F123456784".parse().unwrap(),
                rank: Rank::Professor,
                certificate_number: CertificateNumber::new("教", "142195").unwrap(),
                seniority_start: "111/02".parse().unwrap(),
                submitting_school: "樣本大學".parse().unwrap(),
                issue_date: "115-11-22".parse().unwrap(),
            }),
            annotation: None,
            status: StatusReference { list: "https://dcert.example/status/1".to_owned(), index: 48_213 },
            nonce: Nonce([7; 16]),
            issued_at: "2026-11-22T05:07:00Z".parse().unwrap(),
            specimen: true,
        }
    }

    #[test]
    fn parse_of_print_is_identity() {
        let claims = claims();
        assert_eq!(Claims::parse(claims.to_json().as_bytes()), Ok(claims));
    }

    #[test]
    fn refuses_another_spelling_of_the_same_claims() {
        let spaced = claims().to_json().replacen("\"status\":", "\"status\": ", 1);
        assert_eq!(Claims::parse(spaced.as_bytes()), Err(ClaimsError::NotCanonical));
        let escaped = claims().to_json().replacen("樣", "\\u6a23", 1);
        assert!(Claims::parse(escaped.as_bytes()).is_err());
    }

    #[test]
    fn quotation_marks_and_backslashes_survive() {
        let mut claims = claims();
        claims.status.list = "https://x/\"\\/1".to_owned();
        assert_eq!(Claims::parse(claims.to_json().as_bytes()), Ok(claims));
    }

    #[test]
    fn refuses_unknown_and_double_fields() {
        let text = claims().to_json();
        let unknown = text.replacen("{\"format\":1", "{\"format\":1,\"note\":1", 1);
        assert_eq!(Claims::parse(unknown.as_bytes()), Err(ClaimsError::Malformed));
        let double = text.replacen("{\"format\":1", "{\"format\":1,\"format\":1", 1);
        assert_eq!(Claims::parse(double.as_bytes()), Err(ClaimsError::Malformed));
    }

    #[test]
    fn names_a_newer_format() {
        let newer = claims().to_json().replacen("\"format\":1", "\"format\":2,\"new\":[]", 1);
        assert_eq!(Claims::parse(newer.as_bytes()), Err(ClaimsError::NewerFormat { found: 2 }));
    }
}
