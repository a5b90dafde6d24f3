use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem, Update};
use domain::Failure;
use domain::accounts::{
    AccountState, Link, LinkPurpose, LinkThrottle, NetworkHash, NetworkThrottle, PasswordHash, User,
};
use domain::audit::Entry;
use domain::ids::UserId;
use domain::keyed::LoginHash;
use domain::mail::QueuedLetter;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::items::{LinkItem, ProfileItem};
use super::listings::relist;
use super::networks::{throttle_of, window_key};
use crate::audit::transact_row;
use crate::client::{Dynamo, internal};
use crate::commit::{Commit, commit};
use crate::expiry::{TTL, ttl};
use crate::grant::{BATCH_GET, DELETE, Grant, PUT, Table, UPDATE};
use crate::item::{batch_get, body, item, key, number, sort_of, text};
use crate::keys::{Partition, Sort};
use crate::mail::transact_letter;

/// `LOGIN#… / LINK-THROTTLE`.
#[derive(Serialize, Deserialize)]
struct LinkThrottleItem {
    requests: u32,
    last_asked_at: Timestamp,
    ttl: i64,
}

/// What was asked for before.
#[derive(Clone, Copy, Debug)]
pub struct LinksAsked {
    /// At this address.
    pub throttle: LinkThrottle,
    /// From the caller's network.
    pub network: NetworkThrottle,
}

/// A password set by a link.
#[derive(Debug)]
pub struct Redemption<'a> {
    /// Whose account it is, as it was read.
    pub user: &'a User,
    /// What its credential is found by.
    pub login: &'a LoginHash,
    /// The link, as it was read.
    pub link: &'a Link,
    /// The new password's hash.
    pub password: &'a PasswordHash,
    /// When.
    pub now: Timestamp,
    /// The row of the audit trail.
    pub entry: &'a Entry,
    /// What the owner is told.
    pub letter: Option<&'a QueuedLetter>,
}

/// Takes requests for links, and sets passwords by them. Whether an address has an account it does not look: a request is
/// the same calls for every address.
#[derive(Clone, Debug)]
pub struct Links {
    dynamo: Dynamo,
    accounts: String,
    mail: String,
    audit: String,
}

impl Links {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, BATCH_GET),
        Grant::new(Table::Accounts, PUT),
        Grant::new(Table::Accounts, UPDATE),
        Grant::new(Table::Accounts, DELETE),
        Grant::new(Table::Mail, PUT),
        Grant::new(Table::Audit, PUT),
    ];

    /// On the accounts, mail and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String, mail_table: String, audit_table: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts: accounts_table, mail: mail_table, audit: audit_table }
    }

    /// What was asked for at an address, and from a network: one call.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn asked(&self, login: &LoginHash, network: &NetworkHash, now: Timestamp) -> Result<LinksAsked, Failure> {
        let throttle_key = key(&Partition::Login(login.clone()), &Sort::LinkThrottle);
        let (mut throttle, mut window) = (LinkThrottle::default(), None);
        for item in batch_get(&self.dynamo, &self.accounts, vec![throttle_key, window_key(network, now)]).await? {
            if sort_of(&item) == Sort::LinkThrottle.to_string() {
                let stored: LinkThrottleItem = body(item)?;
                throttle = LinkThrottle { requests: stored.requests, last_asked_at: Some(stored.last_asked_at) };
            } else {
                window = Some(item);
            }
        }
        Ok(LinksAsked { throttle, network: throttle_of(window, now)? })
    }

    /// Puts `letter` into the queue, whoever gets it, and counts the request. `false` if another one was counted since
    /// `seen`.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn request(
        &self,
        login: &LoginHash,
        seen: LinkThrottle,
        now: Timestamp,
        letter: &QueuedLetter,
        entry: &Entry,
    ) -> Result<bool, Failure> {
        let asked = seen.asked(now);
        let stored = LinkThrottleItem {
            requests: asked.requests,
            last_asked_at: now,
            ttl: ttl(asked.forgotten_at().unwrap_or(now)),
        };
        let count = Put::builder()
            .table_name(&self.accounts)
            .set_item(Some(item(&Partition::Login(login.clone()), &Sort::LinkThrottle, &stored)?))
            .condition_expression("attribute_not_exists(pk) OR requests = :seen")
            .expression_attribute_values(":seen", number(seen.requests))
            .build()
            .map_err(internal)?;
        let writes = vec![
            TransactWriteItem::builder().put(count).build(),
            transact_letter(&self.mail, letter)?,
            transact_row(&self.audit, entry)?,
        ];
        Ok(commit(&self.dynamo, writes).await? == Commit::Done)
    }

    /// The account and its link of this purpose, if it has both: one call.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn find(&self, user: UserId, purpose: LinkPurpose) -> Result<Option<(User, Link)>, Failure> {
        let partition = Partition::User(user);
        let keys = vec![key(&partition, &Sort::Profile), key(&partition, &Sort::Link(purpose))];
        let (mut found, mut link) = (None, None);
        for item in batch_get(&self.dynamo, &self.accounts, keys).await? {
            if sort_of(&item) == Sort::Profile.to_string() {
                found = Some(body::<ProfileItem>(item)?.into_user(user));
            } else {
                link = Some(body::<LinkItem>(item)?.into());
            }
        }
        Ok(found.zip(link))
    }

    /// Sets the password and uses the link up: of two who do this at the same moment one succeeds. The account becomes
    /// active; what was set and what was failed before is over. `false` if the link is used, replaced or over, or the
    /// account was changed since it was read.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn redeem(&self, redemption: &Redemption<'_>) -> Result<bool, Failure> {
        let Redemption { login, entry, letter, .. } = redemption;
        let forget = Delete::builder()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::Login((*login).clone()), &Sort::Throttle)))
            .build()
            .map_err(internal)?;
        let mut writes = vec![
            self.use_up(redemption)?,
            self.set_password(redemption)?,
            self.open_profile(redemption)?,
            TransactWriteItem::builder().delete(forget).build(),
            transact_row(&self.audit, entry)?,
        ];
        // An account that becomes active says so in the lists that its user stands in.
        let after = User { state: AccountState::Active, ..redemption.user.clone() };
        writes.extend(relist(&self.accounts, Some(redemption.user), &after)?);
        if let Some(letter) = letter {
            writes.push(transact_letter(&self.mail, letter)?);
        }
        commit(&self.dynamo, writes).await?.done()
    }

    fn use_up(&self, redemption: &Redemption<'_>) -> Result<TransactWriteItem, Failure> {
        let Redemption { user, link, now, .. } = redemption;
        let delete = Delete::builder()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::User(user.id), &Sort::Link(link.purpose))))
            .condition_expression("#hash = :hash AND #ttl >= :now")
            .expression_attribute_names("#hash", "hash")
            .expression_attribute_names("#ttl", TTL)
            .expression_attribute_values(":hash", text(link.hash.as_str()))
            .expression_attribute_values(":now", number(ttl(*now)))
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    fn set_password(&self, redemption: &Redemption<'_>) -> Result<TransactWriteItem, Failure> {
        let Redemption { user, login, link, password, .. } = redemption;
        let update = Update::builder()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::Login((*login).clone()), &Sort::Credential)))
            .update_expression("SET password_hash = :password, #state = :active ADD epoch :raise")
            .condition_expression("#user = :user AND #state = :state")
            .expression_attribute_names("#user", "user")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":password", text(password.as_str()))
            .expression_attribute_values(":active", text(AccountState::Active))
            .expression_attribute_values(":raise", number(u8::from(link.purpose.ends_sessions())))
            .expression_attribute_values(":user", text(user.id))
            .expression_attribute_values(":state", text(link.purpose.opens()))
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn open_profile(&self, redemption: &Redemption<'_>) -> Result<TransactWriteItem, Failure> {
        let Redemption { user, link, .. } = redemption;
        let update = Update::builder()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::User(user.id), &Sort::Profile)))
            .update_expression("SET #state = :active ADD epoch :raise, version :one")
            .condition_expression("#state = :state AND version = :read")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":active", text(AccountState::Active))
            .expression_attribute_values(":raise", number(u8::from(link.purpose.ends_sessions())))
            .expression_attribute_values(":read", number(user.version))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":state", text(link.purpose.opens()))
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}
