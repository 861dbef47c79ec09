//! The items a certificate shows, one closed set per kind.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{CertificateNumber, Date, Digest, IdentityNumber, PrintableText, Rank, YearMonth};

/// The two families of certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 專科以上學校教師證書
    University,
    /// 高級中等以下學校及幼兒園教師證書
    K12,
}

impl Kind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::University, Self::K12];

    /// The code in files and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::University => "university",
            Self::K12 => "k12",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.code() == text).ok_or(())
    }
}

/// The items of one certificate. The kind is the tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Items {
    /// 審定辦法 Art. 42
    University(UniversityItems),
    /// 核發辦法 Art. 2
    K12(K12Items),
}

/// The eight items of 專科以上學校教師資格審定辦法 Art. 42, in its order and
/// nothing more: sex, review category and school code stay out of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UniversityItems {
    /// 姓名
    pub name: PrintableText,
    /// 出生年月日
    pub birth_date: Date,
    /// 國民身分證統一編號或居留證統一證號
    pub identity_number: IdentityNumber,
    /// 審定等級
    pub rank: Rank,
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// 年資起算
    pub seniority_start: YearMonth,
    /// 送審學校
    pub submitting_school: PrintableText,
    /// 發給證書年月日
    pub issue_date: Date,
}

/// The items of 高級中等以下學校及幼兒園教師證書核發辦法 Art. 2, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct K12Items {
    /// 姓名
    pub name: PrintableText,
    /// 出生年月日
    pub birth_date: Date,
    /// 國民身分證統一編號或居留證統一證號
    pub identity_number: IdentityNumber,
    /// 照片: the SHA-256 digest of the JPEG on the page.
    pub photo: Digest,
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// 師資類科, or 師資類科學科、領域、群科、專長
    pub qualification: PrintableText,
    /// 法令依據
    pub legal_basis: PrintableText,
    /// 發證日期
    pub issue_date: Date,
    /// 發證機關
    pub issuing_authority: PrintableText,
    /// 國籍或地區, only for a holder who is not an ROC national
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<PrintableText>,
}

impl Items {
    /// The kind of certificate these items belong to.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::University(_) => Kind::University,
            Self::K12(_) => Kind::K12,
        }
    }

    /// 證書字號
    pub const fn certificate_number(&self) -> &CertificateNumber {
        match self {
            Self::University(items) => &items.certificate_number,
            Self::K12(items) => &items.certificate_number,
        }
    }

    /// 國民身分證統一編號或居留證統一證號
    pub const fn identity_number(&self) -> &IdentityNumber {
        match self {
            Self::University(items) => &items.identity_number,
            Self::K12(items) => &items.identity_number,
        }
    }

    /// 發給證書年月日, 發證日期
    pub const fn issue_date(&self) -> Date {
        match self {
            Self::University(items) => items.issue_date,
            Self::K12(items) => items.issue_date,
        }
    }
}
