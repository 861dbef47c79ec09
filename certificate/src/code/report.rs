//! What was found out about a printed code. A type apart from [`crate::Report`],
//! with words of its own: a code is on a copy, and whatever reads a report of a
//! file must not be able to take the one for the other.

use core::fmt;

use serde::Serialize;

use super::CodeClaims;
use crate::{
    Digest, Finding, ListFacts, Node, Read, SignerFacts, Stated, StatedAnnotation, Timestamp,
    summary::{each, in_words, optional},
};

/// The conclusion about a printed code. None of them says that the paper is an
/// original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
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

    /// The code of the reason, e.g. `not-a-code`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotACode => "not-a-code",
            Self::Malformed => "malformed",
            Self::NewerFormat => "newer-format",
            Self::Signer => "signer",
            Self::Signature => "signature",
            Self::Specimen => "specimen",
        }
    }
}

/// What a recognised code states, for a reader to compare with the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeStatement {
    /// The items as they are printed; the identity number is masked.
    #[serde(flatten)]
    pub stated: Stated,
    /// Some texts end with `…`: the code holds their beginning only.
    pub shortened: bool,
    /// The certificate that the code was made for: the first octets of the SHA-256
    /// digest of its `certificate.json`, in hexadecimal.
    pub certificate: String,
}

/// What a check of a printed code found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeReport {
    /// The conclusion.
    pub verdict: CodeVerdict,
    /// Why it is not recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<CodeReason>,
    /// What is wrong with the signer or with the list.
    pub findings: Vec<Finding>,
    /// What the code states; only when its signature verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<CodeStatement>,
    /// Who signed; only when the signature verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<SignerFacts>,
    /// The list judged by; only when its signature verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<ListFacts>,
    /// The instant judged at.
    pub judged_at: Timestamp,
}

impl CodeClaims {
    /// What the code states, in words.
    pub fn statement(&self) -> CodeStatement {
        let annotation = self.annotation.as_ref().map(|annotation| StatedAnnotation {
            mark: annotation.mark,
            original_issue_date: in_words(annotation.original_issue_date),
            reason: annotation.reason.shown(),
        });
        CodeStatement {
            stated: Stated {
                kind: self.items.kind(),
                items: self.items.printed(),
                annotation,
                issued_at: self.issued_at,
                specimen: self.specimen,
            },
            shortened: self.is_shortened(),
            certificate: self.claims.iter().map(|octet| format!("{octet:02x}")).collect(),
        }
    }
}

impl Read for CodeReport {
    fn read(node: &impl Node) -> Option<Self> {
        let verdict = node.field("verdict")?.text()?;
        let reason = |node: &_| {
            let code = Node::text(node)?;
            CodeReason::ALL.into_iter().find(|known| known.code() == code)
        };
        Some(Self {
            verdict: CodeVerdict::ALL.into_iter().find(|known| known.code() == verdict)?,
            reason: optional(node, "reason", reason)?,
            findings: each(&node.field("findings")?)?,
            statement: optional(node, "statement", Read::read)?,
            signer: optional(node, "signer", Read::read)?,
            list: optional(node, "list", Read::read)?,
            judged_at: node.field("judged_at")?.instant()?,
        })
    }
}

impl Read for CodeStatement {
    fn read(node: &impl Node) -> Option<Self> {
        Some(Self {
            stated: Read::read(node)?,
            shortened: node.field("shortened")?.truth()?,
            certificate: node.field("certificate")?.text()?,
        })
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
    use crate::Summary;

    #[test]
    fn no_word_for_a_copy_is_one_for_a_file() {
        for verdict in CodeVerdict::ALL {
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.code());
            assert!(verdict.code().starts_with("copy_"));
            assert!(serde_json::from_value::<crate::Verdict>(verdict.code().into()).is_err());
        }
    }

    #[test]
    fn a_report_of_a_copy_is_read_as_it_was_written_and_not_as_one_of_a_file() {
        for reason in CodeReason::ALL {
            let report = CodeReport {
                verdict: CodeVerdict::CopyNotRecognised,
                reason: Some(reason),
                findings: Vec::new(),
                statement: None,
                signer: None,
                list: None,
                judged_at: "2026-11-22T05:07:00Z".parse().unwrap(),
            };
            let text = serde_json::to_string(&report).unwrap();
            assert!(text.starts_with("{\"verdict\":\"copy_not_recognised\""), "{text}");
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(CodeReport::read(&value), Some(report));
            assert_eq!(Summary::read(&value), None);
            assert!(serde_json::from_str::<crate::Report>(&text).is_err());
        }
    }
}
