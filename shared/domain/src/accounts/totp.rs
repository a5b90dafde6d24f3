//! Codes of authenticator apps: RFC 6238 with SHA-1, 30 seconds and 6 digits, which is what every app does.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use totp_rs::{Algorithm, Builder, Secret};

use crate::Malformed;

/// The bytes of randomness in a secret: 160 bits. Source: RFC 4226, section 4.
pub const TOTP_SECRET_BYTES: usize = 20;

/// What an authenticator app shows beside the account.
const ISSUER: &str = "OpenTOMS";

const DIGITS: u8 = 6;
const STEP_SECONDS: u64 = 30;

/// How many steps a clock may be off, before and after. Source: RFC 6238, section 5.2.
const SKEW: u16 = 1;

/// What an authenticator app and this service share.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; TOTP_SECRET_BYTES]);

/// The 30 seconds a code is for, counted since 1970. A code is taken once: never one of a step that was used, nor of one
/// before it. Source: RFC 6238, section 5.2; ASVS 6.5.1.
pub type TotpStep = u64;

impl TotpSecret {
    /// From 20 random bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; TOTP_SECRET_BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be sealed.
    pub(super) const fn bytes(&self) -> &[u8; TOTP_SECRET_BYTES] {
        &self.0
    }

    /// As people type it into an app: 32 letters and digits.
    #[must_use]
    pub fn reveal(&self) -> String {
        data_encoding::BASE32_NOPAD.encode(&self.0)
    }

    /// What a QR code for an app holds: an `otpauth` address.
    ///
    /// # Errors
    /// When the name of the account cannot stand in it.
    pub fn uri(&self, account: &str) -> Result<String, Malformed> {
        // A colon would end the issuer's part of the label.
        self.totp(&account.replace(':', " "))?.to_url().map_err(|_| IMPOSSIBLE)
    }

    /// The step that `code` is for, if it is good at `now` and later than the one used last.
    #[must_use]
    pub fn accept(&self, code: &TotpCode, last_used: Option<TotpStep>, now: Timestamp) -> Option<TotpStep> {
        let seconds = u64::try_from(now.as_second()).ok()?;
        let step = self.totp("").ok()?.check(&code.0, seconds)?;
        last_used.is_none_or(|last| last < step).then_some(step)
    }

    fn totp(&self, account: &str) -> Result<totp_rs::Totp, Malformed> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_step_duration(STEP_SECONDS)
            .with_skew(SKEW)
            .with_secret(Secret::new_stack(self.0))
            .with_issuer(Some(ISSUER))
            .with_account_name(account)
            .build()
            .map_err(|_| IMPOSSIBLE)
    }
}

const IMPOSSIBLE: Malformed = Malformed::because("a code generator cannot be made for this account");

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

/// A code as typed: 6 digits, with blanks where the app shows them.
#[derive(Clone)]
pub struct TotpCode(String);

impl std::str::FromStr for TotpCode {
    type Err = Malformed;

    fn from_str(typed: &str) -> Result<Self, Malformed> {
        let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if code.len() == usize::from(DIGITS) && code.bytes().all(|digit| digit.is_ascii_digit()) {
            Ok(Self(code))
        } else {
            Err(Malformed::because("a code of an authenticator app must be 6 digits"))
        }
    }
}

impl<'de> Deserialize<'de> for TotpCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, for SHA-1; of its 8 digits the last 6.
    const VECTORS: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn secret() -> TotpSecret {
        TotpSecret::from_bytes(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn code(text: &str) -> TotpCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        for (seconds, expected) in VECTORS {
            let step = secret().accept(&code(expected), None, at(seconds));
            assert_eq!(step, Some(u64::try_from(seconds).unwrap() / 30), "{expected}");
        }
    }

    #[test]
    fn a_code_is_good_one_step_before_and_after_its_own_and_no_longer() {
        let (seconds, expected) = VECTORS[3];
        let begin = seconds / 30 * 30;
        for (now, good) in [(begin - 31, false), (begin - 30, true), (begin + 59, true), (begin + 60, false)] {
            assert_eq!(secret().accept(&code(expected), None, at(now)).is_some(), good, "{}", now - begin);
        }
        let other = TotpSecret::from_bytes([7; TOTP_SECRET_BYTES]);
        assert_eq!(other.accept(&code(expected), None, at(seconds)), None);
    }

    #[test]
    fn a_code_is_taken_once_and_none_from_before_it() {
        let (seconds, expected) = VECTORS[3];
        let step = secret().accept(&code(expected), None, at(seconds)).unwrap();
        assert_eq!(secret().accept(&code(expected), Some(step), at(seconds)), None);
        assert_eq!(secret().accept(&code(expected), Some(step + 1), at(seconds)), None);
        assert_eq!(secret().accept(&code(expected), Some(step - 1), at(seconds)), Some(step));
    }

    #[test]
    fn an_app_learns_issuer_account_and_secret() {
        let uri = secret().uri("lee:romero@poppy.test").unwrap();
        let expected =
            "otpauth://totp/OpenTOMS:lee%20romero%40poppy.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=OpenTOMS";
        assert_eq!(uri, expected);
        assert_eq!(secret().reveal(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_is_6_digits_and_may_have_blanks() {
        assert!("123 456".parse::<TotpCode>().is_ok());
        for wrong in ["", "12345", "1234567", "12345a", "１２３４５６", "-12345"] {
            assert!(wrong.parse::<TotpCode>().is_err(), "{wrong:?}");
        }
        assert_eq!(format!("{:?} {:?}", code("123456"), secret()), "TotpCode(..) TotpSecret(..)");
    }
}
