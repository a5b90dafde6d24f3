//! The items of the accounts table.

use domain::Failure;
use domain::access::Epoch;
use domain::accounts::{AccountState, ChosenRole, RoleAssignment, Session, SessionClock, Throttle, User, Username};
use domain::ids::UserId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::expiry::ttl;

/// `LOGIN#… / CREDENTIAL`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CredentialItem {
    /// Whose it is.
    pub user: UserId,
    /// The PHC form; absent until the account is activated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<String>,
    /// A copy of the profile's; a sign-in checks that it still is the same.
    pub state: AccountState,
    /// Likewise.
    pub epoch: Epoch,
}

/// `LOGIN#… / THROTTLE`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ThrottleItem {
    pub(crate) failures: u32,
    pub(crate) last_failed_at: Timestamp,
    pub(crate) ttl: i64,
}

/// How long failed sign-ins are remembered. Our choice.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

impl ThrottleItem {
    pub(crate) fn of(throttle: Throttle, now: Timestamp) -> Self {
        Self { failures: throttle.failures, last_failed_at: now, ttl: ttl(now + REMEMBERED) }
    }
}

impl From<ThrottleItem> for Throttle {
    fn from(item: ThrottleItem) -> Self {
        Self { failures: item.failures, last_failed_at: Some(item.last_failed_at) }
    }
}

/// `USER#… / PROFILE`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProfileItem {
    /// The user name.
    pub username: Username,
    /// First and last name.
    pub name: String,
    /// Where the account stands.
    pub state: AccountState,
    /// Raised whenever all sessions must end.
    pub epoch: Epoch,
    /// The roles held.
    pub roles: Vec<RoleAssignment>,
    /// The version of the terms accepted last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms_accepted: Option<String>,
    /// When they were accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms_accepted_at: Option<Timestamp>,
}

impl ProfileItem {
    pub(crate) fn into_user(self, id: UserId) -> User {
        User {
            id,
            username: self.username,
            name: self.name,
            state: self.state,
            epoch: self.epoch,
            roles: self.roles,
            terms_accepted: self.terms_accepted,
        }
    }
}

/// `USER#… / SESSION#…`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SessionItem {
    started_at: Timestamp,
    extended_at: Timestamp,
    epoch: Epoch,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<ChosenRole>,
    ttl: i64,
}

impl From<&Session> for SessionItem {
    fn from(session: &Session) -> Self {
        Self {
            started_at: session.started_at,
            extended_at: session.extended_at,
            epoch: session.epoch,
            role: session.role,
            ttl: ttl(session.started_at + SessionClock::ABSOLUTE),
        }
    }
}

impl From<SessionItem> for Session {
    fn from(item: SessionItem) -> Self {
        Self { started_at: item.started_at, extended_at: item.extended_at, epoch: item.epoch, role: item.role }
    }
}

/// The user and the session among the items of a user's partition.
pub(crate) fn user_and_session(id: UserId, items: Vec<crate::item::Item>) -> Result<Option<(User, Session)>, Failure> {
    let (mut user, mut session) = (None, None);
    for item in items {
        if crate::item::sort_of(&item) == crate::keys::Sort::Profile.to_string() {
            user = Some(crate::item::body::<ProfileItem>(item)?.into_user(id));
        } else {
            session = Some(crate::item::body::<SessionItem>(item)?.into());
        }
    }
    Ok(user.zip(session))
}
