//! 證書確認作業

use serde::{Deserialize, Serialize};

use crate::{CertificateNumber, Date, ItemCode, Kind, PrintedItem, Rank, Status, Timestamp, YearMonth};

/// `GET /api/school/cases?document_number=`: the cases of one 核定公文文號 that this
/// school submitted, 審定通過 and 支援電子證書.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolCases {
    /// 核定公文文號
    pub document_number: String,
    /// How many are 尚未確認.
    pub unconfirmed: u32,
    /// How many are 已確認.
    pub confirmed: u32,
    /// By certificate number.
    pub cases: Vec<SchoolCase>,
}

/// One row of 證書確認作業, of the newest version of the certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolCase {
    /// Names the case in addresses.
    pub id: String,
    /// 姓名
    pub name: String,
    /// 身分證號, cut to the first three characters.
    pub identity_number: String,
    /// 生日
    pub birth_date: Date,
    /// 性別
    pub sex: Option<String>,
    /// 審查等級
    pub rank: Rank,
    /// 審查類別
    pub review_category: Option<String>,
    /// 學校代碼
    pub school_code: String,
    /// 送審學校
    pub submitting_school: String,
    /// 起資年月
    pub seniority_start: YearMonth,
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// 1 for the first, counting up with every correction and replacement.
    pub version: u32,
    /// How far the newest version is.
    pub stage: Stage,
    /// What the public list says of it.
    pub status: Status,
    /// Whether the newest version was downloaded: a downloaded copy stays valid.
    pub downloaded: bool,
    /// Items that differ from the version before.
    pub changed: Vec<ItemCode>,
    /// What the version before stated of those items; of the identity number the first
    /// three characters.
    pub former: Vec<PrintedItem>,
    /// Notes to the issuing unit that are still open.
    pub open_notes: u32,
}

/// How far the newest version of a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Imported; nothing was issued yet.
    Approved,
    /// Being issued: nothing can be confirmed or downloaded.
    Issuing,
    /// Could not be issued; the issuing unit sees why.
    Failed,
    /// 尚未確認: issued, waits for the confirmation.
    Unconfirmed,
    /// 已確認: the teacher can download it.
    Confirmed,
}

impl Stage {
    /// All stages, in their order.
    pub const ALL: [Self; 5] =
        [Self::Approved, Self::Issuing, Self::Failed, Self::Unconfirmed, Self::Confirmed];

    /// The code in JSON and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Issuing => "issuing",
            Self::Failed => "failed",
            Self::Unconfirmed => "unconfirmed",
            Self::Confirmed => "confirmed",
        }
    }

    /// The stage of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

/// `PUT /api/school/confirmations`, `PUT /api/ministry/confirmations`: all or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The cases.
    pub cases: Vec<ConfirmedCase>,
}

/// A case to be confirmed, with the version that was looked at: a version that
/// came in between is not confirmed unseen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmedCase {
    /// The case.
    pub id: String,
    /// [`SchoolCase::version`]
    pub version: u32,
}

/// What a confirmation did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmations {
    /// How many turned 已確認. Those that were already are not counted.
    pub confirmed: u32,
}

/// `DELETE /api/school/confirmations/{case}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unconfirmation {
    /// The teacher has a copy already, and it stays valid.
    pub downloaded: bool,
}

/// `POST /api/school/cases/{case}/notes`: data are wrong, please correct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// At most 1,000 characters.
    pub text: String,
}

/// A note of a school to the issuing unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Names the note in addresses.
    pub id: String,
    /// The case it is about.
    pub case_id: String,
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// Which family.
    pub kind: Kind,
    /// 送審學校
    pub submitting_school: Option<String>,
    /// Account of the writer.
    pub author: String,
    /// When.
    pub at: Timestamp,
    /// The text.
    pub text: String,
    /// When the issuing unit settled it.
    pub settled_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_stages_read_back() {
        for stage in Stage::ALL {
            assert_eq!(Stage::from_code(stage.code()), Some(stage));
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.code());
        }
    }
}
