//! The data of a case in a form: what is typed, and what of it is different from
//! what was there. Only that is sent.

use certificate::{Kind, api::CaseData};
use leptos::prelude::*;

/// An item that an officer may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseField {
    /// 姓名
    Name,
    /// 出生年月日
    BirthDate,
    /// 身分證號
    IdentityNumber,
    /// 審查等級
    Rank,
    /// 年資起算
    SeniorityStart,
    /// 送審學校
    SubmittingSchool,
    /// 學校代碼
    SchoolCode,
    /// 性別
    Sex,
    /// 審查類別
    ReviewCategory,
    /// 師資類科
    Qualification,
    /// 法令依據
    LegalBasis,
    /// 發證機關
    IssuingAuthority,
    /// 國籍或地區
    Nationality,
}

impl CaseField {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Name,
        Self::BirthDate,
        Self::IdentityNumber,
        Self::Rank,
        Self::SeniorityStart,
        Self::SubmittingSchool,
        Self::SchoolCode,
        Self::Sex,
        Self::ReviewCategory,
        Self::Qualification,
        Self::LegalBasis,
        Self::IssuingAuthority,
        Self::Nationality,
    ];

    /// Those that a case of this kind has, in the order of its certificate.
    pub const fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::University => &[
                Self::Name,
                Self::BirthDate,
                Self::IdentityNumber,
                Self::Rank,
                Self::SeniorityStart,
                Self::SubmittingSchool,
                Self::SchoolCode,
                Self::Sex,
                Self::ReviewCategory,
            ],
            Kind::K12 => &[
                Self::Name,
                Self::BirthDate,
                Self::IdentityNumber,
                Self::Nationality,
                Self::Qualification,
                Self::LegalBasis,
                Self::IssuingAuthority,
            ],
        }
    }

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::BirthDate => "birth_date",
            Self::IdentityNumber => "identity_number",
            Self::Rank => "rank",
            Self::SeniorityStart => "seniority_start",
            Self::SubmittingSchool => "submitting_school",
            Self::SchoolCode => "school_code",
            Self::Sex => "sex",
            Self::ReviewCategory => "review_category",
            Self::Qualification => "qualification",
            Self::LegalBasis => "legal_basis",
            Self::IssuingAuthority => "issuing_authority",
            Self::Nationality => "nationality",
        }
    }

    /// The `id` of its control.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Name => "case-name",
            Self::BirthDate => "case-birth-date",
            Self::IdentityNumber => "case-identity-number",
            Self::Rank => "case-rank",
            Self::SeniorityStart => "case-seniority-start",
            Self::SubmittingSchool => "case-submitting-school",
            Self::SchoolCode => "case-school-code",
            Self::Sex => "case-sex",
            Self::ReviewCategory => "case-review-category",
            Self::Qualification => "case-qualification",
            Self::LegalBasis => "case-legal-basis",
            Self::IssuingAuthority => "case-issuing-authority",
            Self::Nationality => "case-nationality",
        }
    }

    /// Its value.
    pub fn read(self, data: &CaseData) -> Option<&str> {
        match self {
            Self::Name => &data.name,
            Self::BirthDate => &data.birth_date,
            Self::IdentityNumber => &data.identity_number,
            Self::Rank => &data.rank,
            Self::SeniorityStart => &data.seniority_start,
            Self::SubmittingSchool => &data.submitting_school,
            Self::SchoolCode => &data.school_code,
            Self::Sex => &data.sex,
            Self::ReviewCategory => &data.review_category,
            Self::Qualification => &data.qualification,
            Self::LegalBasis => &data.legal_basis,
            Self::IssuingAuthority => &data.issuing_authority,
            Self::Nationality => &data.nationality,
        }
        .as_deref()
    }

    fn write(self, data: &mut CaseData, value: String) {
        let place = match self {
            Self::Name => &mut data.name,
            Self::BirthDate => &mut data.birth_date,
            Self::IdentityNumber => &mut data.identity_number,
            Self::Rank => &mut data.rank,
            Self::SeniorityStart => &mut data.seniority_start,
            Self::SubmittingSchool => &mut data.submitting_school,
            Self::SchoolCode => &mut data.school_code,
            Self::Sex => &mut data.sex,
            Self::ReviewCategory => &mut data.review_category,
            Self::Qualification => &mut data.qualification,
            Self::LegalBasis => &mut data.legal_basis,
            Self::IssuingAuthority => &mut data.issuing_authority,
            Self::Nationality => &mut data.nationality,
        };
        *place = Some(value);
    }
}

/// What of the typed values differs from `before`. An item that was emptied is
/// sent empty: whether it may be is the server's to say.
pub fn changes(before: &CaseData, typed: impl IntoIterator<Item = (CaseField, String)>) -> CaseData {
    let mut data = CaseData::default();
    for (field, value) in typed {
        let value = value.trim();
        if field.read(before).unwrap_or_default() != value {
            field.write(&mut data, value.to_owned());
        }
    }
    data
}

/// The fields of a form, each a signal of its own. Copies are the same.
#[derive(Clone, Copy)]
pub struct TypedCase {
    fields: &'static [CaseField],
    values: StoredValue<Vec<RwSignal<String>>>,
}

impl TypedCase {
    /// Filled with what is there.
    pub fn filled(kind: Kind, data: &CaseData) -> Self {
        let fields = CaseField::of(kind);
        let values = fields
            .iter()
            .map(|field| RwSignal::new(field.read(data).unwrap_or_default().to_owned()))
            .collect();
        Self { fields, values: StoredValue::new(values) }
    }

    /// Its fields, in order.
    pub const fn fields(self) -> &'static [CaseField] {
        self.fields
    }

    /// What is typed in one.
    ///
    /// # Panics
    ///
    /// If the kind has no such field, which [`Self::fields`] would not have named.
    pub fn value(self, field: CaseField) -> RwSignal<String> {
        let place = self.fields.iter().position(|known| *known == field).expect("a field of this kind");
        self.values.with_value(|values| values[place])
    }

    /// What differs from `before`.
    pub fn changes(self, before: &CaseData) -> CaseData {
        changes(before, self.fields.iter().map(|field| (*field, self.value(*field).get_untracked())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> CaseData {
        CaseData {
            name: Some("王小明".to_owned()),
            birth_date: Some("78-04-16".to_owned()),
            rank: Some("professor".to_owned()),
            ..CaseData::default()
        }
    }

    #[test]
    fn only_what_differs_is_sent() {
        let typed = [
            (CaseField::Name, " 王曉明 ".to_owned()),
            (CaseField::BirthDate, "78-04-16".to_owned()),
            (CaseField::Sex, String::new()),
        ];
        let expected = CaseData { name: Some("王曉明".to_owned()), ..CaseData::default() };
        assert_eq!(changes(&case(), typed), expected);
    }

    #[test]
    fn an_emptied_item_is_sent_empty() {
        let typed = [(CaseField::Name, "  ".to_owned())];
        assert_eq!(changes(&case(), typed).name.as_deref(), Some(""));
    }

    #[test]
    fn every_field_reads_what_it_writes_under_its_name_on_the_wire() {
        for field in CaseField::ALL {
            let data = changes(&CaseData::default(), [(field, "x".to_owned())]);
            assert_eq!(field.read(&data), Some("x"));
            let json = serde_json::to_value(&data).unwrap();
            assert_eq!(json, serde_json::json!({ field.name(): "x" }));
        }
    }

    #[test]
    fn every_field_belongs_to_a_kind() {
        for field in CaseField::ALL {
            let kinds = [Kind::University, Kind::K12];
            assert!(kinds.into_iter().any(|kind| CaseField::of(kind).contains(&field)), "{field:?}");
        }
    }
}
