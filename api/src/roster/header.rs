//! The header of a roster: which cell is which column.

use std::collections::BTreeMap;

use certificate::api::RowProblem;

use super::{
    columns::{Column, is_passed_over, plain_name},
    reasons::{of_row, of_whole_row},
    table::{Cell, Table},
};

/// Fewer known names may be there by chance.
const TELLING_COLUMNS: usize = 3;

/// Where the columns are.
pub(super) struct Header {
    pub(super) row: u64,
    columns: BTreeMap<Column, usize>,
    width: usize,
}

impl Header {
    /// Matches the header cells with the known columns. A column nobody knows is
    /// a problem: it may be a misspelt one that is optional.
    pub(super) fn of(table: &Table) -> Result<Self, Vec<RowProblem>> {
        let row = table.header.row;
        // A row of data in its place would have its names repeated below.
        if !is_header(&table.header.cells) {
            return Err(vec![of_whole_row(row, "第一列不是標題列 the first row is no header")]);
        }
        let mut columns = BTreeMap::new();
        let mut problems = Vec::new();
        let mut width = 0;
        for (index, cell) in table.header.cells.iter().enumerate() {
            let name = plain_name(cell.shown());
            let mut problem = |reason| problems.push(of_row(row, &name_in_problem(&name, index), reason));
            match Column::find(&name) {
                _ if matches!(cell, Cell::Fault(_)) => {
                    problem("欄名無法讀取 the name of the column cannot be read")
                }
                Some(column) if columns.contains_key(&column) => {
                    problem("此欄重複 the column is there twice")
                }
                Some(column) => drop(columns.insert(column, index)),
                None if is_passed_over(&name) => {}
                None if name.is_empty() && is_empty_below(table, index) => continue,
                None if name.is_empty() => problem("欄位沒有名稱 the column has no name"),
                None => problem("沒有這個欄位 no such column is known"),
            }
            width = index + 1;
        }
        if problems.is_empty() { Ok(Self { row, columns, width }) } else { Err(problems) }
    }

    /// Where a column is.
    pub(super) fn index(&self, column: Column) -> Option<usize> {
        self.columns.get(&column).copied()
    }

    /// Whether the roster has a column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.contains_key(&column)
    }

    /// How many cells a line has to have.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// Whether cells go beyond the named columns.
    pub(super) fn is_exceeded_by(&self, cells: &[Cell]) -> bool {
        cells.iter().skip(self.width).any(|cell| *cell != Cell::Empty)
    }
}

/// Whether a row names columns of a roster.
pub(super) fn is_header<'a>(cells: impl IntoIterator<Item = &'a Cell>) -> bool {
    cells.into_iter().filter(|cell| Column::find(&plain_name(cell.shown())).is_some()).count()
        >= TELLING_COLUMNS
}

fn is_empty_below(table: &Table, index: usize) -> bool {
    table.rows.iter().all(|row| row.cells.get(index).is_none_or(|cell| *cell == Cell::Empty))
}

/// A header cell may hold anything, even a row of data: only a short name without
/// digits is repeated, any other is told by its place.
fn name_in_problem(name: &str, index: usize) -> String {
    let is_plain =
        !name.is_empty() && name.chars().count() <= 20 && !name.contains(|c: char| c.is_ascii_digit());
    if is_plain { name.to_owned() } else { format!("第 {} 欄 column {}", index + 1, index + 1) }
}
