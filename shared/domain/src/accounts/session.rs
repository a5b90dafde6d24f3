use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::Malformed;
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
    /// Between the right password and the second factor: 5 minutes.
    pub const AWAITING_FACTOR: SignedDuration = SignedDuration::from_mins(5);
    /// Between a proof of who it is and what asks for a fresh one, as a change of factors: 10 minutes.
    pub const VERIFIED: SignedDuration = SignedDuration::from_mins(10);
    /// How long before the idle end a page warns: 2 minutes 30 seconds.
    pub const WARNING: SignedDuration = SignedDuration::from_secs(150);
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

impl std::str::FromStr for SessionHash {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let digits = text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if text.len() == 64 && digits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::because("a session's id must be 64 hexadecimal digits, as this service gave it"))
        }
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
    /// When it was last proved who it is: at sign-in, or since by password or second factor.
    pub verified_at: Timestamp,
    /// The password was right and the second factor has not come yet: nothing is open.
    pub awaiting_factor: bool,
    /// A second factor was used, or this service asks for none: roles that see student data may work.
    pub factor_settled: bool,
    /// What the browser calls itself, for the owner to recognise the session by.
    pub device: Option<String>,
    /// The role chosen, by what names it among the user's; `None` until there was a choice.
    pub role: Option<ChosenRole>,
}

/// Which of a user's roles a session works in.
pub type ChosenRole = (crate::access::Role, crate::access::OrganizationCode, AdministrationYear);

impl Session {
    /// Begins at `now`, with the password just proved.
    #[must_use]
    pub fn begin(now: Timestamp, epoch: Epoch) -> Self {
        Self {
            started_at: now,
            extended_at: now,
            epoch,
            verified_at: now,
            awaiting_factor: false,
            factor_settled: true,
            device: None,
            role: None,
        }
    }

    /// When it ends if nothing more happens.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        if self.awaiting_factor {
            return self.started_at + SessionClock::AWAITING_FACTOR;
        }
        (self.extended_at + SessionClock::IDLE).min(self.ends_at())
    }

    /// When it ends whatever happens.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.started_at + SessionClock::ABSOLUTE
    }

    /// Whether it is still good for `user` at `now`.
    #[must_use]
    pub fn is_open(&self, user: &User, now: Timestamp) -> bool {
        !self.awaiting_factor && self.is_alive(user, now)
    }

    /// Whether it waits for `user`'s second factor at `now`.
    #[must_use]
    pub fn awaits_factor(&self, user: &User, now: Timestamp) -> bool {
        self.awaiting_factor && self.is_alive(user, now)
    }

    /// When a page is to warn that it ends soon if nothing more happens.
    #[must_use]
    pub fn warn_at(&self) -> Timestamp {
        self.expires_at() - SessionClock::WARNING
    }

    /// Until when it is proved lately enough who it is, for what asks for a fresh proof.
    #[must_use]
    pub fn verified_until(&self) -> Timestamp {
        self.verified_at + SessionClock::VERIFIED
    }

    /// Whether it was proved lately enough who it is.
    #[must_use]
    pub fn is_verified(&self, now: Timestamp) -> bool {
        now < self.verified_until()
    }

    fn is_alive(&self, user: &User, now: Timestamp) -> bool {
        now < self.expires_at() && self.epoch == user.epoch && user.state == super::AccountState::Active
    }

    /// The role in force: the chosen one, if the user still holds it; without a choice, the only one of this year.
    #[must_use]
    pub fn role_of(&self, user: &User, this_year: AdministrationYear) -> Option<RoleInForce> {
        match self.role {
            Some((role, organization, year)) => {
                user.role(role, organization, year).map(|held| RoleInForce::of(user, held))
            }
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
            first_name: "A".into(),
            last_name: "B".into(),
            telephone: None,
            state: AccountState::Active,
            epoch: Epoch(4),
            version: 1,
            roles: Vec::new(),
            affidavits: Vec::new(),
            second_factors: Vec::new(),
            terms_accepted: None,
        }
    }

    fn session(start: Timestamp) -> Session {
        Session::begin(start, Epoch(4))
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
    fn a_session_that_awaits_the_second_factor_opens_nothing_and_ends_after_5_minutes() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let session = Session { awaiting_factor: true, ..session(start) };
        let last = start + SessionClock::AWAITING_FACTOR - SignedDuration::from_secs(1);
        assert!(!session.is_open(&user(), start) && session.awaits_factor(&user(), last));
        assert!(!session.awaits_factor(&user(), start + SessionClock::AWAITING_FACTOR));
        assert!(!session.awaits_factor(&User { epoch: Epoch(5), ..user() }, start));
    }

    #[test]
    fn a_proof_of_who_it_is_is_fresh_for_10_minutes() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        assert!(session(start).is_verified(start + SessionClock::VERIFIED - SignedDuration::from_secs(1)));
        assert!(!session(start).is_verified(start + SessionClock::VERIFIED));
    }

    #[test]
    fn a_session_is_stored_under_64_hexadecimal_digits_and_nothing_else_is_read_as_such() {
        let hash = SessionHash::of(&[7; 32]);
        assert_eq!(hash.as_str().parse(), Ok(hash.clone()));
        assert_ne!(hash, SessionHash::of(&[8; 32]));
        for wrong in ["", &hash.as_str()[1..], &"g".repeat(64), &hash.as_str().to_uppercase()] {
            assert!(wrong.parse::<SessionHash>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_page_warns_two_and_a_half_minutes_before_a_session_ends() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let session = session(start);
        let after = |minutes| start + SignedDuration::from_mins(minutes);
        assert_eq!((session.expires_at(), session.ends_at()), (after(30), after(12 * 60)));
        assert_eq!(session.warn_at(), after(27) + SignedDuration::from_secs(30));
        assert_eq!(session.verified_until(), after(10));
        let awaiting = Session { awaiting_factor: true, ..session };
        assert_eq!(awaiting.expires_at(), after(5));
    }

    #[test]
    fn the_role_in_force_is_the_chosen_one_if_it_is_still_held_and_without_a_choice_the_only_one_of_the_year() {
        use crate::access::{OrganizationCode, Role, Scope};
        use crate::accounts::RoleAssignment;
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let year: AdministrationYear = "2026-27".parse().unwrap();
        let held = |role, year| RoleAssignment {
            role,
            organization: OrganizationCode::State,
            organization_name: "California".into(),
            scope: Scope::State,
            lea: None,
            year,
            instruments: Vec::new(),
        };
        let of = |session: &Session, roles: &[RoleAssignment]| {
            let role = session.role_of(&User { roles: roles.to_vec(), ..user() }, year);
            role.map(|role| role.role)
        };
        let [editor, desk] = [held(Role::BulletinEditor, year), held(Role::HelpDesk, year)];
        let last_year = held(Role::StateAdministrator, "2025-26".parse().unwrap());
        let (none, chosen) =
            (session(start), Session { role: Some((Role::HelpDesk, OrganizationCode::State, year)), ..session(start) });
        assert_eq!(of(&none, &[]), None);
        assert_eq!(of(&none, &[editor.clone(), last_year.clone()]), Some(Role::BulletinEditor));
        assert_eq!(of(&none, &[editor.clone(), desk.clone()]), None);
        assert_eq!(of(&chosen, &[editor.clone(), desk]), Some(Role::HelpDesk));
        assert_eq!(of(&chosen, &[editor, last_year]), None);
    }

    #[test]
    fn a_raised_epoch_and_a_deactivation_end_it_at_once() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        assert!(session(start).is_open(&user(), start));
        assert!(!session(start).is_open(&User { epoch: Epoch(5), ..user() }, start));
        assert!(!session(start).is_open(&User { state: AccountState::Deactivated, ..user() }, start));
    }
}
