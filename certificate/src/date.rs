//! Calendar days and months, read and written in the ROC calendar (民國) that
//! people see, stored and sorted in ISO 8601.
//!
//! ROC year = AD year − 1911; months, days and leap years are the same.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Years between the two calendars.
const ROC_OFFSET: i32 = 1911;

/// The Julian day of 1970-01-01.
const UNIX_JULIAN_DAY: i64 = 2_440_588;

/// A day. Serialises as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(time::Date);

/// A month, the unit in which seniority starts (年資起算). Serialises as `YYYY-MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct YearMonth {
    year: i32,
    month: u8,
}

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// None of the accepted shapes.
    #[error("a date is written 112-09-01, 1120901, 中華民國112年9月1日 or 2023-09-01")]
    Shape,
    /// None of the accepted shapes of a month.
    #[error("a month is written 111/02, 11102, 中華民國111年2月 or 2022-02")]
    MonthShape,
    /// The shape is right, but there is no such day.
    #[error("there is no such day in the calendar")]
    NoSuchDay,
}

impl Date {
    /// The day of an AD year.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Result<Self, DateError> {
        if !(1..=9999).contains(&year) {
            return Err(DateError::NoSuchDay);
        }
        let month = time::Month::try_from(month).map_err(|_| DateError::NoSuchDay)?;
        time::Date::from_calendar_date(year, month, day).map(Self).map_err(|_| DateError::NoSuchDay)
    }

    /// AD year.
    pub const fn year(self) -> i32 {
        self.0.year()
    }

    /// Month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().into()
    }

    /// Day of the month, 1 to 31.
    pub const fn day(self) -> u8 {
        self.0.day()
    }

    /// The month the day is in.
    pub fn year_month(self) -> YearMonth {
        YearMonth { year: self.year(), month: self.month() }
    }

    /// `中華民國112年9月1日`, or `中華民國前5年…` for days before 1912.
    pub fn roc_long(self) -> String {
        format!("{}{}月{}日", roc_year_long(self.year()), self.month(), self.day())
    }

    /// `112-09-01`, the shape of the ministry's lists. Years before 1912 stay in
    /// [`Self::roc_long`], since a list has no sign for them.
    pub fn roc_short(self) -> String {
        match roc_year(self.year()) {
            Some(year) => format!("{year}-{:02}-{:02}", self.month(), self.day()),
            None => self.roc_long(),
        }
    }

    /// `1 September 2023`.
    pub fn en_long(self) -> String {
        format!("{} {} {}", self.day(), self.0.month(), self.year())
    }

    /// Days since 1970-01-01 (RFC 8943).
    pub const fn unix_days(self) -> i64 {
        self.0.to_julian_day() as i64 - UNIX_JULIAN_DAY
    }

    /// The day so many days after 1970-01-01; none outside the years 1 to 9999.
    pub fn from_unix_days(days: i64) -> Option<Self> {
        let day = i32::try_from(days.checked_add(UNIX_JULIAN_DAY)?).ok()?;
        let date = time::Date::from_julian_day(day).ok()?;
        (1..=9999).contains(&date.year()).then_some(Self(date))
    }

    pub(crate) const fn from_time(date: time::Date) -> Self {
        Self(date)
    }

    pub(crate) const fn to_time(self) -> time::Date {
        self.0
    }
}

impl YearMonth {
    /// A month of an AD year.
    pub fn from_ym(year: i32, month: u8) -> Result<Self, DateError> {
        if (1..=9999).contains(&year) && (1..=12).contains(&month) {
            Ok(Self { year, month })
        } else {
            Err(DateError::NoSuchDay)
        }
    }

    /// Months since January 1970.
    pub fn unix_months(self) -> i64 {
        i64::from(self.year - 1970) * 12 + i64::from(self.month) - 1
    }

    /// The month so many months after January 1970; none outside the years 1 to
    /// 9999.
    pub fn from_unix_months(months: i64) -> Option<Self> {
        let year = i32::try_from(months.div_euclid(12)).ok()?.checked_add(1970)?;
        let month = u8::try_from(months.rem_euclid(12)).ok()? + 1;
        Self::from_ym(year, month).ok()
    }

    /// `中華民國111年2月`.
    pub fn roc_long(self) -> String {
        format!("{}{}月", roc_year_long(self.year), self.month)
    }

    /// `111/02`, the shape of the ministry's lists.
    pub fn roc_short(self) -> String {
        match roc_year(self.year) {
            Some(year) => format!("{year}/{:02}", self.month),
            None => self.roc_long(),
        }
    }

    /// `February 2022`.
    pub fn en_long(self) -> String {
        match time::Month::try_from(self.month) {
            Ok(month) => format!("{month} {}", self.year),
            Err(_) => self.to_string(),
        }
    }
}

/// The ROC year of an AD year from 1912 on.
fn roc_year(year: i32) -> Option<i32> {
    (year > ROC_OFFSET).then_some(year - ROC_OFFSET)
}

/// `中華民國112年`; 1911 is 民國前1年, there is no year zero.
fn roc_year_long(year: i32) -> String {
    match roc_year(year) {
        Some(year) => format!("中華民國{year}年"),
        None => format!("中華民國前{}年", ROC_OFFSET + 1 - year),
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Date {
    type Err = DateError;

    /// Reads every shape that rosters use: `2023-09-01`, `112-09-01`, `112/9/1`,
    /// `1120901`, `中華民國112年9月1日`, `民國112年9月1日`. A four-digit year is AD,
    /// a shorter one ROC.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let parts = if let Some((year, rest)) = split_roc_words(text) {
            let (month, day) =
                rest.strip_suffix('日').and_then(|rest| rest.split_once('月')).ok_or(DateError::Shape)?;
            Some((year, month, day))
        } else if text.len() == 7 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Some((short_year(&text[..3]).ok_or(DateError::Shape)?, &text[3..5], &text[5..]))
        } else {
            split_separated(text).and_then(|(year, rest, separator)| {
                let (month, day) = rest.split_once(separator)?;
                Some((year, month, day))
            })
        };
        let (year, month, day) = parts.ok_or(DateError::Shape)?;
        let month = two_digits(month).ok_or(DateError::Shape)?;
        let day = two_digits(day).ok_or(DateError::Shape)?;
        Self::from_ymd(year, month, day)
    }
}

impl FromStr for YearMonth {
    type Err = DateError;

    /// Reads `2022-02`, `111/02`, `111-2`, `11102`, `中華民國111年2月`.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let parts = if let Some((year, rest)) = split_roc_words(text) {
            Some((year, rest.strip_suffix('月').ok_or(DateError::MonthShape)?))
        } else if text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Some((short_year(&text[..3]).ok_or(DateError::MonthShape)?, &text[3..]))
        } else {
            split_separated(text).map(|(year, rest, _)| (year, rest))
        };
        let (year, month) = parts.ok_or(DateError::MonthShape)?;
        let month = two_digits(month).ok_or(DateError::MonthShape)?;
        Self::from_ym(year, month)
    }
}

/// `中華民國112年…` → AD year and the rest; 民國前 years too.
fn split_roc_words(text: &str) -> Option<(i32, &str)> {
    let text = text.strip_prefix("中華").unwrap_or(text);
    let text = text.strip_prefix("民國")?;
    let (before, text) = match text.strip_prefix('前') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (year, rest) = text.split_once('年')?;
    let year = digits(year, 1..=4).filter(|&year| year > 0)?;
    let year = if before { ROC_OFFSET + 1 - year } else { year + ROC_OFFSET };
    Some((year, rest))
}

/// `112-…` or `2023/…` → AD year, the rest and the separator.
fn split_separated(text: &str) -> Option<(i32, &str, char)> {
    let at = text.find(['-', '/', '.'])?;
    let separator = text[at..].chars().next()?;
    let year = match at {
        4 => digits(&text[..4], 4..=4)?,
        _ => short_year(&text[..at])?,
    };
    Some((year, &text[at + 1..], separator))
}

/// A ROC year of one to three digits as AD year; year zero does not exist.
fn short_year(text: &str) -> Option<i32> {
    digits(text, 1..=3).filter(|&year| year > 0).map(|year| year + ROC_OFFSET)
}

fn two_digits(text: &str) -> Option<u8> {
    digits(text, 1..=2).and_then(|number| u8::try_from(number).ok())
}

/// ASCII digits only: `parse` alone would let a sign through.
fn digits(text: &str, length: core::ops::RangeInclusive<usize>) -> Option<i32> {
    let plain = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

macro_rules! string_conversions {
    ($($name:ty),*) => {$(
        impl TryFrom<String> for $name {
            type Error = DateError;

            /// Reads the stored form only: ISO, and nothing that prints differently.
            fn try_from(text: String) -> Result<Self, DateError> {
                let value: Self = text.parse()?;
                if value.to_string() == text { Ok(value) } else { Err(DateError::Shape) }
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
    )*};
}
string_conversions!(Date, YearMonth);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(i32, u8, u8), DateError>) {
        let parsed = text.parse::<Date>();
        assert_eq!(parsed.map(|d| (d.year(), d.month(), d.day())), expected);
    }

    #[track_caller]
    fn check_month(text: &str, expected: Result<&str, DateError>) {
        let parsed = text.parse::<YearMonth>();
        assert_eq!(parsed.map(|m| m.to_string()), expected.map(str::to_owned));
    }

    #[test]
    fn reads_every_shape_of_a_day() {
        for text in [
            "112-09-01",
            "112/9/1",
            "112.09.01",
            "1120901",
            "中華民國112年9月1日",
            "民國112年09月01日",
            "2023-09-01",
        ] {
            check(text, Ok((2023, 9, 1)));
        }
        check("78-04-16", Ok((1989, 4, 16)));
        check("0780416", Ok((1989, 4, 16)));
        check("民國前1年12月31日", Ok((1911, 12, 31)));
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        check("112-02-29", Err(DateError::NoSuchDay));
        check("113-02-29", Ok((2024, 2, 29)));
        check("112-13-01", Err(DateError::NoSuchDay));
        check("112-00-10", Err(DateError::NoSuchDay));
    }

    #[test]
    fn refuses_other_shapes() {
        for text in [
            "",
            "112",
            "112-09",
            "112-9-1-1",
            "112-09/01",
            "20230901",
            "+12-09-01",
            "000-01-01",
            "民國0年1月1日",
            "11209ab",
            "112-09-01 ",
        ] {
            check(text, Err(DateError::Shape));
        }
    }

    #[test]
    fn reads_every_shape_of_a_month() {
        for text in ["111/02", "111-2", "11102", "中華民國111年2月", "2022-02"] {
            check_month(text, Ok("2022-02"));
        }
        check_month("09308", Ok("2004-08"));
        check_month("111/13", Err(DateError::NoSuchDay));
        check_month("111", Err(DateError::MonthShape));
    }

    #[test]
    fn years_sort_by_time_and_not_by_text() {
        let earlier: Date = "99-12-31".parse().unwrap();
        let later: Date = "103-01-01".parse().unwrap();
        assert!(earlier < later);
    }

    #[test]
    fn days_and_months_count_from_1970() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(day("1970-01-01").unix_days(), 0);
        assert_eq!(day("1969-12-31").unix_days(), -1);
        assert_eq!(day("1969-12-31").year_month().unix_months(), -1);
        assert_eq!(day("2026-11-22").unix_days(), 20_779);
        for far in [i64::MIN, i64::MAX, 3_000_000, -800_000] {
            assert_eq!(Date::from_unix_days(far), None);
            assert_eq!(YearMonth::from_unix_months(far), None);
        }
    }

    #[test]
    fn the_stored_form_is_iso_alone() {
        assert!(Date::try_from("112-09-01".to_owned()).is_err());
        assert!(Date::try_from("2023-9-1".to_owned()).is_err());
        assert!(Date::try_from("2023-09-01".to_owned()).is_ok());
    }

    fn any_date() -> impl Strategy<Value = Date> {
        (1900..2200_i32, 1..=12_u8, 1..=31_u8)
            .prop_filter_map("no such day", |(y, m, d)| Date::from_ymd(y, m, d).ok())
    }

    proptest! {
        #[test]
        fn every_printed_shape_parses_back(date in any_date()) {
            for text in [date.to_string(), date.roc_long(), date.roc_short()] {
                prop_assert_eq!(text.parse(), Ok(date));
            }
            prop_assert_eq!(Date::from_unix_days(date.unix_days()), Some(date));
            let month = date.year_month();
            prop_assert_eq!(YearMonth::from_unix_months(month.unix_months()), Some(month));
            for text in [month.to_string(), month.roc_long(), month.roc_short()] {
                prop_assert_eq!(text.parse(), Ok(month));
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,16}|[0-9民國前年月日/.-]{0,12}") {
            let _ = text.parse::<Date>();
            let _ = text.parse::<YearMonth>();
        }
    }
}
