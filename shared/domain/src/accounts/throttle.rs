use jiff::{SignedDuration, Timestamp};

/// The delay after failed sign-ins to one user name, whether or not it has an account: none for the first two, then
/// 1 second more for each, never more than 10; from the 100th failure in a row 24 hours, which a reset by mail ends. So
/// a stranger's first 99 failures cost the owner 10 seconds at most, and nobody guesses more than 100 times a day.
/// Source: NIST SP 800-63B-4 asks for throttling and at most 100 consecutive failures; the growing delay is our choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Throttle {
    /// Failed attempts since the last success.
    pub failures: u32,
    /// When the last one failed.
    pub last_failed_at: Option<Timestamp>,
}

const FREE_FAILURES: u32 = 2;
const LONGEST_DELAY_SECONDS: u32 = 10;
const MOST_FAILURES: u32 = 100;
const PAUSE: SignedDuration = SignedDuration::from_hours(24);

impl Throttle {
    /// How long to wait before the next attempt is looked at; `None` when it may be now.
    #[must_use]
    pub fn wait(&self, now: Timestamp) -> Option<SignedDuration> {
        let left = self.delay() - now.duration_since(self.last_failed_at?);
        left.is_positive().then_some(left)
    }

    fn delay(&self) -> SignedDuration {
        if self.failures >= MOST_FAILURES {
            return PAUSE;
        }
        let seconds = self.failures.saturating_sub(FREE_FAILURES).min(LONGEST_DELAY_SECONDS);
        SignedDuration::from_secs(i64::from(seconds))
    }

    /// After one more failure.
    #[must_use]
    pub fn failed(self, now: Timestamp) -> Self {
        Self { failures: self.failures.saturating_add(1), last_failed_at: Some(now) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_mistakes_cost_nothing_and_the_delay_grows_to_ten_seconds_and_no_further() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let mut throttle = Throttle::default();
        assert_eq!(throttle.wait(start), None);
        let mut waits = Vec::new();
        for _ in 0..20 {
            throttle = throttle.failed(start);
            waits.push(throttle.wait(start).map_or(0, |wait| wait.as_secs()));
        }
        assert_eq!(waits, [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10, 10, 10, 10, 10, 10]);
    }

    #[test]
    fn the_hundredth_failure_in_a_row_stops_guessing_for_a_day() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let (mut throttle, mut now, mut guesses) = (Throttle::default(), start, 0);
        while now < start + PAUSE {
            now += throttle.wait(now).unwrap_or_default();
            if now < start + PAUSE {
                throttle = throttle.failed(now);
                guesses += 1;
            }
        }
        assert_eq!(guesses, 100, "a day's guesses of somebody who never pauses");
    }

    proptest! {
        #[test]
        fn a_strangers_first_99_failures_cost_the_owner_ten_seconds_at_most(pauses in vec(0_i64..100_000, 0..99)) {
            let mut now: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
            let mut throttle = Throttle::default();
            for pause in pauses {
                now += SignedDuration::from_millis(pause);
                if throttle.wait(now).is_none() {
                    throttle = throttle.failed(now);
                }
            }
            prop_assert!(throttle.wait(now).unwrap_or_default() <= SignedDuration::from_secs(10));
        }
    }

    #[test]
    fn after_the_delay_the_next_attempt_is_looked_at() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let throttle = Throttle { failures: 5, last_failed_at: Some(start) };
        assert!(throttle.wait(start + SignedDuration::from_millis(2999)).is_some());
        assert_eq!(throttle.wait(start + SignedDuration::from_secs(3)), None);
    }
}
