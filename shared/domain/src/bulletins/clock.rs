//! Times as an editor gives them: on the clocks of California.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::Malformed;

const CALIFORNIA: TimeZone = jiff::tz::get!("America/Los_Angeles");

/// A time on the clocks of California, as an editor gives it: `2026-11-30T07:00`.
pub type LocalTime = DateTime;

/// When the clocks of California show `local`. In the hour that comes twice in November the first time is meant. Our choice:
/// who publishes then is rather early than late.
///
/// # Errors
/// The clocks never show it: it lies in the hour that is left out in March.
pub fn instant_in_california(local: LocalTime) -> Result<Timestamp, Malformed> {
    let ambiguous = CALIFORNIA.to_ambiguous_timestamp(local);
    if let AmbiguousOffset::Gap { .. } = ambiguous.offset() {
        return Err(Malformed::because(
            "does not exist: the clocks go forward from 2 a.m. to 3 a.m. that night; choose another time",
        ));
    }
    ambiguous.earlier().map_err(|_| Malformed::because("must be a time within the next years"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_is_that_of_california_in_winter_and_in_summer() {
        let utc = |local: DateTime| instant_in_california(local).unwrap().to_string();
        assert_eq!(utc(date(2026, 11, 30).at(7, 0, 0, 0)), "2026-11-30T15:00:00Z");
        assert_eq!(utc(date(2026, 7, 1).at(7, 0, 0, 0)), "2026-07-01T14:00:00Z");
    }

    #[test]
    fn the_hour_that_is_left_out_is_refused_and_of_the_hour_that_comes_twice_the_first_is_meant() {
        for minute in [0, 30, 59] {
            assert!(instant_in_california(date(2027, 3, 14).at(2, minute, 0, 0)).is_err());
        }
        assert_eq!(
            instant_in_california(date(2027, 3, 14).at(3, 0, 0, 0)).unwrap().to_string(),
            "2027-03-14T10:00:00Z"
        );
        assert_eq!(
            instant_in_california(date(2026, 11, 1).at(1, 30, 0, 0)).unwrap().to_string(),
            "2026-11-01T08:30:00Z"
        );
        assert_eq!(
            instant_in_california(date(2026, 11, 1).at(2, 0, 0, 0)).unwrap().to_string(),
            "2026-11-01T10:00:00Z"
        );
    }

    proptest! {
        #[test]
        fn the_clocks_show_what_was_meant(seconds in 1_700_000_000_i64..2_000_000_000) {
            let instant = Timestamp::from_second(seconds).unwrap();
            let local = instant.to_zoned(CALIFORNIA).datetime();
            let meant = instant_in_california(local).unwrap();
            prop_assert_eq!(meant.to_zoned(CALIFORNIA).datetime(), local);
            // In the hour that comes twice, an hour may lie between.
            prop_assert!(meant == instant || instant.duration_since(meant).as_hours() == 1);
        }
    }
}
