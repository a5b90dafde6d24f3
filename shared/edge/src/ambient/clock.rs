use std::sync::Arc;

use domain::year::{AdministrationYear, day_in_california};
use jiff::Timestamp;
use jiff::civil::Date;

/// Tells the time. A handler asks once and hands the answer on, so that one request has one time, one day and one
/// administration year.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The real time, to the millisecond: no finer than the audit trail tells apart and people read.
    #[must_use]
    pub fn system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place where time enters")]
        let now = Timestamp::now;
        Self::from_fn(move || {
            let now = now();
            Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
        })
    }

    /// A clock that stands still.
    #[must_use]
    pub fn fixed(now: Timestamp) -> Self {
        Self::from_fn(move || now)
    }

    /// A clock that says what `now` says, as for a test that moves time.
    #[must_use]
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }

    /// The day in California.
    #[must_use]
    pub fn today(&self) -> Date {
        day_in_california(self.now())
    }

    /// The administration year that today lies in.
    #[must_use]
    pub fn this_year(&self) -> AdministrationYear {
        AdministrationYear::of(self.today())
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Clock").field(&self.now()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use jiff::{SignedDuration, civil::date};

    use super::*;

    #[test]
    fn the_day_and_the_year_are_those_in_california() {
        let clock = Clock::fixed("2026-07-01T06:59:59Z".parse().unwrap());
        assert_eq!(clock.today(), date(2026, 6, 30));
        assert_eq!(clock.this_year().to_string(), "2025-26");
    }

    #[test]
    fn a_test_can_move_the_time() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let now = Arc::new(Mutex::new(start));
        let clock = Clock::from_fn({
            let now = Arc::clone(&now);
            move || *now.lock().unwrap()
        });
        *now.lock().unwrap() += SignedDuration::from_mins(30);
        assert_eq!(clock.now(), start + SignedDuration::from_mins(30));
    }
}
