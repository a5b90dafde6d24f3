//! Recovery codes: ten, on paper, each good once, for when the other factors are lost.

use std::fmt;

use data_encoding::{Encoding, Specification};
use serde::{Deserialize, Deserializer, Serialize};

use super::FactorKey;
use crate::Malformed;
use crate::ids::UserId;

/// How many there are in a set.
pub const RECOVERY_CODES: usize = 10;

/// The bytes of randomness in one: 120 bits. Source: NIST SP 800-63B-4 and ASVS 6.5.2 take a plain hash of what has 112 bits
/// or more.
pub const RECOVERY_CODE_BYTES: usize = 15;

/// The letters and digits of a group: six groups make a code.
const GROUP: usize = 4;

/// A recovery code: 24 letters and digits, none of which is taken for another (Crockford's base 32).
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; RECOVERY_CODE_BYTES]);

/// Crockford's base 32: no i, l, o or u; who reads a one as i or l, or a zero as o, is right all the same.
fn crockford() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification.translate.from.push_str("ABCDEFGHJKMNPQRSTVWXYZiIlLoO");
    specification.translate.to.push_str("abcdefghjkmnpqrstvwxyz111100");
    #[expect(clippy::expect_used, reason = "the alphabet is constant and tested")]
    specification.encoding().expect("Crockford's base 32 is an encoding")
}

impl RecoveryCode {
    /// From 15 random bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; RECOVERY_CODE_BYTES]) -> Self {
        Self(bytes)
    }

    /// As it is written down: `k7mq-2xtr-9dnh-c4wp-6v3e-zt0b`.
    #[must_use]
    pub fn reveal(&self) -> String {
        let mut text = crockford().encode(&self.0);
        for at in (GROUP..text.len()).step_by(GROUP).rev() {
            text.insert(at, '-');
        }
        text
    }
}

impl std::str::FromStr for RecoveryCode {
    type Err = Malformed;

    fn from_str(typed: &str) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed::because("a recovery code must be 24 letters and digits");
        let code: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let bytes = crockford().decode(code.as_bytes()).map_err(|_| WRONG)?;
        bytes.try_into().map(Self).map_err(|_| WRONG)
    }
}

impl<'de> Deserialize<'de> for RecoveryCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

/// The codes somebody has left, as they are kept: the keyed hash of each, so that a copy of the table lets nobody in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecoveryCodes(Vec<String>);

impl RecoveryCodes {
    /// A new set for `user`, and what is kept of it.
    #[must_use]
    pub fn generate(
        user: UserId,
        key: &FactorKey,
        random: [[u8; RECOVERY_CODE_BYTES]; RECOVERY_CODES],
    ) -> (Vec<RecoveryCode>, Self) {
        let codes: Vec<_> = random.into_iter().map(RecoveryCode::from_bytes).collect();
        let kept = codes.iter().map(|code| hash(user, key, code)).collect();
        (codes, Self(kept))
    }

    /// Those that are left when `user` uses `code`; `None` if it is none of them.
    #[must_use]
    pub fn without(&self, user: UserId, key: &FactorKey, code: &RecoveryCode) -> Option<Self> {
        let spent = hash(user, key, code);
        let left: Vec<_> = self.0.iter().filter(|hash| **hash != spent).cloned().collect();
        (left.len() < self.0.len()).then_some(Self(left))
    }

    /// How many are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.0.len()
    }
}

fn hash(user: UserId, key: &FactorKey, code: &RecoveryCode) -> String {
    key.hash("recovery-code", &format!("{user}#{}", code.reveal()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: UserId = UserId::from_bytes([1; 16]);

    fn key() -> FactorKey {
        FactorKey::new(&"f".repeat(64)).unwrap()
    }

    fn set() -> (Vec<RecoveryCode>, RecoveryCodes) {
        let random = std::array::from_fn(|code| std::array::from_fn(|byte| u8::try_from(code * 25 + byte).unwrap()));
        RecoveryCodes::generate(USER, &key(), random)
    }

    #[test]
    fn each_code_is_good_once() {
        let (codes, mut kept) = set();
        for (used, code) in codes.iter().enumerate() {
            kept = kept.without(USER, &key(), code).expect("one that is left");
            assert_eq!(kept.left(), RECOVERY_CODES - used - 1);
            assert_eq!(kept.without(USER, &key(), code), None);
        }
    }

    #[test]
    fn a_code_is_nothing_to_another_user_or_under_another_key() {
        let (codes, kept) = set();
        assert_eq!(kept.without(UserId::from_bytes([2; 16]), &key(), &codes[0]), None);
        assert_eq!(kept.without(USER, &FactorKey::new(&"g".repeat(64)).unwrap(), &codes[0]), None);
    }

    #[test]
    fn a_code_is_read_however_it_is_written_down() {
        let ends = [0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff];
        let code = [&[0x08, 0x42, 0x10, 0x84, 0][..], &ends].concat().try_into().map(RecoveryCode::from_bytes).unwrap();
        assert_eq!(code.reveal(), "1111-1100-0000-0000-000f-zzzz");
        for typed in ["1111-1100-0000-0000-000f-zzzz", "1111 1100 0000 0000 000F ZZZZ", "iIlL1i0oOo000000o00fzzzz"] {
            assert_eq!(typed.parse(), Ok(code.clone()), "{typed}");
        }
        for wrong in ["", "1111-1100-000f-zzzz", "1111-1100-0000-0000-000f-zzzzz", "1111-1100-0000-0000-000f-zzzu"] {
            assert!(wrong.parse::<RecoveryCode>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_code_has_more_than_112_random_bits() {
        let (codes, _) = set();
        let digits = codes[0].reveal().chars().filter(char::is_ascii_alphanumeric).count();
        assert!(
            RECOVERY_CODE_BYTES * 8 > 112 && digits * 5 == RECOVERY_CODE_BYTES * 8,
            "{digits} of 32 different ones"
        );
    }

    #[test]
    fn what_is_kept_says_nothing_of_the_codes() {
        let (codes, kept) = set();
        let stored = serde_json::to_string(&kept).unwrap();
        for code in codes {
            assert!(!stored.contains(&code.reveal()) && !stored.contains(&code.reveal().replace('-', "")));
            assert_eq!(format!("{code:?}"), "RecoveryCode(..)");
        }
    }
}
