//! The report of a verification: verdict, findings and facts.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{Claims, Digest, Timestamp};

/// The conclusion about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 驗證成功: authentic, and a fresh list says current.
    Current,
    /// 驗證警告: authentic, and a fresh list says a newer version exists.
    Superseded,
    /// 已撤銷: authentic, and a fresh list says annulled or revoked.
    Revoked,
    /// 驗證失敗: not a file the ministry issued, or changed since.
    NotRecognised,
    /// 無法確認: authentic, but no trustworthy, fresh status could be read.
    StatusUnknown,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Current, Self::Superseded, Self::Revoked, Self::NotRecognised, Self::StatusUnknown];

    /// The verdict of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    /// The code of the verdict, e.g. `not_recognised`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superseded => "superseded",
            Self::Revoked => "revoked",
            Self::NotRecognised => "not_recognised",
            Self::StatusUnknown => "status_unknown",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

macro_rules! finding_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal in $clause:literal,)*) => {
        /// Why a file is not `current`: the rules of the verifier in one list, in
        /// the order of the checks and of `docs/format.md` §1. The codes are
        /// stable; sentences for people are made from them elsewhere.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FindingCode {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl FindingCode {
            /// Every code, in the order of the checks.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The finding of this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// The clause that the check comes from. `format.md` is our own format.
            pub const fn clause(self) -> &'static str {
                match self {
                    $(Self::$name => $clause,)*
                }
            }
        }
    };
}

finding_codes! {
    /// The file has no bytes.
    FileEmpty = "file.empty" in "ISO 32000-2 §7.5.1",
    /// The file is larger than the limit.
    FileTooLarge = "file.too-large" in "format.md §2, limits",
    /// The file does not start like a PDF; `found` names the kind when known.
    FileNotPdf = "file.not-pdf" in "ISO 32000-2 §7.5.2",
    /// A PDF without a signature of ours.
    SignatureMissing = "signature.missing" in "ISO 32000-2 §12.8.1",
    /// The file is encrypted.
    PdfEncrypted = "pdf.encrypted" in "ISO 32000-2 §7.6.1",
    /// The header is not the one we write.
    PdfHeader = "pdf.header" in "ISO 32000-2 §7.5.2",
    /// The file does not end as we end it: cut off, or something follows.
    PdfEnd = "pdf.end" in "ISO 32000-2 §7.5.5",
    /// The cross-reference table is not the one we write.
    PdfCrossReference = "pdf.cross-reference" in "ISO 32000-2 §7.5.4",
    /// The trailer is not the one we write.
    PdfTrailer = "pdf.trailer" in "ISO 32000-2 §7.5.5",
    /// An object is not in the form we write.
    PdfObject = "pdf.object" in "ISO 32000-2 §7.3",
    /// Objects, nesting or lists beyond the limits.
    PdfTooComplex = "pdf.too-complex" in "format.md §2, limits",
    /// A script, an action, a form of another kind or optional content: what no
    /// certificate has; `found` names it.
    PdfActiveContent = "pdf.active-content" in "ISO 19005-3 §6.6",
    /// A dictionary key or a kind of object that no certificate has; `found` names
    /// it.
    PdfUnexpected = "pdf.unexpected" in "format.md §3.1",
    /// A reference to nothing, or an object that nothing refers to.
    PdfReference = "pdf.reference" in "ISO 32000-2 §7.3.10",
    /// The document catalogue is not the one we write.
    PdfCatalog = "pdf.catalog" in "ISO 32000-2 §7.7.2",
    /// Not exactly one page in the form we write.
    PdfPage = "pdf.page" in "ISO 32000-2 §7.7.3",
    /// An embedded file beside the claims.
    PdfEmbeddedFile = "pdf.embedded-file" in "ISO 32000-2 §7.11.4",
    /// Not exactly one signature field, certified, in the form we write.
    SignatureField = "signature.field" in "ISO 32000-2 §12.7.5.5",
    /// There is no embedded `certificate.json` in the form we write.
    ClaimsMissing = "claims.missing" in "ISO 32000-2 §14.13",
    /// The signature dictionary is not the one we write.
    SignatureDictionary = "signature.dictionary" in "ISO 32000-2 §12.8.1, §12.8.2.2",
    /// The gap holds anything else than the signature in lower-case hexadecimal.
    SignatureContents = "signature.contents" in "ISO 32000-2 §12.8.1",
    /// The byte range does not cover the whole file but the gap.
    SignatureByteRange = "signature.byte-range" in "ISO 32000-2 §12.8.1",
    /// The signature value cannot be read as CMS `SignedData`.
    CmsMalformed = "cms.malformed" in "RFC 5652 §5.1",
    /// An algorithm that is not on the list, or parameters beside it.
    CmsAlgorithm = "cms.algorithm" in "RFC 8419 §3",
    /// There are unsigned attributes.
    CmsUnsignedAttributes = "cms.unsigned-attributes" in "RFC 5652 §5.3",
    /// The signed attributes are not exactly ours.
    CmsAttributes = "cms.attributes" in "EN 319 142-1 §6.2",
    /// The signing certificate is missing or not the one the attributes name.
    CmsSigningCertificate = "cms.signing-certificate" in "RFC 5035 §3",
    /// Readable, but not the bytes we would have written.
    CmsNotCanonical = "cms.not-canonical" in "X.690 §10",
    /// The digest of the file is not the signed one: changed after issue.
    DigestMismatch = "digest.mismatch" in "RFC 5652 §5.4",
    /// The claims cannot be read.
    ClaimsMalformed = "claims.malformed" in "format.md §5",
    /// The claims are of a newer format version.
    ClaimsNewerFormat = "claims.newer-format" in "format.md §5",
    /// The signature dictionary and the claims name different instants.
    ClaimsIssuedAt = "claims.issued-at" in "EN 319 142-1 §5.3",
    /// The signing certificate does not chain to a pinned root.
    SignerUnknown = "signer.unknown" in "RFC 5280 §6.1",
    /// The key may not sign certificates of teachers.
    SignerPurpose = "signer.purpose" in "RFC 9336 §3",
    /// The signing certificate is not in the form we issue.
    SignerCertificate = "signer.certificate" in "RFC 5280 §4",
    /// The signing certificate was not valid when the certificate was issued.
    SignerOutsideValidity = "signer.outside-validity" in "RFC 5280 §4.1.2.5",
    /// The signature value does not verify.
    SignatureInvalid = "signature.invalid" in "RFC 5652 §5.6, RFC 8032 §5.1.7",
    /// The claims and the signing key disagree on whether this is a specimen.
    ClaimsSpecimen = "claims.specimen" in "format.md §6",
    /// The page does not print an item that the claims name; `expected` is the
    /// item.
    PageText = "page.text" in "format.md §5.1",
    /// The picture on the page is not the one the claims name.
    PagePhoto = "page.photo" in "format.md §5.1",
    /// No status list was given.
    StatusMissing = "status.missing" in "format.md §7",
    /// The status list cannot be read.
    StatusMalformed = "status.malformed" in "Token Status List §5.1",
    /// The status list is not signed by a status key of the pinned root.
    StatusSigner = "status.signer" in "format.md §7",
    /// The signature of the status list does not verify.
    StatusSignature = "status.signature" in "RFC 7515 §5.2",
    /// The list was made more than a year from the instant judged at: the clock of
    /// this device is very likely wrong.
    ClockFarFromList = "clock.far-from-list" in "format.md §7",
    /// The status list was made after the instant judged at.
    StatusFromTheFuture = "status.from-the-future" in "RFC 7519 §4.1.6",
    /// The status list is past its expiry.
    StatusExpired = "status.expired" in "RFC 7519 §4.1.4",
    /// A newer list has been seen before.
    StatusOlderThanSeen = "status.older-than-seen" in "format.md §7",
    /// The instant judged at lies before the certificate was issued: the clock
    /// of this device is wrong.
    ClockBeforeIssue = "clock.before-issue" in "format.md §7",
    /// It is another list than the one the certificate names.
    StatusOtherList = "status.other-list" in "Token Status List §8.3",
    /// The slot lies outside the list.
    StatusIndex = "status.index" in "Token Status List §8.3",
    /// The slot holds a value that is none of ours.
    StatusValue = "status.value" in "Token Status List §7",
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One reason, with its place and values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The reason.
    pub code: FindingCode,
    /// Byte offset in the file, where the reason has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
    /// What would have been right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

impl Finding {
    /// A finding with neither place nor values.
    pub const fn new(code: FindingCode) -> Self {
        Self { code, at: None, expected: None, found: None }
    }

    /// Adds the byte offset.
    #[must_use]
    pub fn at(mut self, offset: usize) -> Self {
        self.at = u64::try_from(offset).ok();
        self
    }

    /// Adds what would have been right.
    #[must_use]
    pub fn expected(mut self, value: impl ToString) -> Self {
        self.expected = Some(value.to_string());
        self
    }

    /// Adds what was there.
    #[must_use]
    pub fn found(mut self, value: impl ToString) -> Self {
        self.found = Some(value.to_string());
        self
    }
}

/// Who signed a file; filled only when the signer chains to a pinned root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignerFacts {
    /// Common name of the signing certificate.
    pub name: String,
    /// SHA-256 of the signing certificate.
    pub fingerprint: Digest,
    /// A development key: everything it signs is a specimen.
    pub development: bool,
}

/// The status list a verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFacts {
    /// Counts up with every list published.
    pub version: u64,
    /// When the list was made.
    pub issued_at: Timestamp,
    /// After this instant the list proves nothing.
    pub expires_at: Timestamp,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The conclusion.
    pub verdict: Verdict,
    /// The reasons, in the order of the checks; empty when `current`,
    /// `superseded` or `revoked`.
    pub findings: Vec<Finding>,
    /// What the certificate states; only of an authentic file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Claims>,
    /// SHA-256 of the file (數位指紋).
    pub fingerprint: Digest,
    /// Length of the file in bytes.
    pub size: u64,
    /// Who signed; only of an authentic file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<SignerFacts>,
    /// The list judged by; only when its signature verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<ListFacts>,
    /// The instant judged at.
    pub judged_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_serialise_as_themselves() {
        let mut codes: Vec<_> = FindingCode::ALL.iter().map(|code| code.code()).collect();
        for code in FindingCode::ALL {
            assert_eq!(serde_json::to_string(code).unwrap(), format!("\"{code}\""));
        }
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), FindingCode::ALL.len());
    }

    #[test]
    fn the_rules_stand_in_the_format_in_the_order_of_the_checks() {
        let format = include_str!("../../docs/format.md");
        let (_, section) = format.split_once("## 1.").unwrap();
        let (section, _) = section.split_once("## 2.").unwrap();
        let rows: Vec<_> = section.lines().filter(|line| line.starts_with("| `")).collect();
        let row = |code: &FindingCode| format!("| `{code}` | {} |", code.clause());
        assert_eq!(rows.len(), FindingCode::ALL.len());
        for (line, code) in rows.iter().zip(FindingCode::ALL) {
            assert!(line.starts_with(&row(code)), "{line} should start with {}", row(code));
        }
    }

    #[test]
    fn a_report_names_the_verdict_first() {
        let report = Report {
            verdict: Verdict::NotRecognised,
            findings: vec![Finding::new(FindingCode::FileEmpty)],
            claims: None,
            fingerprint: Digest([0; 32]),
            size: 0,
            signer: None,
            list: None,
            judged_at: "2026-11-22T05:07:00Z".parse().unwrap(),
        };
        let text = serde_json::to_string(&report).unwrap();
        assert!(text.starts_with("{\"verdict\":\"not_recognised\""));
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    }
}
