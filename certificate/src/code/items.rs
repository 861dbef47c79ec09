//! The items of a code: those that the paper shows, so that a reader can compare
//! them. The identity number is masked as in the ministry's lists (`L12`): whoever
//! finds a code must not find more of it than the list shows. The photo is not
//! there; the digest of the claims holds it.

use crate::{
    Annotation, AnnotationMark, CertificateNumber, Date, ItemCode, Items, K12Items, Kind, PrintableText,
    PrintedItem, Rank, UniversityItems, YearMonth, printed::item,
};

/// A text of the certificate, or its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeText {
    /// The text.
    pub text: PrintableText,
    /// There was no room for all of it.
    pub shortened: bool,
}

/// The items of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeItems {
    /// 審定辦法 Art. 42
    University(UniversityCode),
    /// 核發辦法 Art. 2
    K12(K12Code),
}

/// Like [`UniversityItems`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniversityCode {
    /// 姓名
    pub name: CodeText,
    /// 出生年月日
    pub birth_date: Date,
    /// 國民身分證統一編號或居留證統一證號, masked
    pub identity: PrintableText,
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// 審定等級
    pub rank: Rank,
    /// 年資起算
    pub seniority_start: YearMonth,
    /// 送審學校
    pub submitting_school: CodeText,
    /// 發給證書年月日
    pub issue_date: Date,
}

/// Like [`K12Items`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct K12Code {
    /// 姓名
    pub name: CodeText,
    /// 出生年月日
    pub birth_date: Date,
    /// 國民身分證統一編號或居留證統一證號, masked
    pub identity: PrintableText,
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// 師資類科
    pub qualification: CodeText,
    /// 法令依據
    pub legal_basis: CodeText,
    /// 發證機關
    pub issuing_authority: CodeText,
    /// 國籍或地區
    pub nationality: Option<CodeText>,
    /// 發證日期
    pub issue_date: Date,
}

/// The mark of a certificate issued in place of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeAnnotation {
    /// 補發 or 換發.
    pub mark: AnnotationMark,
    /// 原發給日期
    pub original_issue_date: Date,
    /// 事由
    pub reason: CodeText,
}

impl CodeText {
    fn of(text: &PrintableText) -> Self {
        Self { text: text.clone(), shortened: false }
    }

    /// Keeps at most `limit` octets, at least the first character.
    pub(super) fn cut(&mut self, limit: usize) {
        let text = self.text.as_str();
        let end = text.floor_char_boundary(limit);
        if end == text.len() {
            return;
        }
        if let Ok(beginning) = text[..end].trim_end().parse() {
            *self = Self { text: beginning, shortened: true };
        }
    }

    /// The text; an ellipsis stands for what is missing.
    pub fn shown(&self) -> String {
        let ellipsis = if self.shortened { "…" } else { "" };
        format!("{}{ellipsis}", self.text)
    }
}

impl CodeAnnotation {
    pub(super) fn of(annotation: &Annotation) -> Self {
        Self {
            mark: annotation.mark,
            original_issue_date: annotation.original_issue_date,
            reason: CodeText::of(&annotation.reason),
        }
    }
}

impl CodeItems {
    pub(super) fn of(items: &Items) -> Self {
        match items {
            Items::University(items) => Self::University(UniversityCode::of(items)),
            Items::K12(items) => Self::K12(K12Code::of(items)),
        }
    }

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
            Self::University(items) => &items.certificate_number,
            Self::K12(items) => &items.certificate_number,
        }
    }

    /// Every text, the name first.
    pub(super) fn texts(&self) -> Vec<&CodeText> {
        match self {
            Self::University(items) => vec![&items.name, &items.submitting_school],
            Self::K12(items) => {
                let mut texts =
                    vec![&items.name, &items.qualification, &items.legal_basis, &items.issuing_authority];
                texts.extend(&items.nationality);
                texts
            }
        }
    }

    fn texts_mut(&mut self) -> Vec<&mut CodeText> {
        match self {
            Self::University(items) => vec![&mut items.name, &mut items.submitting_school],
            Self::K12(items) => {
                let mut texts = vec![&mut items.name, &mut items.qualification];
                texts.extend([&mut items.legal_basis, &mut items.issuing_authority]);
                texts.extend(&mut items.nationality);
                texts
            }
        }
    }

    /// Cuts every text, or every one but the name.
    pub(super) fn cut(&mut self, limit: usize, with_name: bool) {
        let kept = usize::from(!with_name);
        self.texts_mut().into_iter().skip(kept).for_each(|text| text.cut(limit));
    }

    /// The items as the paper prints them, in its order.
    pub fn printed(&self) -> Vec<PrintedItem> {
        match self {
            Self::University(items) => items.printed(),
            Self::K12(items) => items.printed(),
        }
    }
}

/// A masked number is three printable characters.
fn masked(number: &crate::IdentityNumber) -> PrintableText {
    number.masked().parse().expect("letters and digits are printable")
}

fn text(code: ItemCode, text: &CodeText) -> PrintedItem {
    item(code, text.shown(), None)
}

fn date(code: ItemCode, date: Date) -> PrintedItem {
    item(code, date.roc_long(), Some(date.en_long()))
}

/// The rest of the number is on the paper only.
fn identity(masked: &PrintableText) -> PrintedItem {
    item(ItemCode::IdentityNumber, format!("{masked}*******"), None)
}

impl UniversityCode {
    fn of(items: &UniversityItems) -> Self {
        Self {
            name: CodeText::of(&items.name),
            birth_date: items.birth_date,
            identity: masked(&items.identity_number),
            certificate_number: items.certificate_number.clone(),
            rank: items.rank,
            seniority_start: items.seniority_start,
            submitting_school: CodeText::of(&items.submitting_school),
            issue_date: items.issue_date,
        }
    }

    fn printed(&self) -> Vec<PrintedItem> {
        let seniority = self.seniority_start;
        vec![
            text(ItemCode::Name, &self.name),
            date(ItemCode::BirthDate, self.birth_date),
            identity(&self.identity),
            item(ItemCode::Rank, self.rank.zh(), Some(self.rank.en().to_owned())),
            item(ItemCode::CertificateNumber, &self.certificate_number, None),
            item(ItemCode::SeniorityStart, seniority.roc_long(), Some(seniority.en_long())),
            text(ItemCode::SubmittingSchool, &self.submitting_school),
            date(ItemCode::IssueDate, self.issue_date),
        ]
    }
}

impl K12Code {
    fn of(items: &K12Items) -> Self {
        Self {
            name: CodeText::of(&items.name),
            birth_date: items.birth_date,
            identity: masked(&items.identity_number),
            certificate_number: items.certificate_number.clone(),
            qualification: CodeText::of(&items.qualification),
            legal_basis: CodeText::of(&items.legal_basis),
            issuing_authority: CodeText::of(&items.issuing_authority),
            nationality: items.nationality.as_ref().map(CodeText::of),
            issue_date: items.issue_date,
        }
    }

    fn printed(&self) -> Vec<PrintedItem> {
        let mut printed = vec![
            text(ItemCode::Name, &self.name),
            date(ItemCode::BirthDate, self.birth_date),
            identity(&self.identity),
            item(ItemCode::CertificateNumber, &self.certificate_number, None),
            text(ItemCode::Qualification, &self.qualification),
            text(ItemCode::LegalBasis, &self.legal_basis),
            date(ItemCode::IssueDate, self.issue_date),
            text(ItemCode::IssuingAuthority, &self.issuing_authority),
        ];
        printed.extend(self.nationality.iter().map(|nationality| text(ItemCode::Nationality, nationality)));
        printed
    }
}
