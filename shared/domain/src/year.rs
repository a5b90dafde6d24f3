//! The administration year: a test administration runs with the school year, from 1 July to 30 June.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::Malformed;

/// California's clock. Every day of this service (a request received, a due date) is a day there.
const CALIFORNIA: TimeZone = jiff::tz::get!("America/Los_Angeles");

/// The day it is in California at `now`.
#[must_use]
pub fn day_in_california(now: Timestamp) -> Date {
    now.to_zoned(CALIFORNIA).date()
}

/// The hour it is in California at `now`, from 0 to 23.
#[must_use]
pub fn hour_in_california(now: Timestamp) -> i8 {
    now.to_zoned(CALIFORNIA).hour()
}

/// The time it is in California at `now`, as people read it: `November 22, 2026, 12:00 PM Pacific Time`.
#[must_use]
pub fn time_in_california(now: Timestamp) -> String {
    now.to_zoned(CALIFORNIA).strftime("%B %-d, %Y, %-I:%M %p Pacific Time").to_string()
}

/// From when to when in California, as people read it: `December 8, 2026, 2:00 PM to 3:00 PM Pacific Time`.
#[must_use]
pub fn period_in_california(starts: Timestamp, ends: Timestamp) -> String {
    let (starts, ends) = (starts.to_zoned(CALIFORNIA), ends.to_zoned(CALIFORNIA));
    // A period that ends on another day names it.
    let ended = if starts.date() == ends.date() { "%-I:%M %p" } else { "%B %-d, %Y, %-I:%M %p" };
    format!("{} to {} Pacific Time", starts.strftime("%B %-d, %Y, %-I:%M %p"), ends.strftime(ended))
}

/// An administration year, written as its two calendar years: `2026-27` runs from 1 July 2026 to 30 June 2027.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AdministrationYear(i16);

impl AdministrationYear {
    /// The year that it is in California at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self::of(day_in_california(now))
    }

    /// The year that `day` lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self(if day.month() >= 7 { day.year() } else { day.year() - 1 })
    }

    /// The year after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The year before.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    /// 1 July.
    #[must_use]
    pub fn first_day(self) -> Date {
        date(self.0, 7, 1)
    }

    /// 1 January before the year begins: the first day on which a parent's request for this year is taken. The law says
    /// "annually" (5 CCR 852(c)) and no date; letters handed in at spring enrolment name the coming year. Our choice.
    #[must_use]
    pub fn first_request_day(self) -> Date {
        date(self.0, 1, 1)
    }

    /// As in `2026-27`.
    #[must_use]
    pub fn code(&self) -> Cow<'static, str> {
        format!("{:04}-{:02}", self.0, (self.0 + 1) % 100).into()
    }
}

impl std::str::FromStr for AdministrationYear {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed::because("an administration year must look like 2026-27");
        let first: i16 = text.get(..4).and_then(|year| year.parse().ok()).filter(|year| *year >= 2000).ok_or(WRONG)?;
        let year = Self(first);
        if year.code() == text { Ok(year) } else { Err(WRONG) }
    }
}

text_form!(AdministrationYear);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_turns_on_the_first_of_july() {
        assert_eq!(AdministrationYear::of(date(2027, 6, 30)).to_string(), "2026-27");
        assert_eq!(AdministrationYear::of(date(2027, 7, 1)).to_string(), "2027-28");
        assert_eq!(AdministrationYear::of(date(2099, 12, 1)).to_string(), "2099-00");
    }

    #[test]
    fn a_day_ends_at_midnight_in_california_in_winter_and_in_summer() {
        let day = |utc: &str| day_in_california(utc.parse().unwrap());
        assert_eq!(day("2026-11-22T07:59:59Z"), date(2026, 11, 21));
        assert_eq!(day("2026-11-22T08:00:00Z"), date(2026, 11, 22));
        assert_eq!(day("2026-07-01T06:59:59Z"), date(2026, 6, 30));
        assert_eq!(day("2026-07-01T07:00:00Z"), date(2026, 7, 1));
    }

    #[test]
    fn a_year_stands_between_the_one_before_and_the_next() {
        let year: AdministrationYear = "2026-27".parse().unwrap();
        assert_eq!((year.previous().to_string(), year.previous().next()), ("2025-26".to_owned(), year));
    }

    #[test]
    fn a_period_is_read_on_the_clocks_of_california_and_names_a_second_day() {
        let period = |starts: &str, ends: &str| period_in_california(starts.parse().unwrap(), ends.parse().unwrap());
        let winter = period("2026-12-08T22:00:00Z", "2026-12-08T23:00:00Z");
        assert_eq!(winter, "December 8, 2026, 2:00 PM to 3:00 PM Pacific Time");
        // Over the night in which the clocks go back.
        let night = period("2026-11-01T06:30:00Z", "2026-11-01T09:30:00Z");
        assert_eq!(night, "October 31, 2026, 11:30 PM to November 1, 2026, 1:30 AM Pacific Time");
    }

    #[test]
    fn only_two_years_that_follow_each_other_make_one() {
        assert_eq!("2026-27".parse::<AdministrationYear>().map(AdministrationYear::first_day), Ok(date(2026, 7, 1)));
        for wrong in ["2026", "2026-28", "2026-2027", "26-27", "", "1999-00", "2026–27"] {
            assert!(wrong.parse::<AdministrationYear>().is_err(), "{wrong:?}");
        }
    }
}
