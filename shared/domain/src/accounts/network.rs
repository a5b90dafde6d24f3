use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};

use crate::Malformed;
use crate::keyed::Key;

/// How many failed sign-ins and requests for links a range of addresses has in one window. Our choice. A whole district
/// may be behind one address: of 5,000 people who sign in within ten minutes, one in twenty may mistype. And whoever tries
/// one password on every account gets no further than 1,800 accounts an hour.
const MOST: u64 = 300;

/// How long a window is. Our choice: nobody is kept out for longer than this by a neighbour.
const WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// The key behind [`NetworkHash`]. It may be changed at any time: what was counted under the old one is forgotten.
#[derive(Clone)]
pub struct NetworkKey(Key);

/// What a range of addresses is counted under: a keyed hash, 64 hexadecimal digits, so that no table holds an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NetworkHash(String);

impl NetworkKey {
    /// # Errors
    /// A secret of fewer than 32 characters.
    pub fn new(secret: &str) -> Result<Self, Malformed> {
        Key::new(secret).map(Self)
    }

    /// The hash of the range that `address` lies in: 256 addresses of IPv4 (/24), what one customer is given of IPv6
    /// (/48).
    #[must_use]
    pub fn hash(&self, address: IpAddr) -> NetworkHash {
        NetworkHash(HEXLOWER.encode(&self.0.hash("network", &range_of(address))))
    }
}

impl NetworkHash {
    /// 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The first address of the range. An IPv4 address written as one of IPv6 is the same one.
fn range_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{}/24", Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

/// One of the windows that time is cut into, the same for everybody: each begins at a whole ten minutes of the hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkWindow(Timestamp);

impl NetworkWindow {
    /// The window of `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        let into = now.as_second().rem_euclid(WINDOW.as_secs());
        Self(Timestamp::from_second(now.as_second() - into).unwrap_or(now))
    }

    /// When it begins.
    #[must_use]
    pub const fn begins_at(self) -> Timestamp {
        self.0
    }

    /// When it ends, and everything counted in it is forgotten.
    #[must_use]
    pub fn ends_at(self) -> Timestamp {
        self.0 + WINDOW
    }
}

/// What came from one range of addresses in one window: failed sign-ins and requests for links, known and unknown names
/// alike. From the 300th on nobody there may try before the next window, whoever they are and whatever they type; sessions
/// that are open go on. So one password cannot be tried on every account from one place, where the delay of each account
/// ([`super::Throttle`]) never comes into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkThrottle {
    /// The window.
    pub window: NetworkWindow,
    /// How many were counted in it.
    pub attempts: u64,
}

impl NetworkThrottle {
    /// How long to wait before the next attempt is looked at; `None` when it may be now.
    #[must_use]
    pub fn wait(&self, now: Timestamp) -> Option<SignedDuration> {
        let left = self.window.ends_at().duration_since(now);
        (self.attempts >= MOST && left.is_positive()).then_some(left)
    }

    /// After one more, at `now`.
    #[must_use]
    pub fn counted(self, now: Timestamp) -> Self {
        let window = NetworkWindow::at(now);
        let before = if window == self.window { self.attempts } else { 0 };
        Self { window, attempts: before.saturating_add(1) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T20:03:20.5Z".parse().unwrap()
    }

    fn hash(address: &str) -> NetworkHash {
        NetworkKey::new(&"n".repeat(64)).unwrap().hash(address.parse().unwrap())
    }

    #[test]
    fn a_range_is_a_24th_of_ipv4_and_a_48th_of_ipv6() {
        assert_eq!(hash("192.0.2.1"), hash("192.0.2.255"));
        assert_ne!(hash("192.0.2.1"), hash("192.0.3.1"));
        assert_eq!(hash("192.0.2.1"), hash("::ffff:192.0.2.77"), "one address, two spellings");
        assert_eq!(hash("2001:db8:7::1"), hash("2001:db8:7:ffff::2"));
        assert_ne!(hash("2001:db8:7::1"), hash("2001:db8:8::1"));
        assert_ne!(hash("2001:db8:7::1"), hash("2001:db9:7::1"));
    }

    #[test]
    fn a_range_is_found_only_with_the_key() {
        let other = NetworkKey::new(&"m".repeat(64)).unwrap().hash("192.0.2.1".parse().unwrap());
        assert_ne!(hash("192.0.2.1"), other);
        assert_eq!(other.as_str().len(), 64);
        assert!(NetworkKey::new("too short").is_err());
    }

    #[test]
    fn a_window_is_ten_minutes_from_a_whole_ten_minutes_on() {
        let window = NetworkWindow::at(now());
        assert_eq!(window.begins_at(), "2026-11-22T20:00:00Z".parse().unwrap());
        assert_eq!(window.ends_at(), "2026-11-22T20:10:00Z".parse().unwrap());
        assert_eq!(NetworkWindow::at(window.begins_at()), window);
        assert_ne!(NetworkWindow::at(window.ends_at()), window);
    }

    #[test]
    fn the_three_hundredth_closes_the_range_until_the_window_ends() {
        let mut throttle = NetworkThrottle { window: NetworkWindow::at(now()), attempts: 0 };
        for _ in 0..299 {
            throttle = throttle.counted(now());
        }
        assert_eq!(throttle.wait(now()), None);
        throttle = throttle.counted(now());
        assert_eq!(throttle.wait(now()), Some(SignedDuration::from_millis(399_500)));
        let end = throttle.window.ends_at();
        assert_eq!(throttle.wait(end), None);
        assert_eq!(throttle.counted(end).attempts, 1);
    }

    /// Somebody with a list of a million accounts, one password and one network, who never pauses: a try on each takes more
    /// than three weeks.
    #[test]
    fn a_spray_over_a_million_accounts_from_one_range_gets_300_tries_in_ten_minutes() {
        const ACCOUNTS: usize = 1_000_000;
        let start = NetworkWindow::at(now()).begins_at();
        let mut throttle = NetworkThrottle { window: NetworkWindow::at(start), attempts: 0 };
        let (mut at, mut in_first_hour) = (start, 0);
        for _ in 0..ACCOUNTS {
            // Each account is fresh, so only the range can stop it; a request takes 20 ms.
            at += throttle.wait(at).unwrap_or_default();
            throttle = throttle.counted(at);
            in_first_hour += usize::from(at < start + SignedDuration::from_hours(1));
            at += SignedDuration::from_millis(20);
        }
        assert_eq!(in_first_hour, 6 * 300);
        let days = at.duration_since(start).as_hours() / 24;
        assert_eq!(days, 23, "days until each account was tried once");
    }

    proptest! {
        #[test]
        fn no_hour_has_more_tries_than_the_windows_that_touch_it(pauses in prop::collection::vec(0_i64..40_000, 1..6_000)) {
            let mut at = now();
            let mut throttle = NetworkThrottle { window: NetworkWindow::at(at), attempts: 0 };
            let mut tries = Vec::new();
            for pause in pauses {
                at += SignedDuration::from_millis(pause) / 20;
                if throttle.wait(at).is_none() {
                    throttle = throttle.counted(at);
                    tries.push(at);
                }
            }
            let an_hour_on = |from: &Timestamp| tries.partition_point(|at| *at < *from + SignedDuration::from_hours(1));
            for (place, from) in tries.iter().enumerate() {
                prop_assert!(an_hour_on(from) - place <= 7 * 300);
            }
        }
    }
}
