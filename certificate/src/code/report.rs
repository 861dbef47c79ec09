//! What was found out about a printed code. A type apart from [`crate::Report`],
//! with words of its own: a code is on a copy, and whatever reads a report of a
//! file must not be able to take the one for the other.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::CodeClaims;
use crate::{Annotation, Digest, Finding, Kind, ListFacts, PrintedItem, SignerFacts, Timestamp};

/// The conclusion about a printed code. None of them says that the paper is an
/// original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeVerdict {
    /// A certificate with these items was issued, and a fresh list says current.
    CopyOfCurrent,
    /// The same, and a fresh list says that a newer version exists.
    CopyOfSuperseded,
    /// The same, and a fresh list says annulled or revoked.
    CopyOfRevoked,
    /// The same, but no trustworthy, fresh status could be read.
    CopyStatusUnknown,
    /// Not a code that the ministry made, or changed since.
    CopyNotRecognised,
}

impl CodeVerdict {
    /// All verdicts.
    pub const ALL: [Self; 5] = [
        Self::CopyOfCurrent,
        Self::CopyOfSuperseded,
        Self::CopyOfRevoked,
        Self::CopyStatusUnknown,
        Self::CopyNotRecognised,
    ];

    /// The code of the verdict, e.g. `copy_of_current`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CopyOfCurrent => "copy_of_current",
            Self::CopyOfSuperseded => "copy_of_superseded",
            Self::CopyOfRevoked => "copy_of_revoked",
            Self::CopyStatusUnknown => "copy_status_unknown",
            Self::CopyNotRecognised => "copy_not_recognised",
        }
    }
}

impl fmt::Display for CodeVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Why a code is not recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeReason {
    /// The text is not the link of a code, or not all of it.
    NotACode,
    /// The characters are those of a code, what they hold is not.
    Malformed,
    /// Written by a newer version of the format.
    NewerFormat,
    /// The key is not one that issues certificates; the finding says why.
    Signer,
    /// The signature does not fit: made up, or changed.
    Signature,
    /// The code and the signing key disagree on whether this is a specimen.
    Specimen,
}

impl CodeReason {
    /// All reasons.
    pub const ALL: [Self; 6] =
        [Self::NotACode, Self::Malformed, Self::NewerFormat, Self::Signer, Self::Signature, Self::Specimen];
}

/// What a recognised code states, for a reader to compare with the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeStatement {
    /// The kind of certificate.
    pub kind: Kind,
    /// The items in their order; the identity number is masked.
    pub items: Vec<PrintedItem>,
    /// 補發 or 換發.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotation: Option<Annotation>,
    /// Some texts end with `…`: the code holds their beginning only.
    pub shortened: bool,
    /// When the certificate was signed.
    pub issued_at: Timestamp,
    /// Signed with a development key: never an official document.
    pub specimen: bool,
    /// The certificate that the code was made for: the first octets of the SHA-256
    /// digest of its `certificate.json`, in hexadecimal.
    pub certificate: String,
}

/// What a check of a printed code found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeReport {
    /// The conclusion.
    pub verdict: CodeVerdict,
    /// Why it is not recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CodeReason>,
    /// What is wrong with the signer or with the list.
    pub findings: Vec<Finding>,
    /// What the code states; only when its signature verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<CodeStatement>,
    /// Who signed; only when the signature verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<SignerFacts>,
    /// The list judged by; only when its signature verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<ListFacts>,
    /// The instant judged at.
    pub judged_at: Timestamp,
}

impl CodeClaims {
    /// What the code states, in words.
    pub fn statement(&self) -> CodeStatement {
        let annotation = self.annotation.as_ref().map(|annotation| Annotation {
            mark: annotation.mark,
            original_issue_date: annotation.original_issue_date,
            // One character more than was cut off always fits.
            reason: annotation.reason.shown().parse().unwrap_or_else(|_| annotation.reason.text.clone()),
        });
        CodeStatement {
            kind: self.items.kind(),
            items: self.items.printed(),
            shortened: self.is_shortened(),
            annotation,
            issued_at: self.issued_at,
            specimen: self.specimen,
            certificate: self.claims.iter().map(|octet| format!("{octet:02x}")).collect(),
        }
    }
}

impl CodeStatement {
    /// Whether the code was made for the certificate whose `certificate.json` has
    /// this SHA-256 digest. A code that was moved to another document was not.
    pub fn belongs_to(&self, claims: Digest) -> bool {
        claims.to_string().starts_with(&self.certificate) && self.certificate.len() == 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_for_a_copy_is_one_for_a_file() {
        for verdict in CodeVerdict::ALL {
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.code());
            assert!(verdict.code().starts_with("copy_"));
            assert!(serde_json::from_value::<crate::Verdict>(verdict.code().into()).is_err());
        }
    }

    #[test]
    fn a_report_of_a_copy_is_not_read_as_one_of_a_file() {
        let report = CodeReport {
            verdict: CodeVerdict::CopyOfCurrent,
            reason: None,
            findings: Vec::new(),
            statement: None,
            signer: None,
            list: None,
            judged_at: "2026-11-22T05:07:00Z".parse().unwrap(),
        };
        let text = serde_json::to_string(&report).unwrap();
        assert!(text.starts_with("{\"verdict\":\"copy_of_current\""), "{text}");
        assert_eq!(serde_json::from_str::<CodeReport>(&text).unwrap(), report);
        assert!(serde_json::from_str::<crate::Report>(&text).is_err());
    }
}
