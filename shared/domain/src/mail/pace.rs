//! How fast letters are sent: each takes a slot, and slots lie evenly apart (the generic cell rate algorithm with no burst).

use jiff::{SignedDuration, Timestamp};

use crate::Malformed;

/// How many letters a second SES takes from this account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate(f64);

/// Slots in a row: the first, and how far apart they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slots {
    first: Timestamp,
    apart: SignedDuration,
}

impl Rate {
    /// The share of the rate that is used. With it, and each letter sent at most [`Slots::LATE`] after its slot, no window
    /// of one second, wherever it begins, holds more letters than the rate: (1 s + 50 ms) x 95 % < 1 s.
    const USED: f64 = 0.95;

    /// The time between slots.
    #[must_use]
    pub fn apart(self) -> SignedDuration {
        SignedDuration::from_secs_f64(1.0 / (self.0 * Self::USED))
    }

    /// `count` slots from `now` on, when `free` is the first that nobody took; and the first that is free after them.
    #[must_use]
    pub fn reserve(self, count: u32, free: Option<Timestamp>, now: Timestamp) -> (Slots, Timestamp) {
        let first = free.map_or(now, |free| free.max(now));
        let slots = Slots { first, apart: self.apart() };
        (slots, slots.at(count))
    }
}

impl std::str::FromStr for Rate {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let rate = text.parse().ok().filter(|rate| (1.0..=10_000.0).contains(rate));
        rate.map(Self).ok_or(Malformed::because("must be letters a second, from 1 to 10000"))
    }
}

impl Slots {
    /// How late a letter may be at its slot; later, it takes another one.
    pub const LATE: SignedDuration = SignedDuration::from_millis(50);

    /// The slot of this number, from 0.
    #[must_use]
    pub fn at(&self, number: u32) -> Timestamp {
        self.first + self.apart * i32::try_from(number).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_second_holds_more_letters_than_the_rate_however_late_each_is(
            rate in 1_u32..200,
            batches in proptest::collection::vec((1_u32..40, 0_i64..3_000), 1..20),
            late in proptest::collection::vec(0_i64..=50, 800),
        ) {
            let limit: Rate = rate.to_string().parse().unwrap();
            let mut now: Timestamp = "2026-11-22T20:00:00Z".parse().unwrap();
            let (mut free, mut sent) = (None, Vec::new());
            for (count, pause) in batches {
                now += SignedDuration::from_millis(pause);
                let (slots, next) = limit.reserve(count, free, now);
                free = Some(next);
                sent.extend((0..count).map(|number| slots.at(number)));
            }
            let mut sent: Vec<_> =
                sent.iter().zip(late.iter().cycle()).map(|(slot, late)| *slot + SignedDuration::from_millis(*late)).collect();
            sent.sort();
            for (first, start) in sent.iter().enumerate() {
                let end = *start + SignedDuration::from_secs(1);
                let within = sent[first..].iter().take_while(|time| **time < end).count();
                prop_assert!(within <= rate as usize, "{within} letters in a second at a rate of {rate}");
            }
        }
    }

    #[test]
    fn a_rate_is_a_positive_number() {
        for wrong in ["", "0", "-1", "NaN", "inf", "many"] {
            assert!(wrong.parse::<Rate>().is_err(), "{wrong}");
        }
        assert_eq!("14".parse::<Rate>().unwrap().apart(), SignedDuration::from_secs_f64(1.0 / 13.3));
    }
}
