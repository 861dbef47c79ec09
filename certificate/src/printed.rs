//! The items as a page prints them. The composed PDF and the verification page
//! both call [`Items::printed`], so they cannot disagree.

use serde::{Deserialize, Serialize};

use crate::{Items, K12Items, UniversityItems};

/// Names one printed item; labels are looked up by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemCode {
    /// 姓名
    Name,
    /// 出生年月日
    BirthDate,
    /// 國民身分證統一編號或居留證統一證號
    IdentityNumber,
    /// 審定等級
    Rank,
    /// 證書字號
    CertificateNumber,
    /// 年資起算
    SeniorityStart,
    /// 送審學校
    SubmittingSchool,
    /// 發給證書年月日, 發證日期
    IssueDate,
    /// 師資類科
    Qualification,
    /// 法令依據
    LegalBasis,
    /// 發證機關
    IssuingAuthority,
    /// 國籍或地區
    Nationality,
}

impl ItemCode {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Name,
        Self::BirthDate,
        Self::IdentityNumber,
        Self::Rank,
        Self::CertificateNumber,
        Self::SeniorityStart,
        Self::SubmittingSchool,
        Self::IssueDate,
        Self::Qualification,
        Self::LegalBasis,
        Self::IssuingAuthority,
        Self::Nationality,
    ];

    /// The name, as it serialises.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::BirthDate => "birth_date",
            Self::IdentityNumber => "identity_number",
            Self::Rank => "rank",
            Self::CertificateNumber => "certificate_number",
            Self::SeniorityStart => "seniority_start",
            Self::SubmittingSchool => "submitting_school",
            Self::IssueDate => "issue_date",
            Self::Qualification => "qualification",
            Self::LegalBasis => "legal_basis",
            Self::IssuingAuthority => "issuing_authority",
            Self::Nationality => "nationality",
        }
    }
}

/// A text in Chinese, and in English where it has a form of its own there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// Traditional Chinese.
    pub zh: String,
    /// English; `None` where the Chinese text stands for both (names, numbers).
    pub en: Option<String>,
}

/// One item of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedItem {
    /// Which item.
    pub code: ItemCode,
    /// What the page says.
    pub value: Bilingual,
}

fn item(code: ItemCode, zh: impl ToString, en: Option<String>) -> PrintedItem {
    PrintedItem { code, value: Bilingual { zh: zh.to_string(), en } }
}

impl Items {
    /// The items in the order of the regulation. A photo has no text and is not
    /// among them.
    pub fn printed(&self) -> Vec<PrintedItem> {
        match self {
            Self::University(items) => items.printed(),
            Self::K12(items) => items.printed(),
        }
    }
}

impl UniversityItems {
    fn printed(&self) -> Vec<PrintedItem> {
        vec![
            item(ItemCode::Name, &self.name, None),
            item(ItemCode::BirthDate, self.birth_date.roc_long(), Some(self.birth_date.en_long())),
            item(ItemCode::IdentityNumber, &self.identity_number, None),
            item(ItemCode::Rank, self.rank.zh(), Some(self.rank.en().to_owned())),
            item(ItemCode::CertificateNumber, &self.certificate_number, None),
            item(
                ItemCode::SeniorityStart,
                self.seniority_start.roc_long(),
                Some(self.seniority_start.en_long()),
            ),
            item(ItemCode::SubmittingSchool, &self.submitting_school, None),
            item(ItemCode::IssueDate, self.issue_date.roc_long(), Some(self.issue_date.en_long())),
        ]
    }
}

impl K12Items {
    fn printed(&self) -> Vec<PrintedItem> {
        let mut printed = vec![
            item(ItemCode::Name, &self.name, None),
            item(ItemCode::BirthDate, self.birth_date.roc_long(), Some(self.birth_date.en_long())),
            item(ItemCode::IdentityNumber, &self.identity_number, None),
            item(ItemCode::CertificateNumber, &self.certificate_number, None),
            item(ItemCode::Qualification, &self.qualification, None),
            item(ItemCode::LegalBasis, &self.legal_basis, None),
            item(ItemCode::IssueDate, self.issue_date.roc_long(), Some(self.issue_date.en_long())),
            item(ItemCode::IssuingAuthority, &self.issuing_authority, None),
        ];
        if let Some(nationality) = &self.nationality {
            printed.push(item(ItemCode::Nationality, nationality, None));
        }
        printed
    }
}
