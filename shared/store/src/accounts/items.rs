//! The items of the accounts table.

use domain::Failure;
use domain::access::Epoch;
use domain::accounts::{
    AccountState, Affidavit, ChosenRole, FactorKind, Link, LinkHash, LinkPurpose, RoleAssignment, Session,
    SessionClock, Throttle, User, Username,
};
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
    /// Likewise: whether a password alone signs in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub second_factors: Vec<FactorKind>,
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
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    /// Where the account stands.
    pub state: AccountState,
    /// Raised whenever all sessions must end.
    pub epoch: Epoch,
    /// Counts the changes of the account, but for the terms.
    pub version: u64,
    /// The roles held.
    pub roles: Vec<RoleAssignment>,
    /// The security affidavits signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affidavits: Vec<Affidavit>,
    /// The second factors enrolled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub second_factors: Vec<FactorKind>,
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
            first_name: self.first_name,
            last_name: self.last_name,
            telephone: self.telephone,
            state: self.state,
            epoch: self.epoch,
            version: self.version,
            roles: self.roles,
            affidavits: self.affidavits,
            second_factors: self.second_factors,
            terms_accepted: self.terms_accepted,
        }
    }
}

impl From<&User> for ProfileItem {
    /// A new account's profile: the terms are yet to be accepted.
    fn from(user: &User) -> Self {
        Self {
            username: user.username.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            telephone: user.telephone.clone(),
            state: user.state,
            epoch: user.epoch,
            version: user.version,
            roles: user.roles.clone(),
            affidavits: user.affidavits.clone(),
            second_factors: user.second_factors.clone(),
            terms_accepted: user.terms_accepted.clone(),
            terms_accepted_at: None,
        }
    }
}

/// `USER#… / SESSION#…`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SessionItem {
    started_at: Timestamp,
    extended_at: Timestamp,
    epoch: Epoch,
    verified_at: Timestamp,
    awaiting_factor: bool,
    factor_settled: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device: Option<String>,
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
            verified_at: session.verified_at,
            awaiting_factor: session.awaiting_factor,
            factor_settled: session.factor_settled,
            device: session.device.clone(),
            role: session.role,
            ttl: ttl(session.started_at + SessionClock::ABSOLUTE),
        }
    }
}

impl From<SessionItem> for Session {
    fn from(item: SessionItem) -> Self {
        Self {
            started_at: item.started_at,
            extended_at: item.extended_at,
            epoch: item.epoch,
            verified_at: item.verified_at,
            awaiting_factor: item.awaiting_factor,
            factor_settled: item.factor_settled,
            device: item.device,
            role: item.role,
        }
    }
}

/// `USER#… / LINK#…`.
#[derive(Debug, Serialize, Deserialize)]
pub struct LinkItem {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// What its secret must hash to.
    pub hash: String,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it may be removed.
    pub ttl: i64,
}

impl From<&Link> for LinkItem {
    fn from(link: &Link) -> Self {
        Self {
            purpose: link.purpose,
            hash: link.hash.as_str().to_owned(),
            requested_at: link.requested_at,
            expires_at: link.expires_at,
            ttl: ttl(link.expires_at),
        }
    }
}

impl From<LinkItem> for Link {
    fn from(item: LinkItem) -> Self {
        Self {
            purpose: item.purpose,
            hash: LinkHash::from_stored(item.hash),
            requested_at: item.requested_at,
            expires_at: item.expires_at,
        }
    }
}

/// `USER#… / ADDITION#…`: a user that was added, by which a repeat of it is known.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AdditionItem {
    pub(super) fingerprint: String,
    pub(super) ttl: i64,
}

/// `USER#… / ACTIVATION-SENT`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ActivationSentItem {
    pub(super) sent_at: i64,
    pub(super) ttl: i64,
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
