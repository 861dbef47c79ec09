//! Rows of a roster become cases: every cell is parsed into a type of
//! `certificate`, and every problem of every row is named.

use std::collections::{BTreeMap, BTreeSet};

use certificate::{Digest, IdentityNumber, Kind, PrintableText, Rank, api::RowProblem};
use sha2::Digest as _;

use super::{
    NewCase, Photos, Roster, Rules,
    certificate_number::Parts,
    columns::Column,
    dates,
    header::Header,
    reasons::{Explain, missing_column, of_file, of_row, of_whole_row},
    table::{Cell, Record, Table},
};
use crate::case::{CaseDetails, K12Case, UniversityCase};

/// Makes cases of rows.
pub(super) fn read(table: &Table, photos: &Photos, rules: &Rules) -> Roster {
    let header = match Header::of(table) {
        Ok(header) => header,
        Err(problems) => return Roster { cases: Vec::new(), problems },
    };
    let mut roster = Roster { cases: Vec::new(), problems: Vec::new() };
    let mut missing = BTreeSet::new();
    if table.rows.is_empty() {
        roster.problems.push(of_file("名冊沒有資料列 the roster has no rows"));
    }
    for record in &table.rows {
        let mut row = Row { record, header: &header, rules, problems: Vec::new(), missing: BTreeSet::new() };
        match row.case(photos) {
            Some(case) if row.problems.is_empty() && row.missing.is_empty() => roster.cases.push(case),
            _ => roster.problems.append(&mut row.problems),
        }
        missing.append(&mut row.missing);
    }
    // Once for the file, not once for every row.
    roster.problems.extend(missing.into_iter().map(|column| missing_column(header.row, column)));
    roster
}

/// One row while it is read: notes every problem, not only the first.
struct Row<'a> {
    record: &'a Record,
    header: &'a Header,
    rules: &'a Rules,
    problems: Vec<RowProblem>,
    missing: BTreeSet<Column>,
}

impl Row<'_> {
    fn case(&mut self, photos: &Photos) -> Option<NewCase> {
        if self.is_short() || self.header.is_exceeded_by(&self.record.cells) {
            let reason = "欄數與標題列不同 another number of columns than the header";
            self.problems.push(of_whole_row(self.record.row, reason));
            return None;
        }
        let kind = self.kind();
        self.check_eligible(kind);
        let document_number = self.printable(Column::DocumentNumber);
        let (details, photo) = match kind? {
            Kind::University => (CaseDetails::University(self.university()?), None),
            Kind::K12 => {
                let photo = self.photo(photos);
                (CaseDetails::K12(self.k12(photo.as_deref())?), photo)
            }
        };
        let document_number = document_number?.to_string();
        Some(NewCase { row: self.record.row, document_number, details, photo })
    }

    fn is_short(&self) -> bool {
        self.record.is_line && self.record.cells.len() < self.header.width()
    }

    fn kind(&mut self) -> Option<Kind> {
        let text = self.required(Column::Kind)?.shown();
        let kind = match text {
            "專科以上學校教師" | "專科以上學校教師證書" | "大專" => {
                Some(Kind::University)
            }
            "高級中等以下學校及幼兒園教師" | "高級中等以下學校及幼兒園教師證書" => {
                Some(Kind::K12)
            }
            code => code.parse().ok(),
        };
        kind.or_else(|| self.problem(Column::Kind, "應為 university 或 k12 expected university or k12"))
    }

    /// Only approved cases that are eligible for an electronic certificate. Where
    /// the day of approval is given, it has to be in the time of electronic
    /// certificates, too (domain 3.2; the edge to the day is a setting).
    fn check_eligible(&mut self, kind: Option<Kind>) {
        self.require(Column::Outcome, "審定通過");
        let has_date = self.header.has(Column::ApprovalDate);
        if self.header.has(Column::SupportsElectronic) || !has_date {
            self.require(Column::SupportsElectronic, "是");
        }
        let may_be_empty = self.header.has(Column::SupportsElectronic);
        let is_empty = *self.cell(Column::ApprovalDate) == Cell::Empty;
        if kind == Some(Kind::K12) || !has_date || is_empty && may_be_empty {
            return;
        }
        if let Some(day) = self.parse(Column::ApprovalDate, dates::day)
            && day < self.rules.electronic_from
        {
            let (zh, iso) = (self.rules.electronic_from.roc_short(), self.rules.electronic_from);
            let reason = format!(
                "{zh} 以前核定者沒有電子證書 approved before {iso}, there is no electronic certificate"
            );
            self.problem::<()>(Column::ApprovalDate, reason);
        }
    }

    fn university(&mut self) -> Option<UniversityCase> {
        let name = self.printable(Column::Name);
        let birth_date = self.parse(Column::BirthDate, dates::day);
        let identity_number = self.identity_number();
        let rank = self.parse(Column::Rank, |cell| cell.shown().parse::<Rank>());
        let certificate_number = self.certificate_number(rank);
        let seniority_start = self.parse(Column::SeniorityStart, dates::month);
        let school_code = self.school_code();
        let submitting_school = self.submitting_school(school_code.as_deref());
        let sex = self.optional(Column::Sex);
        let review_category = self.review_category();
        Some(UniversityCase {
            name: name?,
            birth_date: birth_date?,
            identity_number: identity_number?,
            rank: rank?,
            certificate_number: certificate_number?,
            seniority_start: seniority_start?,
            submitting_school: submitting_school?,
            school_code: school_code?,
            sex: sex?.map(String::from),
            review_category: review_category?,
        })
    }

    fn k12(&mut self, photo: Option<&[u8]>) -> Option<K12Case> {
        let name = self.printable(Column::Name);
        let birth_date = self.parse(Column::BirthDate, dates::day);
        let identity_number = self.identity_number();
        let certificate_number = self.certificate_number(None);
        let qualification = self.printable(Column::Qualification);
        let legal_basis = self.printable(Column::LegalBasis);
        let issuing_authority = self.printable(Column::IssuingAuthority);
        let nationality = self.optional(Column::Nationality);
        Some(K12Case {
            name: name?,
            birth_date: birth_date?,
            identity_number: identity_number?,
            certificate_number: certificate_number?,
            qualification: qualification?,
            legal_basis: legal_basis?,
            issuing_authority: issuing_authority?,
            nationality: nationality?,
            photo: digest(photo?),
        })
    }

    fn identity_number(&mut self) -> Option<IdentityNumber> {
        self.parse(Column::IdentityNumber, |cell| cell.shown().parse())
    }

    fn certificate_number(&mut self, rank: Option<Rank>) -> Option<certificate::CertificateNumber> {
        let number = self.required(Column::CertificateNumber)?.shown();
        let prefix = self.cell(Column::NumberPrefix).shown();
        let rank = rank.filter(|_| self.rules.derive_prefix);
        let joined = Parts { number, prefix, rank }.join();
        joined.map_err(|(column, reason)| self.problem::<()>(column, reason)).ok()
    }

    /// Four characters (domain: `SchoolCode`); a spreadsheet loses zeros in front.
    fn school_code(&mut self) -> Option<String> {
        let code = self.required(Column::SchoolCode)?.shown();
        if code.len() != 4 || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let reason = "學校代碼是四個字元，開頭的零要保留 a school code has four characters, zeros in front included";
            return self.problem(Column::SchoolCode, reason);
        }
        if !self.rules.schools.is_empty() && !self.rules.schools.contains_key(code) {
            return self.problem(
                Column::SchoolCode,
                "參考資料沒有這個學校代碼 no school of the reference data has this code",
            );
        }
        Some(code.to_owned())
    }

    fn submitting_school(&mut self, code: Option<&str>) -> Option<PrintableText> {
        let name = self.printable(Column::SubmittingSchool)?;
        match code.and_then(|code| self.rules.schools.get(code)) {
            Some(known) if known != name.as_str() => self.problem(
                Column::SubmittingSchool,
                "校名與學校代碼不符 the name does not agree with 學校代碼",
            ),
            _ => Some(name),
        }
    }

    /// The name of the category, also where the roster has its code.
    fn review_category(&mut self) -> Option<Option<String>> {
        let Some(text) = self.optional(Column::ReviewCategory)? else { return Some(None) };
        let known: &BTreeMap<String, String> = &self.rules.review_categories;
        if known.is_empty() || known.values().any(|name| name == text.as_str()) {
            return Some(Some(text.into()));
        }
        match known.get(text.as_str()) {
            Some(name) => Some(Some(name.clone())),
            None => self.problem(
                Column::ReviewCategory,
                "參考資料沒有這個審查類別 the reference data has no such category",
            ),
        }
    }

    fn photo(&mut self, photos: &Photos) -> Option<Vec<u8>> {
        let name = self.required(Column::Photo)?.shown();
        photos.load(name).map_err(|reason| self.problem::<()>(Column::Photo, reason)).ok()
    }
}

/// Reading one cell.
impl<'a> Row<'a> {
    fn cell(&self, column: Column) -> &'a Cell {
        self.header.index(column).and_then(|index| self.record.cells.get(index)).unwrap_or(&Cell::Empty)
    }

    /// A cell that may be empty, unless it cannot be read.
    fn readable(&mut self, column: Column) -> Option<&'a Cell> {
        match self.cell(column) {
            Cell::Fault(reason) => self.problem(column, *reason),
            cell => Some(cell),
        }
    }

    /// A cell that may not be empty.
    fn required(&mut self, column: Column) -> Option<&'a Cell> {
        if !self.header.has(column) {
            self.missing.insert(column);
            return None;
        }
        match self.readable(column)? {
            Cell::Empty => self.problem(column, "空白 empty"),
            cell => Some(cell),
        }
    }

    /// `None` for a problem, `Some(None)` for an empty cell.
    fn optional(&mut self, column: Column) -> Option<Option<PrintableText>> {
        match self.readable(column)? {
            Cell::Empty => Some(None),
            _ => self.printable(column).map(Some),
        }
    }

    fn printable(&mut self, column: Column) -> Option<PrintableText> {
        self.parse(column, |cell| cell.shown().parse())
    }

    fn parse<T, E: Explain>(
        &mut self,
        column: Column,
        parse: impl FnOnce(&Cell) -> Result<T, E>,
    ) -> Option<T> {
        let cell = self.required(column)?;
        parse(cell).map_err(|error| self.problem::<()>(column, error.reason())).ok()
    }

    fn require(&mut self, column: Column, word: &str) {
        if self.required(column).is_some_and(|cell| cell.shown() != word) {
            self.problem::<()>(
                column,
                format!("只有「{word}」的案件可以發證 only cases with {word} can be issued"),
            );
        }
    }

    fn problem<T>(&mut self, column: Column, reason: impl Into<String>) -> Option<T> {
        self.problems.push(of_row(self.record.row, column.name(), reason));
        None
    }
}

fn digest(bytes: &[u8]) -> Digest {
    Digest(sha2::Sha256::digest(bytes).into())
}
