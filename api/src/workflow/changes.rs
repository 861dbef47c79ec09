//! Changes of case data: text from a form or a command, parsed into the types of a
//! case, with every field that cannot be taken.

use std::{fmt, str::FromStr};

use certificate::{
    PrintableText,
    api::{CaseData, FieldProblem},
};

use super::Refusal;
use crate::case::CaseDetails;

impl CaseDetails {
    /// The data in force, as a form shows them: days in the ROC calendar.
    pub fn to_data(&self) -> CaseData {
        let text = |value: &dyn fmt::Display| Some(value.to_string());
        match self {
            Self::University(case) => CaseData {
                name: text(&case.name),
                birth_date: Some(case.birth_date.roc_short()),
                identity_number: text(&case.identity_number),
                rank: text(&case.rank),
                seniority_start: Some(case.seniority_start.roc_short()),
                submitting_school: text(&case.submitting_school),
                school_code: Some(case.school_code.clone()),
                sex: case.sex.clone(),
                review_category: case.review_category.clone(),
                ..Default::default()
            },
            Self::K12(case) => CaseData {
                name: text(&case.name),
                birth_date: Some(case.birth_date.roc_short()),
                identity_number: text(&case.identity_number),
                qualification: text(&case.qualification),
                legal_basis: text(&case.legal_basis),
                issuing_authority: text(&case.issuing_authority),
                nationality: case.nationality.as_ref().map(ToString::to_string),
                ..Default::default()
            },
        }
    }

    /// The data with changes; `None` in a change keeps what is there, an empty text
    /// clears what may be left out.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with every field that cannot be taken.
    pub fn changed(&self, data: &CaseData) -> Result<Self, Refusal> {
        let mut changed = self.clone();
        let mut form = Form::default();
        match &mut changed {
            Self::University(case) => {
                form.set("name", &data.name, &mut case.name);
                form.set("birth_date", &data.birth_date, &mut case.birth_date);
                form.set("identity_number", &data.identity_number, &mut case.identity_number);
                form.set("rank", &data.rank, &mut case.rank);
                form.set("seniority_start", &data.seniority_start, &mut case.seniority_start);
                form.set("submitting_school", &data.submitting_school, &mut case.submitting_school);
                form.set_text("school_code", &data.school_code, &mut case.school_code);
                form.set_optional("sex", &data.sex, &mut case.sex);
                form.set_optional("review_category", &data.review_category, &mut case.review_category);
                form.refuse([
                    ("qualification", &data.qualification),
                    ("legal_basis", &data.legal_basis),
                    ("issuing_authority", &data.issuing_authority),
                    ("nationality", &data.nationality),
                ]);
            }
            Self::K12(case) => {
                form.set("name", &data.name, &mut case.name);
                form.set("birth_date", &data.birth_date, &mut case.birth_date);
                form.set("identity_number", &data.identity_number, &mut case.identity_number);
                form.set("qualification", &data.qualification, &mut case.qualification);
                form.set("legal_basis", &data.legal_basis, &mut case.legal_basis);
                form.set("issuing_authority", &data.issuing_authority, &mut case.issuing_authority);
                form.set_optional::<PrintableText>("nationality", &data.nationality, &mut case.nationality);
                form.refuse([
                    ("rank", &data.rank),
                    ("seniority_start", &data.seniority_start),
                    ("submitting_school", &data.submitting_school),
                    ("school_code", &data.school_code),
                    ("sex", &data.sex),
                    ("review_category", &data.review_category),
                ]);
            }
        }
        if form.problems.is_empty() { Ok(changed) } else { Err(Refusal::Invalid(form.problems)) }
    }

    /// Names of the fields in which two versions of the data differ.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let fields = |details: &Self| serde_json::to_value(details.to_data()).unwrap_or_default();
        let (ours, theirs) = (fields(self), fields(other));
        let names = ours.as_object().into_iter().chain(theirs.as_object()).flat_map(|fields| fields.keys());
        let mut differing: Vec<_> =
            names.filter(|name| ours.get(name) != theirs.get(name)).cloned().collect();
        differing.sort_unstable();
        differing.dedup();
        differing
    }
}

/// A form while it is read: notes every problem, not only the first.
#[derive(Default)]
struct Form {
    problems: Vec<FieldProblem>,
}

impl Form {
    fn problem(&mut self, field: &str, reason: String) {
        self.problems.push(FieldProblem { field: field.to_owned(), reason });
    }

    fn parse<T: FromStr<Err: fmt::Display>>(&mut self, field: &str, text: &str) -> Option<T> {
        match text.trim().parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(field, format!("格式不符 Not in the form needed: {error}"));
                None
            }
        }
    }

    fn set<T: FromStr<Err: fmt::Display>>(&mut self, field: &str, change: &Option<String>, value: &mut T) {
        if let Some(parsed) = change.as_deref().and_then(|text| self.parse(field, text)) {
            *value = parsed;
        }
    }

    fn set_optional<T: FromStr<Err: fmt::Display>>(
        &mut self,
        field: &str,
        change: &Option<String>,
        value: &mut Option<T>,
    ) {
        match change.as_deref().map(str::trim) {
            None => {}
            Some("") => *value = None,
            Some(text) => {
                if let Some(parsed) = self.parse(field, text) {
                    *value = Some(parsed);
                }
            }
        }
    }

    fn set_text(&mut self, field: &str, change: &Option<String>, value: &mut String) {
        match change.as_deref().map(str::trim) {
            None => {}
            Some("") => self.problem(field, "不可空白 Must not be empty".to_owned()),
            Some(text) => text.clone_into(value),
        }
    }

    /// Fields that this kind of certificate does not have.
    fn refuse<'a>(&mut self, fields: impl IntoIterator<Item = (&'a str, &'a Option<String>)>) {
        for (field, _) in fields.into_iter().filter(|(_, change)| change.is_some()) {
            self.problem(field, "此類證書沒有這個欄位 This kind of certificate has no such field".to_owned());
        }
    }
}
