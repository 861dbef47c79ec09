//! Rosters in XLSX (ECMA-376). The first visible sheet is read, cell by cell,
//! never as a rectangle: a file may claim a million columns. Formulas are refused:
//! what a cell shows when it is opened need not be what the file remembers.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Cursor,
};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use certificate::{Date, api::RowProblem};

use super::{
    MAX_COLUMNS, MAX_ROWS,
    header::is_header,
    number_format,
    reasons::of_file,
    table::{Cell, Record, TOO_MANY_COLUMNS, TOO_MANY_ROWS, Table, collect},
};

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;
type Rows = BTreeMap<u32, BTreeMap<usize, Cell>>;

/// Reads a workbook whose parts are within their limits.
pub(super) fn read(bytes: &[u8]) -> Result<Table, RowProblem> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let visible = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| matches!((sheet.typ, sheet.visible), (SheetType::WorkSheet, SheetVisible::Visible)));
    let mut sheets = visible.map(|sheet| sheet.name.clone()).collect::<Vec<_>>().into_iter();
    let Some(first) = sheets.next() else {
        return Err(of_file("活頁簿沒有可見的工作表 the workbook has no visible sheet"));
    };
    let rows = read_sheet(&mut workbook, &first, MAX_ROWS + 1)?;
    for other in sheets {
        // Rows there would be lost without a word.
        if is_header(read_sheet(&mut workbook, &other, 1)?.values().flat_map(BTreeMap::values)) {
            return Err(of_file("名冊應全部放在第一張工作表 the whole roster belongs in the first sheet"));
        }
    }
    collect(rows.into_iter().map(|(row, cells)| record(row, &cells)))
}

/// Rows that are not blank; a caller that asks for one gets it and no complaint
/// about the others.
fn read_sheet(workbook: &mut Workbook<'_>, sheet: &str, limit: usize) -> Result<Rows, RowProblem> {
    let formulas = formulas(workbook, sheet).map_err(unreadable)?;
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(unreadable)?;
    let mut rows = Rows::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let format = reader.styles().get(style).and_then(|style| style.number_format.as_ref());
        let code = format.map_or("", |format| &format.format_code);
        let cell = if formulas.contains(&(row, column)) {
            Cell::Fault("儲存格是公式，請改貼上值 the cell is a formula: paste its value instead")
        } else {
            shown(cell.get_value(), code)
        };
        if cell == Cell::Empty {
            continue;
        }
        if rows.len() == limit && !rows.contains_key(&row) {
            if limit == 1 {
                break;
            }
            return Err(of_file(TOO_MANY_ROWS));
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MAX_COLUMNS {
            return Err(of_file(TOO_MANY_COLUMNS));
        }
        rows.entry(row).or_default().insert(column, cell);
    }
    Ok(rows)
}

/// Where the sheet has formulas, within the limits of a roster.
fn formulas(workbook: &mut Workbook<'_>, sheet: &str) -> Result<BTreeSet<(u32, u32)>, XlsxError> {
    let mut reader = workbook.worksheet_cells_reader(sheet)?;
    let mut found = BTreeSet::new();
    while let Some(cell) = reader.next_cell_with_formula_metadata()? {
        if cell.formula.is_some() && found.len() <= MAX_ROWS * MAX_COLUMNS {
            found.insert(cell.pos);
        }
    }
    Ok(found)
}

fn record(row: u32, cells: &BTreeMap<usize, Cell>) -> Record {
    let width = cells.keys().next_back().map_or(0, |last| last + 1);
    let cells = (0..width).map(|column| cells.get(&column).cloned().unwrap_or(Cell::Empty)).collect();
    Record { row: u64::from(row) + 1, is_line: false, cells }
}

/// What a clerk sees in the cell.
fn shown(value: &DataRef<'_>, code: &str) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => match number_format::shown(*number, code) {
            // Words in the format make it text; so do zeros that it keeps.
            Some(text) if text == number.to_string() => Cell::Number(text),
            Some(text) => Cell::Text(text),
            None => Cell::Fault(
                "看不懂儲存格的數字格式，請改成文字格式 the number format of the cell is not understood: format it as text",
            ),
        },
        DataRef::DateTime(instant) => day(*instant),
        DataRef::DateTimeIso(text) => match text.strip_suffix("T00:00:00").unwrap_or(text).parse::<Date>() {
            Ok(day) => Cell::Date(day.to_string()),
            Err(_) => Cell::Fault(NOT_A_DAY),
        },
        DataRef::Bool(true) => Cell::Text("TRUE".to_owned()),
        DataRef::Bool(false) => Cell::Text("FALSE".to_owned()),
        DataRef::Error(_) => Cell::Fault("儲存格是錯誤值 the cell holds an error"),
        _ => Cell::Fault(NOT_A_DAY),
    }
}

const NOT_A_DAY: &str = "儲存格不是單純的日期 the cell is not a plain day";

fn day(instant: ExcelDateTime) -> Cell {
    let (year, month, day, hour, minute, second, millisecond) = instant.to_ymd_hms_milli();
    match Date::from_ymd(i32::from(year), month, day) {
        Ok(day) if instant.is_datetime() && (hour, minute, second, millisecond) == (0, 0, 0, 0) => {
            Cell::Date(day.to_string())
        }
        _ => Cell::Fault(NOT_A_DAY),
    }
}

fn unreadable(_: XlsxError) -> RowProblem {
    of_file("活頁簿無法讀取，請另存為新的 .xlsx the workbook cannot be read: save it as a new .xlsx")
}
