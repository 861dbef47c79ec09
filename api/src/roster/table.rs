//! What every format becomes: a header and rows of cells.

use certificate::api::RowProblem;

use super::{MAX_COLUMNS, MAX_ROWS, reasons::of_file};

/// A header and the rows below it. Blank rows are left out, and so are rows whose
/// first cell starts with `#`: a template explains itself with them.
pub(super) struct Table {
    pub(super) header: Record,
    pub(super) rows: Vec<Record>,
}

/// One row.
pub(super) struct Record {
    /// As a spreadsheet counts: the first row is 1.
    pub(super) row: u64,
    /// Of a CSV file, where every line has all its cells. A row of a sheet ends with
    /// the last cell that is not empty.
    pub(super) is_line: bool,
    pub(super) cells: Vec<Cell>,
}

/// One cell, as a clerk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing, or white space.
    Empty,
    /// Text without white space around it.
    Text(String),
    /// A number, as it is shown. A number has no zeros in front, whatever was typed.
    Number(String),
    /// A day, as ISO 8601.
    Date(String),
    /// Something that cannot be read; the reason.
    Fault(&'static str),
}

impl Cell {
    pub(super) fn text(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// What it shows.
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Empty | Self::Fault(_) => "",
            Self::Text(text) | Self::Number(text) | Self::Date(text) => text,
        }
    }
}

impl Record {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| *cell == Cell::Empty)
    }

    fn is_comment(&self) -> bool {
        self.cells.first().is_some_and(|cell| cell.shown().starts_with('#'))
    }
}

/// Collects rows up to the limit.
pub(super) fn collect(records: impl IntoIterator<Item = Record>) -> Result<Table, RowProblem> {
    let mut records = records.into_iter().filter(|record| !record.is_blank());
    let Some(header) = records.next() else {
        return Err(of_file("檔案沒有內容 the file is empty"));
    };
    if header.cells.len() > MAX_COLUMNS {
        return Err(of_file(TOO_MANY_COLUMNS));
    }
    let mut rows = Vec::new();
    for record in records.filter(|record| !record.is_comment()) {
        if rows.len() == MAX_ROWS {
            return Err(of_file(TOO_MANY_ROWS));
        }
        rows.push(record);
    }
    Ok(Table { header, rows })
}

/// More than [`MAX_ROWS`].
pub(super) const TOO_MANY_ROWS: &str =
    "名冊超過 20,000 列，請分成數個檔案 the roster has more than 20,000 rows: split it into several files";
/// More than [`MAX_COLUMNS`].
pub(super) const TOO_MANY_COLUMNS: &str = "名冊超過 200 欄 the roster has more than 200 columns";
