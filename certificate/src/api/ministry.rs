//! 發證作業

mod annulment;

pub use annulment::*;

use serde::{Deserialize, Serialize};

use super::{Note, Stage};
use crate::{
    Annotation, AnnotationMark, CertificateNumber, Date, Digest, ItemCode, Kind, Rank, Status, Timestamp,
};

/// `POST /api/ministry/imports?dry_run=true`; the body is the roster: CSV (UTF-8 or
/// Big5), XLSX, or a ZIP with one of them and the photos. All or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOutcome {
    /// Whether anything was stored: false for a dry run, and where there are problems.
    pub stored: bool,
    /// New cases.
    pub imported: u32,
    /// Cases that were there already, word for word.
    pub unchanged: u32,
    /// Every cell that cannot be taken.
    pub problems: Vec<RowProblem>,
}

/// Why a row cannot be imported. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// The row as a spreadsheet counts: the header is row 1. 0: the file as a whole.
    pub row: u64,
    /// The column by its name in the header; empty for the whole row.
    pub column: String,
    /// The reason, in Traditional Chinese and English.
    pub reason: String,
}

/// `POST /api/ministry/cases/search`. Everything given has to match. It is a POST,
/// because an address may not name a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CaseQuery {
    /// 核定公文文號
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// 證書字號
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_number: Option<String>,
    /// 姓名, whole
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 身分證號, whole
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_number: Option<String>,
    /// 學校代碼
    #[serde(skip_serializing_if = "Option::is_none")]
    pub school_code: Option<String>,
    /// Which family.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// 審查等級
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
    /// How far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// What the public list says of the newest version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// [`CasePage::next`] of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// At most 200; 50 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of cases, newest import first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePage {
    /// The cases.
    pub cases: Vec<CaseSummary>,
    /// Asks for the next page; none on the last one.
    pub next: Option<String>,
}

/// A case as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSummary {
    /// Names the case in addresses.
    pub id: String,
    /// Which family.
    pub kind: Kind,
    /// 姓名
    pub name: String,
    /// 身分證號, cut to the first three characters.
    pub identity_number: String,
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// 核定公文文號
    pub document_number: String,
    /// 審查等級; K-12 has none.
    pub rank: Option<Rank>,
    /// 學校代碼; K-12 has none.
    pub school_code: Option<String>,
    /// 送審學校; K-12 has none.
    pub submitting_school: Option<String>,
    /// The newest version; 0 before the first issue.
    pub version: u32,
    /// How far the newest version is.
    pub stage: Stage,
    /// What the public list says of it.
    pub status: Status,
    /// Whether the newest version was downloaded.
    pub downloaded: bool,
    /// Notes of the school that are still open.
    pub open_notes: u32,
}

/// `GET /api/ministry/cases/{case}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDetail {
    /// As in lists.
    pub summary: CaseSummary,
    /// The data in force, to be corrected.
    pub data: CaseData,
    /// Every version, oldest first.
    pub versions: Vec<CaseVersion>,
    /// Why the newest version could not be issued.
    pub failure: Option<String>,
    /// Notes of the school, oldest first.
    pub notes: Vec<Note>,
    /// What happened, oldest first.
    pub history: Vec<AuditEntry>,
    /// Annulments that were proposed or decided.
    pub annulments: Vec<Annulment>,
}

/// Data of a case that an officer may change, as text. The same shapes as in a
/// roster are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CaseData {
    /// 姓名
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 出生年月日
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// 身分證號
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_number: Option<String>,
    /// 審查等級, as its code
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<String>,
    /// 年資起算
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seniority_start: Option<String>,
    /// 送審學校
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitting_school: Option<String>,
    /// 學校代碼
    #[serde(skip_serializing_if = "Option::is_none")]
    pub school_code: Option<String>,
    /// 性別
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// 審查類別
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_category: Option<String>,
    /// 師資類科
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualification: Option<String>,
    /// 法令依據
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// 發證機關
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuing_authority: Option<String>,
    /// 國籍或地區
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
}

/// One version of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseVersion {
    /// Names the certificate in addresses.
    pub certificate_id: String,
    /// 1 for the first.
    pub version: u32,
    /// 發給證書年月日
    pub issue_date: Date,
    /// How far it is.
    pub stage: Stage,
    /// What the public list says.
    pub status: Status,
    /// 補發 or 換發
    pub annotation: Option<Annotation>,
    /// Items that differ from the version before.
    pub changed: Vec<ItemCode>,
    /// How often it was downloaded.
    pub downloads: u32,
    /// 數位指紋, once it was issued.
    pub fingerprint: Option<Digest>,
}

/// `PATCH /api/ministry/cases/{case}`: corrects a case before its confirmation. What
/// is given replaces what is there; an unreleased file is withdrawn and issued anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The newest version that the officer saw; 0 before the first issue.
    pub version: u32,
    /// What changes.
    pub data: CaseData,
}

/// `POST /api/ministry/issues`: issues every approved case, or those of one
/// 核定公文文號, in the background.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewBatch {
    /// 核定公文文號; none for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
}

/// A batch of certificates that are being issued. `GET /api/ministry/issues` lists
/// the newest hundred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Names the batch in addresses.
    pub id: String,
    /// Who started it.
    pub officer: String,
    /// When.
    pub at: Timestamp,
    /// 核定公文文號, if it is for one.
    pub document_number: Option<String>,
    /// Running, paused or done.
    pub state: BatchState,
    /// How many certificates it is for.
    pub total: u32,
    /// How many were issued.
    pub issued: u32,
    /// How many could not be issued.
    pub failed: u32,
}

/// What a batch does. `PUT /api/ministry/issues/{batch}/state` takes `"running"` or
/// `"paused"`; running again tries the failed ones anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BatchState {
    /// Certificates are issued one after the other.
    Running,
    /// Waits to be resumed.
    Paused,
    /// Everything was issued or failed.
    Done,
}

impl BatchState {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Running, Self::Paused, Self::Done];

    /// The code in JSON and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
        }
    }

    /// The one with a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// `POST /api/ministry/replacements`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewReplacement {
    /// The case.
    pub case_id: String,
    /// The newest version that the officer saw.
    pub version: u32,
    /// Why.
    pub ground: ReplacementGround,
    /// 事由, as it is printed where the rules ask for it.
    pub reason: String,
    /// 發給證書年月日 of the paper certificate, where there is no electronic one yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_issue_date: Option<Date>,
    /// What changes.
    #[serde(default)]
    pub data: CaseData,
}

/// Why a new version is issued (domain: 補發, 換發).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplacementGround {
    /// 遺失: the paper certificate was lost. 補發
    Lost,
    /// 毀損: the paper certificate was damaged. 補發
    Damaged,
    /// 變更: a recorded item changed. 換發
    Changed,
    /// 誤繕: the issuer's error. 換發
    Clerical,
    /// 紙本改發電子: special reason and consent of the ministry; the paper stays valid.
    PaperToElectronic,
}

impl ReplacementGround {
    /// All grounds.
    pub const ALL: [Self; 5] =
        [Self::Lost, Self::Damaged, Self::Changed, Self::Clerical, Self::PaperToElectronic];

    /// The code in JSON and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Damaged => "damaged",
            Self::Changed => "changed",
            Self::Clerical => "clerical",
            Self::PaperToElectronic => "paper-to-electronic",
        }
    }

    /// 補發 or 換發; an electronic certificate beside a valid paper one is neither.
    pub const fn mark(self) -> Option<AnnotationMark> {
        match self {
            Self::Lost | Self::Damaged => Some(AnnotationMark::Reissue),
            Self::Changed | Self::Clerical => Some(AnnotationMark::Replacement),
            Self::PaperToElectronic => None,
        }
    }
}

/// `GET /api/ministry/reference`: lists that forms offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceData {
    /// 學校代碼 and name.
    pub schools: Vec<ReferenceEntry>,
    /// 審查類別
    pub review_categories: Vec<ReferenceEntry>,
    /// Grounds of annulment and revocation, each with its legal basis as the name.
    pub grounds: Vec<Ground>,
}

/// A code and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceEntry {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
}

/// A ground of annulment or revocation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// The code.
    pub code: String,
    /// What it says.
    pub name: String,
    /// 法令依據
    pub legal_basis: String,
    /// How far it reaches.
    pub reach: Reach,
    /// For which family.
    pub kind: Kind,
}

/// `GET /api/ministry/audit`: filter by `account`, `action`, `case`, `from`, `to` (days),
/// `before` (sequence), `limit`; newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// `before` of the next page; none on the last one.
    pub next: Option<i64>,
}

/// One entry of the history. Names accounts and cases, never a holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Place in the history, counted from 1.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Account of the officer.
    pub account: String,
    /// What was done: a stable code such as `confirmed`.
    pub action: String,
    /// The case, where there is one.
    pub case_id: Option<String>,
    /// Its 證書字號.
    pub certificate_number: Option<CertificateNumber>,
    /// The version, where the entry is about a file.
    pub version: Option<u32>,
    /// Names and values that say more, in a fixed order.
    pub details: Vec<(String, String)>,
    /// SHA-256 over this entry and the digest before it.
    pub digest: Digest,
}

/// `GET /api/ministry/summary`: what waits for the issuing unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Approved cases without a certificate.
    pub approved: u64,
    /// Certificates being issued.
    pub issuing: u64,
    /// Certificates that could not be issued.
    pub failed: u64,
    /// Certificates waiting for their school.
    pub unconfirmed: u64,
    /// Open notes of schools.
    pub open_notes: u64,
    /// Annulments that wait for a second officer.
    pub proposed_annulments: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_wire() {
        let wire = |value: serde_json::Value| value.as_str().unwrap().to_owned();
        for reach in Reach::ALL {
            assert_eq!(wire(serde_json::to_value(reach).unwrap()), reach.code());
        }
        for state in BatchState::ALL {
            assert_eq!(wire(serde_json::to_value(state).unwrap()), state.code());
        }
        for state in AnnulmentState::ALL {
            assert_eq!(wire(serde_json::to_value(state).unwrap()), state.code());
        }
        for ground in ReplacementGround::ALL {
            assert_eq!(wire(serde_json::to_value(ground).unwrap()), ground.code());
        }
    }
}
