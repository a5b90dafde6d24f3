use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::access::{Epoch, RoleInForce};
use crate::accounts::User;
use crate::year::AdministrationYear;

/// How long a session lasts. Our choice, stricter than NIST SP 800-63B-4 asks at AAL2 (24 hours, 1 hour).
pub struct SessionClock;

impl SessionClock {
    /// Without a sign of life: 30 minutes.
    pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
    /// In all: 12 hours.
    pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
}

/// What a session is stored under: the SHA-256 of its secret, 64 hexadecimal digits. The secret itself is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionHash(String);

impl SessionHash {
    /// The hash of a token's secret.
    #[must_use]
    pub fn of(secret: &[u8; 32]) -> Self {
        Self(data_encoding::HEXLOWER.encode(&Sha256::digest(secret)))
    }

    /// 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A session, without the token that opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// When the person signed in.
    pub started_at: Timestamp,
    /// The last sign of life.
    pub extended_at: Timestamp,
    /// The user's epoch at the start.
    pub epoch: Epoch,
    /// The role chosen, by what names it among the user's; `None` until there was a choice.
    pub role: Option<ChosenRole>,
}

/// Which of a user's roles a session works in.
pub type ChosenRole = (crate::access::Role, crate::access::OrganizationCode, AdministrationYear);

impl Session {
    /// When it ends if nothing more happens.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        (self.extended_at + SessionClock::IDLE).min(self.started_at + SessionClock::ABSOLUTE)
    }

    /// Whether it is still good for `user` at `now`.
    #[must_use]
    pub fn is_open(&self, user: &User, now: Timestamp) -> bool {
        now < self.expires_at() && self.epoch == user.epoch && user.state == super::AccountState::Active
    }

    /// The role in force: the chosen one, if the user still holds it; without a choice, the only one of this year.
    #[must_use]
    pub fn role_of(&self, user: &User, this_year: AdministrationYear) -> Option<RoleInForce> {
        match self.role {
            Some((role, organization, year)) => user.role(role, organization, year).map(Into::into),
            None => user.only_role(this_year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::AccountState;
    use crate::ids::UserId;

    fn user() -> User {
        User {
            id: UserId::from_bytes([1; 16]),
            username: "a@poppy.test".parse().unwrap(),
            name: "A".into(),
            state: AccountState::Active,
            epoch: Epoch(4),
            roles: Vec::new(),
            terms_accepted: None,
        }
    }

    fn session(start: Timestamp) -> Session {
        Session { started_at: start, extended_at: start, epoch: Epoch(4), role: None }
    }

    #[test]
    fn a_session_ends_after_30_idle_minutes_and_after_12_hours_whatever_happens() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let mut session = session(start);
        let almost = SignedDuration::from_secs(1);
        assert!(session.is_open(&user(), start + SessionClock::IDLE - almost));
        assert!(!session.is_open(&user(), start + SessionClock::IDLE));
        session.extended_at = start + SessionClock::ABSOLUTE - almost;
        assert!(session.is_open(&user(), start + SessionClock::ABSOLUTE - almost));
        assert!(!session.is_open(&user(), start + SessionClock::ABSOLUTE));
    }

    #[test]
    fn a_raised_epoch_and_a_deactivation_end_it_at_once() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        assert!(session(start).is_open(&user(), start));
        assert!(!session(start).is_open(&User { epoch: Epoch(5), ..user() }, start));
        assert!(!session(start).is_open(&User { state: AccountState::Deactivated, ..user() }, start));
    }
}
