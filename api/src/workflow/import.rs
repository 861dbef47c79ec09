//! Import of approved cases from a roster in CSV. All or nothing: one bad row and
//! nothing is stored, and every bad row is reported with row, column and reason.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use anyhow::{Context as _, Result};
use certificate::{Digest, Kind};
use csv::StringRecord;
use serde::Serialize;
use sqlx::AnyConnection;

use super::{record::projection, rules::Standing};
use crate::{
    archive::Particulars,
    case::{CaseDetails, K12Case, UniversityCase},
    db::{self, CaseRow},
    files::FileStore,
    history::{self, Details, EventKind, NewEvent, Occasion},
    ids::new_id,
    unit::IssuingUnit,
};

/// The columns of a roster, as its header names them.
const COLUMNS: [&str; 19] = [
    "類別",
    "核定公文文號",
    "姓名",
    "身分證號",
    "生日",
    "性別",
    "審查等級",
    "審查類別",
    "學校代碼",
    "送審學校",
    "起資年月",
    "證書字號",
    "審查結果",
    "支援電子證書",
    "師資類科",
    "法令依據",
    "發證機關",
    "國籍或地區",
    "照片",
];

/// A JPEG photo larger than this would make the certificate unwieldy.
const MAX_PHOTO_BYTES: usize = 300_000;

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// New cases.
    pub imported: usize,
    /// Cases that were there already, word for word.
    pub unchanged: usize,
}

/// Why a row cannot be imported. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The row as a spreadsheet counts: the header is row 1.
    pub row: u64,
    /// The column by its name in the header.
    pub column: String,
    /// The reason.
    pub reason: String,
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}, column {}: {}", self.row, self.column, self.reason)
    }
}

/// The roster was refused; nothing was stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing was imported:\n{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct RosterRefused(pub Vec<RowProblem>);

struct NewCase {
    row: u64,
    document_number: String,
    details: CaseDetails,
    photo: Option<Vec<u8>>,
}

impl IssuingUnit {
    /// Imports a roster. Photos are files in the folder `photos`.
    pub async fn import(
        &self,
        roster: &Path,
        photos: Option<&Path>,
        occasion: Occasion<'_>,
    ) -> Result<Imported> {
        let text = fs::read(roster).with_context(|| format!("cannot read {}", roster.display()))?;
        let mut problems = Vec::new();
        let cases = read_roster(&text, photos, &mut problems);
        let mut tx = self.db.write().await?;
        let mut counts = Imported { imported: 0, unchanged: 0 };
        let mut new = Vec::new();
        for case in &cases {
            match store_case(self, &mut tx, case, occasion).await? {
                Ok(Some(id)) => new.push(id),
                Ok(None) => counts.unchanged += 1,
                Err(problem) => problems.push(problem),
            }
        }
        counts.imported = new.len();
        if !problems.is_empty() {
            tx.rollback().await?;
            problems.sort_by_key(|problem| problem.row);
            return Err(RosterRefused(problems).into());
        }
        let act = new_id();
        let event = |case| NewEvent {
            kind: EventKind::Imported,
            act: &act,
            case_id: Some(case),
            certificate_id: None,
            details: Details::NONE,
        };
        let events: Vec<_> = new.iter().map(|case| event(case.as_str())).collect();
        history::append(&mut tx, occasion, &events).await?;
        // Photos first: a photo without a case is harmless.
        store_photos(&self.files, &cases)?;
        tx.commit().await?;
        Ok(counts)
    }
}

fn store_photos(files: &FileStore, cases: &[NewCase]) -> Result<()> {
    cases.iter().filter_map(|case| case.photo.as_deref()).try_for_each(|photo| files.put(photo).map(drop))?;
    Ok(())
}

/// Inserts a case and gives its id; none when it was there already with the same
/// data.
async fn store_case(
    unit: &IssuingUnit,
    db: &mut AnyConnection,
    case: &NewCase,
    occasion: Occasion<'_>,
) -> Result<Result<Option<String>, RowProblem>> {
    let problem = |column: &str, reason: &str| {
        Ok(Err(RowProblem { row: case.row, column: column.to_owned(), reason: reason.to_owned() }))
    };
    let details = &case.details;
    let number = details.certificate_number().to_string();
    if let Some(known) = db::load_case_by_number(db, &number).await? {
        // As it was imported: what was corrected or replaced since is not undone.
        let imported = db::load_revision(db, &known.id, 1).await?.context("a case has a first revision")?;
        let same =
            unit.vault.open_details(&imported)? == *details && known.document_number == case.document_number;
        return if same {
            Ok(Ok(None))
        } else {
            problem("證書字號", "this number is in use with other data")
        };
    }
    let particulars =
        Particulars { identity_number: details.identity_number().clone(), birth_date: details.birth_date() };
    let identity_index = unit.vault.identity_index(&particulars.identity_number);
    let holder_id = match db::load_holder(db, &identity_index).await? {
        Some((id, sealed)) if unit.vault.open_particulars(&id, &sealed)? != particulars => {
            return problem("生日", "another birth date is on record for this identity number");
        }
        Some((id, _)) => id,
        None => {
            let id = new_id();
            let sealed = unit.vault.seal_particulars(&id, &particulars)?;
            db::insert_holder(db, &id, &identity_index, &sealed).await?;
            id
        }
    };
    let id = new_id();
    let row = CaseRow {
        holder_id,
        kind: details.kind().code().to_owned(),
        document_number: case.document_number.clone(),
        certificate_number: number,
        school_code: details.school_code().map(str::to_owned),
        rank: details.rank().map(|rank| rank.code().to_owned()),
        name_index: unit.vault.name_index(details.name()),
        imported_at: occasion.now.unix(),
        revision: 1,
        sealed: unit.vault.seal_details(&id, 1, details),
        projection: projection(&Standing::default(), 0),
        id,
    };
    db::insert_case(db, &row).await?;
    Ok(Ok(Some(row.id)))
}

fn read_roster(text: &[u8], photos: Option<&Path>, problems: &mut Vec<RowProblem>) -> Vec<NewCase> {
    // Spreadsheets put a byte order mark in front of UTF-8.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text);
    let columns = match reader.headers().map(columns) {
        Ok(Ok(columns)) => columns,
        Ok(Err(problem)) => {
            problems.push(problem);
            return Vec::new();
        }
        Err(_) => {
            problems.push(whole_row(1, "the header is not UTF-8 text"));
            return Vec::new();
        }
    };
    let mut cases = Vec::new();
    for (record, row) in reader.records().zip(2..) {
        let Ok(record) = record else {
            problems.push(whole_row(row, "not UTF-8 text, or another number of columns than the header"));
            continue;
        };
        let mut cells = Row { record: &record, columns: &columns, row, problems: Vec::new() };
        match cells.case(photos) {
            Some(case) if cells.problems.is_empty() => cases.push(case),
            _ => problems.append(&mut cells.problems),
        }
    }
    cases
}

fn whole_row(row: u64, reason: &str) -> RowProblem {
    RowProblem { row, column: "(all)".to_owned(), reason: reason.to_owned() }
}

fn columns(header: &StringRecord) -> Result<BTreeMap<String, usize>, RowProblem> {
    let columns: BTreeMap<String, usize> = header.iter().map(str::to_owned).zip(0..).collect();
    let problem = |column: &str, reason: &str| {
        Err(RowProblem { row: 1, column: column.to_owned(), reason: reason.to_owned() })
    };
    if let Some(missing) = COLUMNS.iter().find(|column| !columns.contains_key(**column)) {
        return problem(missing, "the column is missing");
    }
    match columns.keys().find(|column| !COLUMNS.contains(&column.as_str())) {
        Some(unknown) => problem(unknown, "no such column is known"),
        None => Ok(columns),
    }
}

/// One row while it is read: notes every problem, not only the first.
struct Row<'a> {
    record: &'a StringRecord,
    columns: &'a BTreeMap<String, usize>,
    row: u64,
    problems: Vec<RowProblem>,
}

impl Row<'_> {
    fn case(&mut self, photos: Option<&Path>) -> Option<NewCase> {
        self.require("審查結果", "審定通過");
        self.require("支援電子證書", "是");
        let document_number = self.text("核定公文文號");
        match self.cell("類別").parse::<Kind>() {
            Ok(Kind::University) => {
                let case = self.university()?;
                Some(NewCase {
                    row: self.row,
                    document_number: document_number?,
                    details: CaseDetails::University(case),
                    photo: None,
                })
            }
            Ok(Kind::K12) => {
                let photo = self.photo(photos);
                let digest = photo.as_deref().map(digest);
                let case = self.k12(digest)?;
                Some(NewCase {
                    row: self.row,
                    document_number: document_number?,
                    details: CaseDetails::K12(case),
                    photo,
                })
            }
            Err(()) => self.problem("類別", "university or k12"),
        }
    }

    fn university(&mut self) -> Option<UniversityCase> {
        let name = self.parse("姓名");
        let birth_date = self.parse("生日");
        let identity_number = self.parse("身分證號");
        let rank = self.parse("審查等級");
        let certificate_number = self.parse("證書字號");
        let seniority_start = self.parse("起資年月");
        let submitting_school = self.parse("送審學校");
        let school_code = self.text("學校代碼");
        Some(UniversityCase {
            name: name?,
            birth_date: birth_date?,
            identity_number: identity_number?,
            rank: rank?,
            certificate_number: certificate_number?,
            seniority_start: seniority_start?,
            submitting_school: submitting_school?,
            school_code: school_code?,
            sex: self.optional("性別"),
            review_category: self.optional("審查類別"),
        })
    }

    fn k12(&mut self, photo: Option<Digest>) -> Option<K12Case> {
        let name = self.parse("姓名");
        let birth_date = self.parse("生日");
        let identity_number = self.parse("身分證號");
        let certificate_number = self.parse("證書字號");
        let qualification = self.parse("師資類科");
        let legal_basis = self.parse("法令依據");
        let issuing_authority = self.parse("發證機關");
        let nationality =
            if self.cell("國籍或地區").is_empty() { None } else { Some(self.parse("國籍或地區")?) };
        Some(K12Case {
            name: name?,
            birth_date: birth_date?,
            identity_number: identity_number?,
            certificate_number: certificate_number?,
            qualification: qualification?,
            legal_basis: legal_basis?,
            issuing_authority: issuing_authority?,
            nationality,
            photo: photo?,
        })
    }

    fn photo(&mut self, folder: Option<&Path>) -> Option<Vec<u8>> {
        let name = self.text("照片")?;
        let Some(folder) = folder else {
            return self.problem("照片", "give the folder of the photos with --photos");
        };
        if Path::new(&name).file_name().is_none_or(|file| file != name.as_str()) {
            return self.problem("照片", "a file name without a folder");
        }
        let Ok(photo) = fs::read(folder.join(&name)) else {
            return self.problem("照片", "there is no such file in the folder of the photos");
        };
        if !photo.starts_with(b"\xff\xd8\xff") {
            return self.problem("照片", "not a JPEG picture");
        }
        if photo.len() > MAX_PHOTO_BYTES {
            return self.problem("照片", "larger than 300 kB");
        }
        Some(photo)
    }

    fn cell(&self, column: &str) -> &str {
        self.columns.get(column).and_then(|index| self.record.get(*index)).unwrap_or_default()
    }

    fn optional(&self, column: &str) -> Option<String> {
        Some(self.cell(column).to_owned()).filter(|text| !text.is_empty())
    }

    fn text(&mut self, column: &str) -> Option<String> {
        match self.optional(column) {
            Some(text) => Some(text),
            None => self.problem(column, "empty"),
        }
    }

    fn parse<T: std::str::FromStr<Err: fmt::Display>>(&mut self, column: &str) -> Option<T> {
        match self.text(column)?.parse() {
            Ok(value) => Some(value),
            Err(error) => self.problem(column, &error.to_string()),
        }
    }

    fn require(&mut self, column: &str, word: &str) {
        if self.cell(column) != word {
            self.problem::<()>(column, &format!("only cases with {word} can be issued"));
        }
    }

    fn problem<T>(&mut self, column: &str, reason: &str) -> Option<T> {
        self.problems.push(RowProblem {
            row: self.row,
            column: column.to_owned(),
            reason: reason.to_owned(),
        });
        None
    }
}

fn digest(bytes: &[u8]) -> Digest {
    use sha2::Digest as _;
    Digest(sha2::Sha256::digest(bytes).into())
}
