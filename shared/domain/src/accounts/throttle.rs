use jiff::{SignedDuration, Timestamp};

/// The delay after failed sign-ins to one user name, whether or not it has an account: none for the first two, then
/// 1 second more for each, never more than 10. So the owner is never locked out for long, however many strangers try.
/// Source: NIST SP 800-63B-4 asks for throttling; the growing delay is our choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Throttle {
    /// Failed attempts since the last success.
    pub failures: u32,
    /// When the last one failed.
    pub last_failed_at: Option<Timestamp>,
}

const FREE_FAILURES: u32 = 2;
const LONGEST_DELAY_SECONDS: u32 = 10;

impl Throttle {
    /// How long to wait before the next attempt is looked at; `None` when it may be now.
    #[must_use]
    pub fn wait(&self, now: Timestamp) -> Option<SignedDuration> {
        let delay = SignedDuration::from_secs(i64::from(
            self.failures.saturating_sub(FREE_FAILURES).min(LONGEST_DELAY_SECONDS),
        ));
        let left = delay - now.duration_since(self.last_failed_at?);
        left.is_positive().then_some(left)
    }

    /// After one more failure.
    #[must_use]
    pub fn failed(self, now: Timestamp) -> Self {
        Self { failures: self.failures.saturating_add(1), last_failed_at: Some(now) }
    }
}

#[cfg(test)]
mod tests {
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
    fn after_the_delay_the_next_attempt_is_looked_at() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let throttle = Throttle { failures: 5, last_failed_at: Some(start) };
        assert!(throttle.wait(start + SignedDuration::from_millis(2999)).is_some());
        assert_eq!(throttle.wait(start + SignedDuration::from_secs(3)), None);
    }
}
