//! Why a refused file is not what it should be, as far as the file itself shows.
//!
//! A diagnosis is made for a person after the verdict and never changes it. Most
//! of it is read leniently and could be forged; only what
//! [`Diagnosis::confirmed_by`] has raised to [`Certainty::Certain`] was proved.

use serde::{Deserialize, Serialize};

use crate::Verdict;

/// What happened to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Flat")]
pub struct Diagnosis {
    /// What happened.
    #[serde(flatten)]
    pub cause: Cause,
    /// How sure that is.
    pub certainty: Certainty,
}

/// How sure a diagnosis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// A guess from weak signs.
    Unsure,
    /// The file shows it, but someone who wants to could make it show that.
    Likely,
    /// Proved: undoing the change gives a file that is authentic.
    Certain,
}

/// What happened to a file; the code is stable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "cause", rename_all = "kebab-case")]
pub enum Cause {
    /// There are no bytes.
    Empty,
    /// Not a PDF. `kind` names what it is when its first bytes tell.
    NotPdf {
        /// e.g. `PNG`, `ZIP`
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
    },
    /// A PDF that shows no trace of a certificate of ours.
    OrdinaryPdf {
        /// The program that wrote it.
        #[serde(skip_serializing_if = "Option::is_none")]
        program: Option<String>,
    },
    /// Pictures of paper: every page is an image without text.
    Scan {
        /// The program that wrote it.
        #[serde(skip_serializing_if = "Option::is_none")]
        program: Option<String>,
    },
    /// A certificate printed to PDF: looks alike, carries neither claims nor
    /// signature.
    Printed {
        /// The program that wrote it.
        #[serde(skip_serializing_if = "Option::is_none")]
        program: Option<String>,
    },
    /// A certificate that a program read and wrote anew: the signature is there,
    /// or the claims are, but the bytes are other ones.
    ReSaved {
        /// The program that wrote it.
        #[serde(skip_serializing_if = "Option::is_none")]
        program: Option<String>,
    },
    /// Something was saved on top of the issued bytes.
    Edited {
        /// What was added.
        added: Vec<Addition>,
        /// The program that added it.
        #[serde(skip_serializing_if = "Option::is_none")]
        program: Option<String>,
    },
    /// Locked with a password or encrypted.
    Encrypted,
    /// The end is missing.
    CutOff {
        /// How many bytes, where the file tells.
        #[serde(skip_serializing_if = "Option::is_none")]
        missing: Option<u64>,
    },
    /// Line ends were translated: a transfer in text mode.
    LineEndings,
    /// Bytes that are no text were replaced: the file was stored as text.
    TextEncoding,
    /// The file is the Base64 text of a PDF, as mail carries it.
    Base64,
    /// Bytes follow the end, such as the footer of a mail gateway.
    TrailingBytes {
        /// How many.
        count: u64,
    },
    /// Bytes stand before the beginning.
    LeadingBytes {
        /// How many.
        count: u64,
    },
    /// Single bytes differ from the issued ones; the form is still ours.
    Altered,
    /// The signature value itself is damaged.
    DamagedSignature,
    /// Signed, but not by the ministry.
    SignedBySomeoneElse {
        /// The name in the signing certificate, which nobody has checked.
        #[serde(skip_serializing_if = "Option::is_none")]
        signer: Option<String>,
    },
    /// A specimen, which proves nothing.
    Specimen,
    /// Of a format version that this verifier does not know yet.
    NewerFormat {
        /// The version.
        version: u32,
    },
    /// Nothing that could be named.
    Unknown,
}

/// What a later revision added to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Addition {
    /// A note, a highlight, a drawing, a stamp.
    Annotation,
    /// An entry in a form, or a form field.
    FormEntry,
    /// A page, or other content on the page.
    Page,
    /// Another signature.
    Signature,
    /// Title, author and the like.
    Metadata,
    /// An attached file.
    Attachment,
    /// A script or an action.
    Script,
    /// Anything else.
    Other,
}

impl Diagnosis {
    /// A diagnosis that the file shows.
    pub const fn likely(cause: Cause) -> Self {
        Self { cause, certainty: Certainty::Likely }
    }

    /// A guess.
    pub const fn unsure(cause: Cause) -> Self {
        Self { cause, certainty: Certainty::Unsure }
    }

    /// The diagnosis after the verifier has judged the bytes that remain when the
    /// change is undone: certain if those are authentic.
    #[must_use]
    pub fn confirmed_by(self, restored: Verdict) -> Self {
        match restored {
            Verdict::Current | Verdict::Superseded | Verdict::Revoked | Verdict::StatusUnknown => {
                Self { certainty: Certainty::Certain, ..self }
            }
            Verdict::NotRecognised => self,
        }
    }
}

/// The fields beside the cause; each cause has its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct CauseFields {
    /// What the file is.
    pub kind: Option<String>,
    /// The program that wrote it.
    pub program: Option<String>,
    /// What was added.
    pub added: Option<Vec<Addition>>,
    /// How many bytes are missing.
    pub missing: Option<u64>,
    /// How many bytes are too many.
    pub count: Option<u64>,
    /// The name in the signing certificate.
    pub signer: Option<String>,
    /// The version of the format.
    pub version: Option<u32>,
}

/// A diagnosis as it is read: all fields side by side. What serde derives for a
/// flattened tagged enum would be a seventh of all that the page loads.
#[derive(Deserialize)]
struct Flat {
    cause: String,
    certainty: Certainty,
    kind: Option<String>,
    program: Option<String>,
    added: Option<Vec<Addition>>,
    missing: Option<u64>,
    count: Option<u64>,
    signer: Option<String>,
    version: Option<u32>,
}

impl TryFrom<Flat> for Diagnosis {
    type Error = &'static str;

    fn try_from(flat: Flat) -> Result<Self, Self::Error> {
        let Flat { cause, certainty, kind, program, added, missing, count, signer, version } = flat;
        let fields = CauseFields { kind, program, added, missing, count, signer, version };
        let cause = Cause::from_fields(&cause, fields).ok_or("no such cause, or a field of it is missing")?;
        Ok(Self { cause, certainty })
    }
}

impl Cause {
    /// The cause of this code. `None` for a code that there is not, or if a field
    /// is missing.
    pub fn from_fields(code: &str, fields: CauseFields) -> Option<Self> {
        let CauseFields { kind, program, added, missing, count, signer, version } = fields;
        Some(match code {
            "empty" => Self::Empty,
            "not-pdf" => Self::NotPdf { kind },
            "ordinary-pdf" => Self::OrdinaryPdf { program },
            "scan" => Self::Scan { program },
            "printed" => Self::Printed { program },
            "re-saved" => Self::ReSaved { program },
            "edited" => Self::Edited { added: added?, program },
            "encrypted" => Self::Encrypted,
            "cut-off" => Self::CutOff { missing },
            "line-endings" => Self::LineEndings,
            "text-encoding" => Self::TextEncoding,
            "base64" => Self::Base64,
            "trailing-bytes" => Self::TrailingBytes { count: count? },
            "leading-bytes" => Self::LeadingBytes { count: count? },
            "altered" => Self::Altered,
            "damaged-signature" => Self::DamagedSignature,
            "signed-by-someone-else" => Self::SignedBySomeoneElse { signer },
            "specimen" => Self::Specimen,
            "newer-format" => Self::NewerFormat { version: version? },
            "unknown" => Self::Unknown,
            _ => return None,
        })
    }
}

impl Certainty {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unsure, Self::Likely, Self::Certain];

    /// The code, as it serialises.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unsure => "unsure",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

impl Addition {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Annotation,
        Self::FormEntry,
        Self::Page,
        Self::Signature,
        Self::Metadata,
        Self::Attachment,
        Self::Script,
        Self::Other,
    ];

    /// The code, as it serialises.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Annotation => "annotation",
            Self::FormEntry => "form-entry",
            Self::Page => "page",
            Self::Signature => "signature",
            Self::Metadata => "metadata",
            Self::Attachment => "attachment",
            Self::Script => "script",
            Self::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(diagnosis: &Diagnosis, json: &str) {
        assert_eq!(serde_json::to_string(diagnosis).unwrap(), json);
        assert_eq!(serde_json::from_str::<Diagnosis>(json).unwrap(), *diagnosis);
    }

    #[test]
    fn a_diagnosis_is_one_flat_object() {
        check(&Diagnosis::likely(Cause::LineEndings), r#"{"cause":"line-endings","certainty":"likely"}"#);
        check(
            &Diagnosis::unsure(Cause::ReSaved { program: Some("qpdf".to_owned()) }),
            r#"{"cause":"re-saved","program":"qpdf","certainty":"unsure"}"#,
        );
        check(
            &Diagnosis::likely(Cause::Edited { added: vec![Addition::FormEntry], program: None }),
            r#"{"cause":"edited","added":["form-entry"],"certainty":"likely"}"#,
        );
        check(
            &Diagnosis::likely(Cause::CutOff { missing: Some(7) }),
            r#"{"cause":"cut-off","missing":7,"certainty":"likely"}"#,
        );
    }

    #[test]
    fn every_cause_is_read_as_it_is_written() {
        let (text, added) = (Some("x".to_owned()), vec![Addition::Page, Addition::Metadata]);
        for cause in [
            Cause::Empty,
            Cause::NotPdf { kind: text.clone() },
            Cause::OrdinaryPdf { program: text.clone() },
            Cause::Scan { program: text.clone() },
            Cause::Printed { program: None },
            Cause::ReSaved { program: text.clone() },
            Cause::Edited { added, program: text.clone() },
            Cause::Encrypted,
            Cause::CutOff { missing: None },
            Cause::LineEndings,
            Cause::TextEncoding,
            Cause::Base64,
            Cause::TrailingBytes { count: 1 },
            Cause::LeadingBytes { count: 2 },
            Cause::Altered,
            Cause::DamagedSignature,
            Cause::SignedBySomeoneElse { signer: text },
            Cause::Specimen,
            Cause::NewerFormat { version: 2 },
            Cause::Unknown,
        ] {
            let diagnosis = Diagnosis::likely(cause);
            let written = serde_json::to_string(&diagnosis).unwrap();
            assert_eq!(serde_json::from_str::<Diagnosis>(&written).unwrap(), diagnosis, "{written}");
        }
        for wrong in [
            r#"{"cause":"other","certainty":"likely"}"#,
            r#"{"cause":"edited","certainty":"likely"}"#,
            r#"{"cause":"trailing-bytes","certainty":"likely"}"#,
            r#"{"certainty":"likely"}"#,
        ] {
            assert!(serde_json::from_str::<Diagnosis>(wrong).is_err(), "{wrong}");
        }
    }
}
