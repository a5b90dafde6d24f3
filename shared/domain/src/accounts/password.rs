use std::fmt;

use argon2::Params;
use argon2::password_hash::phc;
use argon2::password_hash::{CustomizedPasswordHasher, PasswordVerifier};
use serde::{Deserialize, Deserializer};
use unicode_normalization::UnicodeNormalization;

use super::hashing::Argon2id;
use super::{NewPassword, PASSWORD_MAX};
use crate::Malformed;

/// The bytes of randomness in a hash's salt.
pub const SALT_BYTES: usize = 16;

/// A password as typed, in the one form that Unicode gives it (NFKC): the keyboards of different systems write the same
/// letter differently. It can be neither shown nor stored. Source: NIST SP 800-63B-4.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Takes a password for checking. Rules for a new one are applied where one is set.
    ///
    /// # Errors
    /// Longer than 128 characters: refused, never cut.
    #[expect(clippy::needless_pass_by_value, reason = "what was typed is given up for it")]
    pub fn new(typed: String) -> Result<Self, Malformed> {
        if typed.chars().count() > PASSWORD_MAX {
            return Err(Malformed::because("a password has at most 128 characters"));
        }
        Ok(Self(typed.nfkc().collect()))
    }

    pub(super) fn as_typed(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// An argon2id hash in PHC form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// 19 MiB, 2 passes, 1 lane. Source: OWASP Password Storage.
const PARAMS: Params = match Params::new(19_456, 2, 1, None) {
    Ok(params) => params,
    Err(_) => Params::DEFAULT,
};

impl PasswordHash {
    /// Hashes a new password: one that keeps the rules, no other is ever stored.
    ///
    /// # Errors
    /// When argon2 refuses, which it does for no password and salt of ours.
    pub fn of(password: &NewPassword, salt: [u8; SALT_BYTES]) -> Result<Self, Malformed> {
        Argon2id
            .hash_password_customized(password.as_typed().as_bytes(), &salt, None, None, PARAMS)
            .map(|hash| Self(hash.to_string()))
            .map_err(|_| Malformed::because("the password could not be hashed"))
    }

    /// What was stored, as it was stored.
    #[must_use]
    pub fn from_stored(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Stands in for the hash that an unknown or not activated account does not have, so that the same work is done for
    /// every user name. No password matches it.
    #[must_use]
    pub fn of_nobody() -> Self {
        Self("$argon2id$v=19$m=19456,t=2,p=1$b3BlbnRvbXMtbm9ib2R5IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into())
    }

    /// Whether `password` is the one behind this hash. Takes tens of milliseconds on purpose.
    #[must_use]
    pub fn matches(&self, password: &Password) -> bool {
        let stored = phc::PasswordHash::new(&self.0);
        stored.is_ok_and(|stored| Argon2id.verify_password(password.0.as_bytes(), &stored).is_ok())
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Words;

    fn password(text: &str) -> Password {
        Password::new(text.into()).unwrap()
    }

    fn hash(text: &str) -> PasswordHash {
        let new = NewPassword::choose(password(text), &Words::of_the_service()).unwrap();
        PasswordHash::of(&new, [3; SALT_BYTES]).unwrap()
    }

    #[test]
    fn only_the_whole_password_matches() {
        let hash = hash("poppies bloom in april 2026");
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
        assert!(PasswordHash::from_stored(hash.as_str().into()).matches(&password("poppies bloom in april 2026")));
        assert!(!hash.matches(&password("poppies bloom in april 202")));
        assert!(!hash.matches(&password("Poppies bloom in april 2026")));
    }

    #[test]
    fn a_hash_says_argon2id_with_19_mib_two_passes_and_a_salt_of_its_own() {
        let new = NewPassword::choose(password("poppies bloom in april 2026"), &Words::of_the_service()).unwrap();
        let [one, other] = [3, 4].map(|salt| PasswordHash::of(&new, [salt; SALT_BYTES]).unwrap());
        assert!(one.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", one.as_str());
        assert_ne!(one.as_str(), other.as_str());
        let salt = one.as_str().split('$').nth(4).unwrap();
        assert!(salt.len() * 6 >= 128, "{salt}");
    }

    #[test]
    fn nobodys_hash_is_a_real_hash_that_nothing_matches() {
        let started = std::time::Instant::now();
        assert!(!PasswordHash::of_nobody().matches(&password("")));
        assert!(started.elapsed().as_micros() > 500, "the hash was not computed");
    }

    #[test]
    fn a_letter_is_the_same_however_a_keyboard_writes_it() {
        let hash = hash("pi\u{f1}atas at the caf\u{e9} until late");
        assert!(hash.matches(&password("pin\u{303}atas at the cafe\u{301} until late")));
    }

    #[test]
    fn a_password_of_129_characters_is_refused_and_never_cut() {
        assert!(Password::new("ñ".repeat(128)).is_ok());
        assert!(Password::new("ñ".repeat(129)).is_err());
    }

    #[test]
    fn neither_a_password_nor_its_hash_stands_in_a_debug_text() {
        assert_eq!(
            format!("{:?} {:?}", password("poppies"), PasswordHash::of_nobody()),
            "Password(..) PasswordHash(..)"
        );
    }
}
