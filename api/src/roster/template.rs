//! Empty rosters to fill in: a header, sample rows that an import passes over, and
//! in the workbook a sheet that explains every column.

use std::str::FromStr;

use anyhow::Result;
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::columns::COLUMNS;

/// People who do not exist. `#` in front: an import passes over the row.
const SAMPLES: [[&str; COLUMNS.len()]; 2] = [
    [
        "#university",
        "臺教高樣字第1150000001號",
        "王樣本",
        "F120000011",
        "58-04-16",
        "男",
        "教授",
        "專門著作-學術",
        "9901",
        "樣本大學",
        "113/08",
        "",
        "教字第990001號",
        "113-07-01",
        "審定通過",
        "是",
        "",
        "",
        "",
        "",
        "",
    ],
    [
        "#k12",
        "臺教師樣字第1150000003號",
        "張示例",
        "D220000084",
        "85-03-05",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "樣教字第000301號",
        "",
        "審定通過",
        "是",
        "中等學校語文領域國語文專長",
        "師資培育法第十條",
        "教育部",
        "",
        "photo.jpg",
    ],
];

const NOTE: &str = "以 # 開頭的列不匯入 rows that begin with # are passed over";

/// A template, by its file name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateFile {
    /// `roster.csv`
    Csv,
    /// `roster.xlsx`
    Xlsx,
}

impl FromStr for TemplateFile {
    type Err = UnknownTemplate;

    fn from_str(name: &str) -> Result<Self, UnknownTemplate> {
        match name {
            "roster.csv" => Ok(Self::Csv),
            "roster.xlsx" => Ok(Self::Xlsx),
            _ => Err(UnknownTemplate),
        }
    }
}

/// There is no such template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected roster.csv or roster.xlsx")]
pub struct UnknownTemplate;

impl TemplateFile {
    /// Its bytes, the same every time.
    pub fn content(self) -> Result<Vec<u8>> {
        match self {
            Self::Csv => csv(),
            Self::Xlsx => xlsx(),
        }
    }

    /// The media type.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// The template in CSV: UTF-8 with the byte order mark that spreadsheets look for.
fn csv() -> Result<Vec<u8>> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(COLUMNS.iter().map(|meaning| meaning.names[0]))?;
    for sample in SAMPLES {
        writer.write_record(sample)?;
    }
    Ok(writer.into_inner()?)
}

/// The template as a workbook. Every cell is text, so that no spreadsheet turns
/// 78-04-16 into another year or 0012 into 12.
fn xlsx() -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // The same bytes every time.
    workbook
        .set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    fill_roster(workbook.add_worksheet())?;
    fill_explanation(workbook.add_worksheet())?;
    Ok(workbook.save_to_buffer()?)
}

fn fill_roster(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let sample = text.clone().set_font_color(Color::Gray).set_italic();
    sheet.set_name("名冊")?.set_freeze_panes(1, 0)?;
    for (column, meaning) in (0..).zip(&COLUMNS) {
        sheet.set_column_width(column, 16)?.set_column_format(column, &text)?;
        sheet.write_with_format(0, column, meaning.names[0], &text.clone().set_bold())?;
        for (row, cells) in (1..).zip(&SAMPLES) {
            sheet.write_with_format(row, column, cells[usize::from(column)], &sample)?;
        }
    }
    Ok(())
}

fn fill_explanation(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name("說明")?;
    for (column, (title, width)) in
        (0..).zip([("欄位", 24), ("說明", 64), ("Meaning", 64), ("也接受 also read", 64)])
    {
        sheet.set_column_width(column, width)?.write_with_format(0, column, title, &bold)?;
    }
    for (row, meaning) in (1..).zip(&COLUMNS) {
        sheet.write(row, 0, meaning.names[0])?.write(row, 1, meaning.zh)?.write(row, 2, meaning.en)?.write(
            row,
            3,
            meaning.names[1..].join("、"),
        )?;
    }
    let below = u32::try_from(COLUMNS.len()).unwrap_or_default() + 2;
    sheet.write(below, 0, NOTE)?;
    Ok(())
}
