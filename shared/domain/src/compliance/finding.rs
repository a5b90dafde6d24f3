//! Findings, and their two clocks. Source: CDE, Notification of Findings: resolution within 45 calendar days of its date;
//! CAIS fact sheet 4: an agreement "not to exceed 225 calendar days from the last day of a review". Calendar days, week-ends
//! and leap days included; the day of the notification and the last day of the review are day 0.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{Author, ProgramInstrument, Prose};
use crate::ids::{FindingId, ItemId};

/// Calendar days from the notification of findings to the due day.
pub const RESOLUTION_DAYS: i32 = 45;
/// Calendar days from the last day of the review to the last day that an agreement may name.
pub const AGREEMENT_DAYS: i32 = 225;

/// The days of a finding that are counted from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// The day by which it is to be resolved without an agreement.
    pub resolution_due: Date,
    /// The last day that an agreement may name.
    pub agreement_latest: Date,
}

impl Clocks {
    /// Of a notification dated `notified_on` after a review that ended on `last_day`.
    #[must_use]
    pub fn new(notified_on: Date, last_day: Date) -> Self {
        Self {
            resolution_due: notified_on.saturating_add(RESOLUTION_DAYS.days()),
            agreement_latest: last_day.saturating_add(AGREEMENT_DAYS.days()),
        }
    }
}

/// Where a finding stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum FindingState {
    /// The LEA was notified.
    Issued,
    /// The LEA submitted its resolution.
    Submitted,
    /// The CDE returned the resolution.
    Returned {
        /// What is missing.
        comment: Prose,
    },
    /// Done.
    Resolved,
}

/// The resolution that was submitted last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// What was done.
    pub text: Prose,
    /// Who submitted it.
    pub by: Author,
    /// When.
    pub at: Timestamp,
}

/// Where a resolution agreement stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum AgreementState {
    /// Asked for.
    Requested,
    /// Granted.
    Approved {
        /// The day by which the finding is to be resolved. It may be another than the one asked for.
        #[serde(rename = "approved_until")]
        until: Date,
    },
    /// Not granted.
    Denied {
        /// Why.
        reason: Prose,
    },
}

/// A resolution agreement: more time for a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The day asked for.
    pub until: Date,
    /// What will be done by then.
    pub actions: Prose,
    /// Why it takes so long.
    pub justification: Prose,
    /// Who asked.
    pub requested_by: Author,
    /// When.
    pub requested_at: Timestamp,
    /// Where it stands.
    #[serde(flatten)]
    pub state: AgreementState,
}

/// A finding: an item that the LEA was found not to meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The id.
    pub id: FindingId,
    /// Counts the changes; the first version is 1.
    pub version: u64,
    /// The item.
    pub item: ItemId,
    /// The item's instrument.
    pub instrument: ProgramInstrument,
    /// What was found.
    pub text: Prose,
    /// The date of the notification of findings.
    pub notified_on: Date,
    /// The last day of the review, as it was then.
    pub last_day: Date,
    /// The day by which it is to be resolved.
    pub due: Date,
    /// Where it stands.
    #[serde(flatten)]
    pub state: FindingState,
    /// Who issued it.
    pub issued_by: Author,
    /// When.
    pub issued_at: Timestamp,
    /// What was submitted last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// The agreement asked for last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
}

impl Finding {
    /// Its two clocks.
    #[must_use]
    pub fn clocks(&self) -> Clocks {
        Clocks::new(self.notified_on, self.last_day)
    }

    /// Whether it is the LEA's turn to resolve it.
    #[must_use]
    pub const fn awaits_lea(&self) -> bool {
        matches!(self.state, FindingState::Issued | FindingState::Returned { .. })
    }

    /// Whether the LEA is late on `today`. What was submitted waits for the CDE and is not late.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.awaits_lea() && today > self.due
    }
}

#[cfg(test)]
mod tests {
    use jiff::Unit;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    /// Days from `from` to `to`, by the library's other way to count them.
    fn days(from: Date, to: Date) -> i32 {
        from.until((Unit::Day, to)).unwrap().get_days()
    }

    #[test]
    fn the_clocks_run_over_year_ends_and_leap_days() {
        let clocks = Clocks::new(date(2027, 12, 20), date(2027, 12, 10));
        assert_eq!(clocks.resolution_due, date(2028, 2, 3));
        // 2028 has a 29 February.
        assert_eq!(clocks.agreement_latest, date(2028, 7, 22));
        assert_eq!(Clocks::new(date(2026, 12, 10), date(2026, 12, 10)).agreement_latest, date(2027, 7, 23));
        assert_eq!(Clocks::new(date(2028, 1, 15), date(2028, 1, 15)).resolution_due, date(2028, 2, 29));
    }

    proptest! {
        #[test]
        fn each_clock_counts_calendar_days_from_its_own_day(
            day in 0_i32..36_500, between in 0_i32..400,
        ) {
            let last_day = date(2000, 1, 1).saturating_add(day.days());
            let notified_on = last_day.saturating_add(between.days());
            let clocks = Clocks::new(notified_on, last_day);
            prop_assert_eq!(days(notified_on, clocks.resolution_due), 45);
            prop_assert_eq!(days(last_day, clocks.agreement_latest), 225);
            // One day at a time comes to the same, whatever months and leap days lie between.
            let walked = (0..225).try_fold(last_day, |day, _| day.tomorrow()).unwrap();
            prop_assert_eq!(walked, clocks.agreement_latest);
        }
    }
}
