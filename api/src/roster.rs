//! Rosters: bytes → rows → approved cases, with every problem at its row and
//! column.
//!
//! `format` finds out what the bytes are, by content and never by name; `text`,
//! `workbook` and `archive` turn them into a [`table::Table`]; `columns` is the
//! one list of what a header may say; `cells` makes cases of rows. Nothing here
//! stores anything, and no reason repeats what a cell holds.

mod archive;
mod cells;
mod certificate_number;
mod columns;
mod dates;
mod format;
mod header;
mod number_format;
mod photos;
mod reasons;
mod table;
mod template;
mod text;
mod workbook;
mod zip_limits;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use certificate::{Date, api::RowProblem};
use reasons::of_file;

use crate::case::CaseDetails;
pub(crate) use columns::Column;
pub(crate) use photos::Photos;
pub(crate) use reasons::of_row;
pub use template::{TemplateFile, UnknownTemplate};
pub(crate) use text::decode;

/// A larger file is refused before it is looked at.
pub(crate) const MAX_FILE_BYTES: usize = 64 << 20;
/// More cases than the ministry approves in years; keeps an import within one
/// transaction of seconds.
const MAX_ROWS: usize = 20_000;
/// Ten times the columns there are.
const MAX_COLUMNS: usize = 200;
/// Enough to see what is wrong; the last one says how many more there are.
const MAX_PROBLEMS: usize = 1_000;

/// A case that a roster names, not yet stored.
pub(crate) struct NewCase {
    /// The row as a spreadsheet counts.
    pub(crate) row: u64,
    /// 核定公文文號
    pub(crate) document_number: String,
    /// What its certificate prints, and more.
    pub(crate) details: CaseDetails,
    /// The JPEG of a K-12 case.
    pub(crate) photo: Option<Vec<u8>>,
}

/// What is taken from a roster, and what is checked.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// Whether bare digits get the prefix of their rank.
    pub(crate) derive_prefix: bool,
    /// The first day of approval from which there are electronic certificates.
    pub(crate) electronic_from: Date,
    /// 學校代碼 and name; no check where none is loaded.
    pub(crate) schools: std::collections::BTreeMap<String, String>,
    /// 審查類別, code and name; no check where none is loaded.
    pub(crate) review_categories: std::collections::BTreeMap<String, String>,
}

/// Everything that a roster says.
pub(crate) struct Roster {
    /// The rows without a problem.
    pub(crate) cases: Vec<NewCase>,
    /// Every problem of the other rows.
    pub(crate) problems: Vec<RowProblem>,
}

/// Reads a roster in any of the formats. `folder` holds the photos that rows
/// name, unless the file is an archive that brings them.
pub(crate) fn read(bytes: &[u8], folder: Option<PathBuf>, rules: &Rules) -> Roster {
    match format::read(bytes, folder) {
        Ok((table, photos)) => cells::read(&table, &photos, rules),
        Err(problem) => Roster { cases: Vec::new(), problems: vec![problem] },
    }
}

/// In the order of the rows, and no more than a person reads.
pub(crate) fn arrange(mut problems: Vec<RowProblem>) -> Vec<RowProblem> {
    problems.sort_by_key(|problem| problem.row);
    let more = problems.len().saturating_sub(MAX_PROBLEMS);
    problems.truncate(MAX_PROBLEMS);
    if more > 0 {
        problems.push(of_file(format!("另有 {more} 個問題未列出 {more} more problems are not listed")));
    }
    problems
}
