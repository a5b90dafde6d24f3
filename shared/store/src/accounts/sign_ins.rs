use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Delete, Put, TransactWriteItem};
use domain::Failure;
use domain::access::Epoch;
use domain::accounts::{
    AccountState, FactorKind, NetworkHash, NetworkThrottle, PasswordHash, Session, SessionHash, Throttle, User,
};
use domain::audit::Entry;
use domain::ids::UserId;
use domain::keyed::LoginHash;
use jiff::Timestamp;

use super::callers::unchanged;
use super::items::{CredentialItem, ProfileItem, SessionItem, ThrottleItem};
use super::networks::{throttle_of, window_key};
use crate::audit::transact_row;
use crate::client::{Dynamo, internal};
use crate::commit::{Commit, commit};
use crate::grant::{BATCH_GET, CHECK, DELETE, GET, Grant, PUT, Table};
use crate::item::{batch_get, body, create, get, item, key, number, sort_of};
use crate::keys::{Partition, Sort};

/// What a sign-in checks a password against.
#[derive(Clone, Debug)]
pub struct Credential {
    /// Whose it is.
    pub user: UserId,
    /// Absent until the account is activated.
    pub password_hash: Option<PasswordHash>,
    /// Where the account stands.
    pub state: AccountState,
    /// The epoch a new session starts under.
    pub epoch: Epoch,
    /// The kinds of second factor enrolled.
    pub second_factors: Vec<FactorKind>,
}

impl Credential {
    /// Whether the password alone does not sign in.
    #[must_use]
    pub fn has_second_factor(&self) -> bool {
        self.second_factors.iter().any(|kind| *kind != FactorKind::RecoveryCode)
    }
}

/// The failed sign-ins of a user name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Attempts {
    /// Those that still count.
    pub throttle: Throttle,
    /// What is stored, by which a commit knows whether another attempt came between.
    stored: u32,
}

impl Attempts {
    /// The condition that no other attempt was recorded since, with [`Self::value`] as `:seen`.
    pub(super) const AS_SEEN: &str = "attribute_not_exists(pk) OR failures = :seen";

    pub(super) fn value(self) -> AttributeValue {
        number(self.stored)
    }

    pub(super) fn of(item: ThrottleItem, now: Timestamp) -> Self {
        let stored = item.failures;
        let forgotten = item.ttl <= now.as_second();
        Self { throttle: if forgotten { Throttle::default() } else { item.into() }, stored }
    }
}

/// What a sign-in is decided by.
#[derive(Debug)]
pub struct LookedUp {
    /// The credential, if the user name has one.
    pub credential: Option<Credential>,
    /// Its failed sign-ins.
    pub attempts: Attempts,
    /// What else failed on the caller's network.
    pub network: NetworkThrottle,
}

/// A session that is to be opened.
pub struct NewSession<'a> {
    /// What it is stored under.
    pub hash: &'a SessionHash,
    /// It.
    pub session: &'a Session,
    /// Whose session the browser had until now, if any, and what it is stored under: it ends.
    pub before: Option<(UserId, SessionHash)>,
}

/// What became of a sign-in whose password was right.
#[derive(Debug)]
pub enum Opening {
    /// The session is open.
    Open(Box<User>),
    /// The account is no longer as the credential says: deactivated, or its sessions were ended.
    Stopped,
    /// Another attempt was recorded since the credential was read. So guesses sent side by side count one after the other.
    Overtaken,
}

/// Where the check of the account stands in the transaction that opens a session.
const ACCOUNT_PART: usize = 0;

/// Reads credentials, and commits what a sign-in came to.
#[derive(Clone, Debug)]
pub struct SignIns {
    dynamo: Dynamo,
    accounts: String,
    audit: String,
}

impl SignIns {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, BATCH_GET),
        Grant::new(Table::Accounts, GET),
        Grant::new(Table::Accounts, PUT),
        Grant::new(Table::Accounts, DELETE),
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Audit, PUT),
    ];

    /// On the accounts and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String, audit_table: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts: accounts_table, audit: audit_table }
    }

    /// The credential of a user name, if it has one, its failed sign-ins, and those of the network they come from: one call,
    /// the same for every name.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn look_up(&self, login: &LoginHash, network: &NetworkHash, now: Timestamp) -> Result<LookedUp, Failure> {
        let partition = Partition::Login(login.clone());
        let credential_key = key(&partition, &Sort::Credential);
        let keys = vec![credential_key, key(&partition, &Sort::Throttle), window_key(network, now)];
        let (mut credential, mut attempts, mut window) = (None, Attempts::default(), None);
        for item in batch_get(&self.dynamo, &self.accounts, keys).await? {
            if sort_of(&item) == Sort::Throttle.to_string() {
                attempts = Attempts::of(body(item)?, now);
            } else if sort_of(&item) != Sort::Credential.to_string() {
                window = Some(item);
            } else {
                let stored: CredentialItem = body(item)?;
                credential = Some(Credential {
                    user: stored.user,
                    password_hash: stored.password_hash.map(PasswordHash::from_stored),
                    state: stored.state,
                    epoch: stored.epoch,
                    second_factors: stored.second_factors,
                });
            }
        }
        Ok(LookedUp { credential, attempts, network: throttle_of(window, now)? })
    }

    /// Opens the session, ends the one before and forgets the failures, unless something came between or the second factor is
    /// still awaited.
    ///
    /// # Errors
    /// When the tables cannot be read or written.
    pub async fn open(
        &self,
        login: &LoginHash,
        seen: Attempts,
        user: UserId,
        NewSession { hash, session, before }: NewSession<'_>,
        entry: &Entry,
    ) -> Result<Opening, Failure> {
        let partition = Partition::User(user);
        let stored = item(&partition, &Sort::Session(hash.clone()), &SessionItem::from(session))?;
        let failures = Some(key(&Partition::Login(login.clone()), &Sort::Throttle));
        let failures = if session.awaiting_factor {
            // Until the second factor came, what failed before is not forgotten.
            let check = ConditionCheck::builder()
                .table_name(&self.accounts)
                .set_key(failures)
                .condition_expression(Attempts::AS_SEEN)
                .expression_attribute_values(":seen", seen.value());
            TransactWriteItem::builder().condition_check(check.build().map_err(internal)?)
        } else {
            let forget = Delete::builder()
                .table_name(&self.accounts)
                .set_key(failures)
                .condition_expression(Attempts::AS_SEEN)
                .expression_attribute_values(":seen", seen.value());
            TransactWriteItem::builder().delete(forget.build().map_err(internal)?)
        };
        let mut writes = vec![
            unchanged(&self.accounts, user, session.epoch)?,
            TransactWriteItem::builder().put(create(&self.accounts, stored)?).build(),
            failures.build(),
            transact_row(&self.audit, entry)?,
        ];
        if let Some((user, hash)) = before {
            let end = Delete::builder()
                .table_name(&self.accounts)
                .set_key(Some(key(&Partition::User(user), &Sort::Session(hash))));
            writes.push(TransactWriteItem::builder().delete(end.build().map_err(internal)?).build());
        }
        let (committed, profile) =
            tokio::join!(commit(&self.dynamo, writes), get(&self.dynamo, &self.accounts, &partition, &Sort::Profile));
        Ok(match (committed?, profile?) {
            (Commit::Done, Some(profile)) => Opening::Open(Box::new(body::<ProfileItem>(profile)?.into_user(user))),
            (Commit::Refused(parts), _) if parts.contains(&ACCOUNT_PART) => Opening::Stopped,
            _ => Opening::Overtaken,
        })
    }

    /// Records a failed attempt, for known and unknown names alike. `false` if another attempt was recorded since `seen`.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn fail(
        &self,
        login: &LoginHash,
        seen: Attempts,
        now: Timestamp,
        entry: &Entry,
    ) -> Result<bool, Failure> {
        let stored = ThrottleItem::of(seen.throttle.failed(now), now);
        let count = Put::builder()
            .table_name(&self.accounts)
            .set_item(Some(item(&Partition::Login(login.clone()), &Sort::Throttle, &stored)?))
            .condition_expression(Attempts::AS_SEEN)
            .expression_attribute_values(":seen", seen.value())
            .build()
            .map_err(internal)?;
        let writes = vec![TransactWriteItem::builder().put(count).build(), transact_row(&self.audit, entry)?];
        Ok(commit(&self.dynamo, writes).await? == Commit::Done)
    }
}
