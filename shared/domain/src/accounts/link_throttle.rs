use jiff::{SignedDuration, Timestamp};

/// The delay after links were asked for at one address, whether or not it has an account: none for the first three, then
/// 1, 2, 4, 8 and at most 15 minutes; forgotten 24 hours after the last. So nobody floods a mailbox: 101 letters on the
/// first day at most, then 96 a day. Our choice.
///
/// It keeps no owner from a reset. A request within the delay is refused and does not count, so nobody waits longer than 15
/// minutes, whatever a stranger does; and each request of a stranger that was taken has put a link that works into the
/// owner's mailbox, which is what the owner wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkThrottle {
    /// How many were asked for.
    pub requests: u32,
    /// When the last one was.
    pub last_asked_at: Option<Timestamp>,
}

const FREE_REQUESTS: u32 = 3;
const LONGEST_DELAY_MINUTES: u32 = 15;
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

impl LinkThrottle {
    /// How long to wait before the next request is taken; `None` when it may be now.
    #[must_use]
    pub fn wait(&self, now: Timestamp) -> Option<SignedDuration> {
        let left = self.delay() - now.duration_since(self.last_asked_at?);
        left.is_positive().then_some(left)
    }

    fn delay(&self) -> SignedDuration {
        let Some(doublings) = self.requests.checked_sub(FREE_REQUESTS) else { return SignedDuration::ZERO };
        let minutes = 1_u32.checked_shl(doublings).unwrap_or(LONGEST_DELAY_MINUTES).min(LONGEST_DELAY_MINUTES);
        SignedDuration::from_mins(i64::from(minutes))
    }

    /// After one more request. What was asked for too long ago is forgotten.
    #[must_use]
    pub fn asked(self, now: Timestamp) -> Self {
        let forgotten = self.last_asked_at.is_none_or(|last| now >= last + REMEMBERED);
        let before = if forgotten { 0 } else { self.requests };
        Self { requests: before.saturating_add(1), last_asked_at: Some(now) }
    }

    /// When nothing of it counts any more.
    #[must_use]
    pub fn forgotten_at(&self) -> Option<Timestamp> {
        self.last_asked_at.map(|last| last + REMEMBERED)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const START: Timestamp = Timestamp::constant(1_800_000_000, 0);

    #[test]
    fn three_are_free_and_the_delay_doubles_to_fifteen_minutes_and_no_further() {
        let mut throttle = LinkThrottle::default();
        assert_eq!(throttle.wait(START), None);
        let mut waits = Vec::new();
        for _ in 0..40 {
            throttle = throttle.asked(START);
            waits.push(throttle.wait(START).map_or(0, |wait| wait.as_mins()));
        }
        assert_eq!(waits[..9], [0, 0, 1, 2, 4, 8, 15, 15, 15]);
        assert!(waits[9..].iter().all(|wait| *wait == 15), "{waits:?}");
    }

    #[test]
    fn after_the_delay_and_not_a_moment_before_the_next_request_is_taken() {
        let throttle = LinkThrottle { requests: 4, last_asked_at: Some(START) };
        assert_eq!(throttle.wait(START + SignedDuration::from_millis(119_999)), Some(SignedDuration::from_millis(1)));
        assert_eq!(throttle.wait(START + SignedDuration::from_mins(2)), None);
    }

    #[test]
    fn a_day_after_the_last_request_it_begins_anew() {
        let throttle = LinkThrottle { requests: 9, last_asked_at: Some(START) };
        let day = START + SignedDuration::from_hours(24);
        assert_eq!(throttle.forgotten_at(), Some(day));
        assert_eq!(throttle.asked(day - SignedDuration::from_secs(1)).requests, 10);
        assert_eq!(throttle.asked(day).requests, 1);
    }

    #[test]
    fn a_mailbox_gets_101_letters_on_the_first_day_from_somebody_who_never_pauses() {
        let (mut throttle, mut now, mut letters) = (LinkThrottle::default(), START, 0);
        loop {
            now += throttle.wait(now).unwrap_or_default();
            if now >= START + SignedDuration::from_hours(24) {
                break;
            }
            throttle = throttle.asked(now);
            letters += 1;
        }
        assert_eq!(letters, 101);
    }

    proptest! {
        #[test]
        fn the_owner_waits_fifteen_minutes_at_most_whatever_a_stranger_does(pauses in vec(0_i64..2_000_000, 0..200)) {
            let mut now = START;
            let mut throttle = LinkThrottle::default();
            for pause in pauses {
                now += SignedDuration::from_millis(pause);
                if throttle.wait(now).is_none() {
                    throttle = throttle.asked(now);
                }
            }
            prop_assert!(throttle.wait(now).unwrap_or_default() <= SignedDuration::from_mins(15));
        }
    }
}
