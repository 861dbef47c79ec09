//! Why something cannot be taken, in Traditional Chinese and English. A reason
//! names the shape that is expected, never what a cell holds.

use std::fmt;

use certificate::{
    CertificateNumberError, DateError, IdentityNumberError, ParseRankError, PrintableTextError,
    api::RowProblem,
};

use super::columns::Column;

/// A problem of the file as a whole.
pub(super) fn of_file(reason: impl Into<String>) -> RowProblem {
    RowProblem { row: 0, column: String::new(), reason: reason.into() }
}

/// A problem of a whole row.
pub(super) fn of_whole_row(row: u64, reason: impl Into<String>) -> RowProblem {
    RowProblem { row, column: String::new(), reason: reason.into() }
}

/// A problem of one cell.
pub(crate) fn of_row(row: u64, column: &str, reason: impl Into<String>) -> RowProblem {
    RowProblem { row, column: column.to_owned(), reason: reason.into() }
}

/// An error of a type of `certificate` whose English is its `Display`.
pub(super) trait Explain: fmt::Display {
    /// The reason in Traditional Chinese.
    fn zh(&self) -> String;

    /// The reason in both languages.
    fn reason(&self) -> String {
        format!("{} {self}", self.zh())
    }
}

impl Explain for DateError {
    fn zh(&self) -> String {
        match self {
            Self::MonthShape => "年月應寫成 111/02、11102、中華民國111年2月或 2022-02",
            Self::NoSuchDay => "曆法上沒有這一天或這個月",
            _ => "日期應寫成 112-09-01、1120901、中華民國112年9月1日或 2023-09-01",
        }
        .to_owned()
    }
}

impl Explain for IdentityNumberError {
    fn zh(&self) -> String {
        match self {
            Self::SecondCharacter => "證號第二個字元應為 1、2、8、9 或 A 到 D",
            Self::CheckDigit => "證號的檢查碼不符",
            _ => "證號應為一個大寫字母加九位數字，或兩個大寫字母加八位數字",
        }
        .to_owned()
    }
}

impl Explain for CertificateNumberError {
    fn zh(&self) -> String {
        match self {
            Self::Prefix => "字別應為一到八個中文字",
            Self::Serial => "證書號碼應為一到十位數字",
            _ => "證書字號應寫成 教字第142195號",
        }
        .to_owned()
    }
}

impl Explain for PrintableTextError {
    fn zh(&self) -> String {
        match self {
            Self::Empty => "空白".to_owned(),
            Self::TooLong => "文字超過 200 字".to_owned(),
            Self::OuterSpace => "文字前後有空白".to_owned(),
            Self::Character(code) => format!("文字含有無法列印的字元 U+{code:04X}"),
            _ => "文字無法列印".to_owned(),
        }
    }
}

impl Explain for ParseRankError {
    fn zh(&self) -> String {
        "應為教授、副教授、助理教授或講師".to_owned()
    }
}

/// A column that rows need and the header does not have.
pub(super) fn missing_column(row: u64, column: Column) -> RowProblem {
    of_row(row, column.name(), "缺少此欄 the column is missing")
}

/// A file of a kind that is not read.
pub(super) const SAVE_AS_XLSX: &str = "不是可讀取的名冊，請另存為 .xlsx 或 CSV UTF-8 this is no roster that can be read: save it as .xlsx or as CSV UTF-8";
