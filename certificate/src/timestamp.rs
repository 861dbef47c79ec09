//! Instants to the second, in UTC.

use core::{fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use crate::Date;

/// An instant between the years 1 and 9999, to the second. Serialises as
/// `2026-11-22T05:07:00Z` and in no other spelling (a profile of RFC 3339).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// Taiwan keeps one offset from UTC all year: 8 hours.
const TAIWAN: UtcOffset = match UtcOffset::from_hms(8, 0, 0) {
    Ok(offset) => offset,
    Err(_) => panic!("eight hours are a valid offset"),
};

/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z; one day inside on either side,
/// so that every instant also has a day in Taiwan.
const FIRST: i64 = -62_135_596_800 + 86_400;
const LAST: i64 = 253_402_300_799 - 86_400;

impl Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z; none outside the years 1 to 9999.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        (FIRST..=LAST).contains(&seconds).then_some(Self(seconds))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The instant `span` later, at most the last one there is.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        let seconds = i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(seconds).min(LAST))
    }

    /// The first instant of a day in Taiwan.
    pub fn start_of(day: Date) -> Self {
        let midnight = PrimitiveDateTime::new(day.to_time(), Time::MIDNIGHT).assume_offset(TAIWAN);
        Self(midnight.unix_timestamp().clamp(FIRST, LAST))
    }

    /// The calendar day in Taiwan.
    pub fn taiwan_date(self) -> Date {
        Date::from_time(self.taiwan().date())
    }

    /// `115-11-22 13:07:00`: day and time of day in Taiwan, for people.
    pub fn taiwan_roc(self) -> String {
        let (hour, minute, second) = self.taiwan().time().as_hms();
        format!("{} {hour:02}:{minute:02}:{second:02}", self.taiwan_date().roc_short())
    }

    /// `2026-11-22 13:07:00`: the same in AD years.
    pub fn taiwan_iso(self) -> String {
        let (hour, minute, second) = self.taiwan().time().as_hms();
        format!("{} {hour:02}:{minute:02}:{second:02}", self.taiwan_date())
    }

    fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    fn taiwan(self) -> OffsetDateTime {
        self.utc().to_offset(TAIWAN)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = self.utc();
        let (hour, minute, second) = utc.time().as_hms();
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}Z", Date::from_time(utc.date()))
    }
}

/// The text is not an instant in the one spelling we write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an instant is written 2026-11-22T05:07:00Z")]
pub struct ParseTimestampError;

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, ParseTimestampError> {
        let parsed = parse(text).ok_or(ParseTimestampError)?;
        if parsed.to_string() == text { Ok(parsed) } else { Err(ParseTimestampError) }
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let date = Date::try_from(date.to_owned()).ok()?;
    let mut parts = time.split(':').map(|part| part.parse::<u8>().ok());
    let time = Time::from_hms(parts.next()??, parts.next()??, parts.next()??).ok()?;
    let instant = PrimitiveDateTime::new(date.to_time(), time).assume_utc();
    Timestamp::from_unix(instant.unix_timestamp())
}

impl TryFrom<String> for Timestamp {
    type Error = ParseTimestampError;

    fn try_from(text: String) -> Result<Self, ParseTimestampError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_its_own_spelling_only() {
        let expected = Timestamp::from_unix(1_795_324_020);
        assert_eq!("2026-11-22T05:07:00Z".parse().ok(), expected);
        for text in [
            "2026-11-22T05:07:00+00:00",
            "2026-11-22t05:07:00Z",
            "2026-11-22T5:07:00Z",
            "2026-11-22T05:07:00.0Z",
            "2026-11-22T05:07:60Z",
            "2026-11-22T+5:07:00Z",
            "115-11-22T05:07:00Z",
            "2026-11-22T05:07:00:00Z",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(ParseTimestampError), "{text}");
        }
    }

    #[test]
    fn the_day_in_taiwan_starts_eight_hours_before_utc() {
        let late: Timestamp = "2026-11-22T16:00:00Z".parse().unwrap();
        assert_eq!(late.taiwan_date().to_string(), "2026-11-23");
        assert_eq!(late.taiwan_roc(), "115-11-23 00:00:00");
    }

    #[test]
    fn a_day_in_taiwan_begins_at_sixteen_hours_utc() {
        let day = Date::from_ymd(2026, 11, 22).unwrap();
        let start = Timestamp::start_of(day);
        assert_eq!(start.to_string(), "2026-11-21T16:00:00Z");
        assert_eq!(start.taiwan_date(), day);
    }

    proptest! {
        #[test]
        fn parse_of_print_is_identity(seconds in FIRST..=LAST) {
            let timestamp = Timestamp::from_unix(seconds).unwrap();
            prop_assert_eq!(timestamp.to_string().parse(), Ok(timestamp));
            let _ = timestamp.taiwan_roc();
        }

        #[test]
        fn never_panics(text in "\\PC{0,24}|[0-9TZ:+-]{0,24}") {
            let _ = text.parse::<Timestamp>();
        }
    }
}
