//! Days and months as spreadsheets hold them.

use certificate::{Date, DateError, YearMonth};

use super::table::Cell;

/// A day. A number has lost the zero in front of `0780416`.
pub(super) fn day(cell: &Cell) -> Result<Date, DateError> {
    match cell {
        Cell::Number(digits) if digits.len() == 6 => format!("0{digits}").parse(),
        cell => cell.shown().parse(),
    }
}

/// A month. A number has lost the zero in front of `09308`; a date cell is the
/// first day of its month.
pub(super) fn month(cell: &Cell) -> Result<YearMonth, DateError> {
    match cell {
        Cell::Number(digits) if digits.len() == 4 => format!("0{digits}").parse(),
        Cell::Date(day) => match day.parse::<Date>() {
            Ok(day) if day.day() == 1 => Ok(day.year_month()),
            _ => Err(DateError::MonthShape),
        },
        cell => cell.shown().parse(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_day(cell: Cell, expected: Option<&str>) {
        assert_eq!(day(&cell).ok().map(|day| day.to_string()).as_deref(), expected);
    }

    #[track_caller]
    fn check_month(cell: Cell, expected: Option<&str>) {
        assert_eq!(month(&cell).ok().map(|month| month.to_string()).as_deref(), expected);
    }

    #[test]
    fn every_shape_of_a_day_is_read() {
        for text in ["78-04-16", "78/4/16", "0780416", "中華民國78年4月16日", "1989-04-16"] {
            check_day(Cell::Text(text.to_owned()), Some("1989-04-16"));
        }
        check_day(Cell::Number("780416".to_owned()), Some("1989-04-16"));
        check_day(Cell::Number("1030815".to_owned()), Some("2014-08-15"));
        check_day(Cell::Date("1989-04-16".to_owned()), Some("1989-04-16"));
        check_day(Cell::Text("780416".to_owned()), None);
        check_day(Cell::Empty, None);
    }

    #[test]
    fn every_shape_of_a_month_is_read() {
        for text in ["93/08", "93-8", "09308", "中華民國93年8月", "2004-08"] {
            check_month(Cell::Text(text.to_owned()), Some("2004-08"));
        }
        check_month(Cell::Number("9308".to_owned()), Some("2004-08"));
        check_month(Cell::Number("11102".to_owned()), Some("2022-02"));
        check_month(Cell::Date("2022-02-01".to_owned()), Some("2022-02"));
        check_month(Cell::Date("2022-02-02".to_owned()), None);
        check_month(Cell::Text("9308".to_owned()), None);
    }
}
