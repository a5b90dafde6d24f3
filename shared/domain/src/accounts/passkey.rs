//! Passkeys as they are kept. The ceremonies themselves are in the crate `passkeys`.

use jiff::{SignedDuration, Timestamp};

use crate::Malformed;
use crate::ids::PasskeyId;

/// The most passkeys of one account. Our choice.
pub const PASSKEYS_MAX: usize = 10;

/// What the owner calls a passkey: 1 to 50 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyName(String);

impl PasskeyName {
    /// As typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for PasskeyName {
    type Err = Malformed;

    fn from_str(typed: &str) -> Result<Self, Malformed> {
        let name = typed.trim();
        let fits = (1..=50).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if fits {
            Ok(Self(name.to_owned()))
        } else {
            Err(Malformed::because("a passkey's name must have 1 to 50 characters"))
        }
    }
}

impl<'de> serde::Deserialize<'de> for PasskeyName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A passkey of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPasskey {
    /// Its id.
    pub id: PasskeyId,
    /// What the owner calls it.
    pub name: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was used last.
    pub last_used_at: Option<Timestamp>,
    /// Its public key and counter, as the crate `passkeys` writes them.
    pub credential: String,
}

codes! {
    /// What a challenge is for: one is no answer to the other.
    pub enum ChallengePurpose, "a challenge's purpose" {
        /// To add a passkey.
        Registration = "registration",
        /// To prove with one.
        Proof = "proof",
        /// To add an authenticator app: what waits is the secret it was given, sealed.
        Totp = "totp",
    }
}

impl ChallengePurpose {
    /// How long the answer is waited for. Our choice: 5 minutes; 15 for who may have to install an app first.
    #[must_use]
    pub const fn lifetime(self) -> SignedDuration {
        match self {
            Self::Registration | Self::Proof => SignedDuration::from_mins(5),
            Self::Totp => SignedDuration::from_mins(15),
        }
    }
}

/// A challenge that waits for an answer: one at most for each session, and good once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// What for.
    pub purpose: ChallengePurpose,
    /// What must be remembered until then.
    pub state: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Challenge {
    /// Begins at `now`.
    #[must_use]
    pub fn begin(purpose: ChallengePurpose, state: String, now: Timestamp) -> Self {
        Self { purpose, state, expires_at: now + purpose.lifetime() }
    }

    /// Whether an answer for `purpose` is still taken at `now`.
    #[must_use]
    pub fn awaits(&self, purpose: ChallengePurpose, now: Timestamp) -> bool {
        self.purpose == purpose && now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_for_one_purpose_and_for_five_minutes() {
        let now = Timestamp::constant(1_800_000_000, 0);
        let challenge = Challenge::begin(ChallengePurpose::Proof, String::new(), now);
        assert!(challenge.awaits(ChallengePurpose::Proof, now + SignedDuration::from_secs(299)));
        assert!(!challenge.awaits(ChallengePurpose::Proof, now + SignedDuration::from_secs(300)));
        assert!(!challenge.awaits(ChallengePurpose::Registration, now));
    }

    #[test]
    fn a_passkeys_name_is_short_and_printable() {
        assert_eq!(" my phone ".parse::<PasskeyName>().unwrap().as_str(), "my phone");
        for wrong in ["", "  ", "a\nb", &"a".repeat(51)] {
            assert!(wrong.parse::<PasskeyName>().is_err(), "{wrong:?}");
        }
    }
}
