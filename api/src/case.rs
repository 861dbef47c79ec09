//! The data of an approved case: what its certificate prints, and what stays out
//! of the file.

use certificate::{
    CertificateNumber, Date, Digest, IdentityNumber, Items, K12Items, Kind, PrintableText, Rank,
    UniversityItems, YearMonth,
};
use serde::{Deserialize, Serialize};

/// Case data of both kinds. The tag is the kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseDetails {
    /// 專科以上學校教師
    University(UniversityCase),
    /// 高級中等以下學校及幼兒園教師
    K12(K12Case),
}

/// A university teacher's case (S0, columns of 證書確認作業).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UniversityCase {
    /// 姓名
    pub name: PrintableText,
    /// 生日
    pub birth_date: Date,
    /// 身分證號
    pub identity_number: IdentityNumber,
    /// 審查等級
    pub rank: Rank,
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// 起資年月
    pub seniority_start: YearMonth,
    /// 送審學校
    pub submitting_school: PrintableText,
    /// 學校代碼; never printed
    pub school_code: String,
    /// 性別; never printed
    pub sex: Option<String>,
    /// 審查類別; never printed
    pub review_category: Option<String>,
}

/// A school or kindergarten teacher's case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct K12Case {
    /// 姓名
    pub name: PrintableText,
    /// 生日
    pub birth_date: Date,
    /// 身分證號
    pub identity_number: IdentityNumber,
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// 師資類科
    pub qualification: PrintableText,
    /// 法令依據
    pub legal_basis: PrintableText,
    /// 發證機關
    pub issuing_authority: PrintableText,
    /// 國籍或地區
    pub nationality: Option<PrintableText>,
    /// 照片: digest of the stored JPEG
    pub photo: Digest,
}

impl CaseDetails {
    /// The kind of certificate.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::University(_) => Kind::University,
            Self::K12(_) => Kind::K12,
        }
    }

    /// 證書字號
    pub const fn certificate_number(&self) -> &CertificateNumber {
        match self {
            Self::University(case) => &case.certificate_number,
            Self::K12(case) => &case.certificate_number,
        }
    }

    /// 身分證號
    pub const fn identity_number(&self) -> &IdentityNumber {
        match self {
            Self::University(case) => &case.identity_number,
            Self::K12(case) => &case.identity_number,
        }
    }

    /// 生日
    pub const fn birth_date(&self) -> Date {
        match self {
            Self::University(case) => case.birth_date,
            Self::K12(case) => case.birth_date,
        }
    }

    /// 審查等級; K-12 has none.
    pub const fn rank(&self) -> Option<Rank> {
        match self {
            Self::University(case) => Some(case.rank),
            Self::K12(_) => None,
        }
    }

    /// 姓名
    pub const fn name(&self) -> &PrintableText {
        match self {
            Self::University(case) => &case.name,
            Self::K12(case) => &case.name,
        }
    }

    /// 送審學校; K-12 has none.
    pub const fn submitting_school(&self) -> Option<&PrintableText> {
        match self {
            Self::University(case) => Some(&case.submitting_school),
            Self::K12(_) => None,
        }
    }

    /// 學校代碼; K-12 has none.
    pub fn school_code(&self) -> Option<&str> {
        match self {
            Self::University(case) => Some(&case.school_code),
            Self::K12(_) => None,
        }
    }

    /// What the certificate prints, issued on a day.
    pub fn items(self, issue_date: Date) -> Items {
        match self {
            Self::University(case) => Items::University(UniversityItems {
                name: case.name,
                birth_date: case.birth_date,
                identity_number: case.identity_number,
                rank: case.rank,
                certificate_number: case.certificate_number,
                seniority_start: case.seniority_start,
                submitting_school: case.submitting_school,
                issue_date,
            }),
            Self::K12(case) => Items::K12(K12Items {
                name: case.name,
                birth_date: case.birth_date,
                identity_number: case.identity_number,
                photo: case.photo,
                certificate_number: case.certificate_number,
                qualification: case.qualification,
                legal_basis: case.legal_basis,
                issue_date,
                issuing_authority: case.issuing_authority,
                nationality: case.nationality,
            }),
        }
    }

    /// The text kept in the database.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("case data hold only strings")
    }

    /// Reads the text kept in the database.
    pub fn parse(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }
}
