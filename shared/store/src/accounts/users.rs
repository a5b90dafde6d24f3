//! Reads users for those who look after them, and commits what they decided.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{ConditionCheck, Put, TransactWriteItem, Update};
use domain::Failure;
use domain::access::{Caller, Unchecked};
use domain::accounts::manage::{Changed, Holding};
use domain::accounts::{AccountState, User};
use domain::audit::Entry;
use domain::ids::UserId;
use domain::keyed::LoginHash;
use domain::mail::QueuedLetter;
use jiff::{SignedDuration, Timestamp};

use super::callers::unchanged;
use super::items::{ActivationSentItem, AdditionItem, CredentialItem, ProfileItem};
use super::listings::{rehold, relist};
use crate::audit::transact_row;
use crate::client::{Dynamo, internal};
use crate::commit::{Commit, commit};
use crate::expiry::{TTL, ttl};
use crate::grant::{BATCH_GET, CHECK, DELETE, Grant, PUT, Table, UPDATE};
use crate::item::{Item, PARTITION, batch_get, body, create, item, key, number, sort_of, text};
use crate::keys::{Partition, Sort};
use crate::mail::transact_letter;

/// How long an addition is known by its idempotency key.
const KNOWN: SignedDuration = SignedDuration::from_hours(24);
/// The time between two activation letters that somebody else has sent again. Our choice.
pub const BETWEEN_ACTIVATIONS: SignedDuration = SignedDuration::from_mins(5);
/// The most parts of one transaction of DynamoDB.
const MAX_PARTS: usize = 100;

/// Reads users, and commits changes of them.
#[derive(Clone, Debug)]
pub struct Users {
    dynamo: Dynamo,
    accounts: String,
    mail: String,
    audit: String,
}

/// The change of one user that was decided.
pub struct UserChange<'a> {
    /// The account as read; none for a new one. Its version is checked in the commit.
    pub before: Option<&'a User>,
    /// What was decided.
    pub changed: &'a Changed,
    /// The account's login.
    pub login: LoginHash,
    /// The letters, with their ids.
    pub letters: Vec<QueuedLetter>,
    /// The row of the audit trail.
    pub entry: Entry,
}

/// What else goes into the commit of a change.
#[derive(Clone, Copy, Debug)]
pub enum Condition<'a> {
    /// Nothing; an LEA's last coordinator stays.
    None,
    /// An LEA's last coordinator may go.
    EvenTheLast,
    /// The key under which a repeat is known, and what tells another request under the same key.
    Once(&'a str, &'a str),
    /// Not shortly after the last time.
    NotTooSoon,
}

/// What became of a commit. Only the first changed anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserOutcome {
    /// Committed.
    Done,
    /// The caller's account changed meanwhile: deactivated, or a right taken away.
    Revoked,
    /// The user changed meanwhile, or somebody is changing them at this moment.
    Stale,
    /// The same key was committed meanwhile.
    Repeated,
    /// A letter was sent a moment ago.
    TooSoon,
    /// To be made active, but no password was ever set.
    NoPassword,
    /// Nobody else holds these offices.
    LastHolder(Vec<Holding>),
}

/// What a part of a transaction is about.
enum Part {
    Caller,
    Once,
    NotTooSoon,
    Profile,
    Credential,
    Left(Holding),
    Other,
}

type Parts = Vec<(Part, TransactWriteItem)>;

impl Users {
    /// What reading alone needs.
    pub const GRANTS_TO_READ: &[Grant] = &[Grant::new(Table::Accounts, BATCH_GET)];
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, BATCH_GET),
        Grant::new(Table::Accounts, PUT),
        Grant::new(Table::Accounts, UPDATE),
        Grant::new(Table::Accounts, DELETE),
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Mail, PUT),
        Grant::new(Table::Audit, PUT),
    ];

    /// On the accounts, mail and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String, mail_table: String, audit_table: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts: accounts_table, mail: mail_table, audit: audit_table }
    }

    /// The account with this id, for nobody's eyes yet.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self, user: UserId) -> Result<Unchecked<User>, Failure> {
        Ok(Unchecked::new(self.read_all(&[user]).await?.remove(&user)))
    }

    /// Those of `users` that have an account. The decision to add one needs to know: it is not shown.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read_all(&self, users: &[UserId]) -> Result<HashMap<UserId, User>, Failure> {
        let mut found = HashMap::with_capacity(users.len());
        for users in users.chunks(crate::batch::READ_AT_ONCE) {
            let keys = users.iter().map(|user| key(&Partition::User(*user), &Sort::Profile)).collect();
            for item in batch_get(&self.dynamo, &self.accounts, keys).await? {
                let user = user_of(&item).ok_or_else(|| Failure::Internal("a profile without its user".into()))?;
                found.insert(user, body::<ProfileItem>(item)?.into_user(user));
            }
        }
        Ok(found)
    }

    /// The account with this id, if there is one, and the fingerprint of what `caller` added under `idempotency_key` in
    /// the last 24 hours: one call.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read_for_addition(
        &self,
        user: UserId,
        caller: UserId,
        idempotency_key: &str,
        now: Timestamp,
    ) -> Result<(Option<User>, Option<String>), Failure> {
        let addition = Sort::Addition(idempotency_key.to_owned());
        let keys = vec![key(&Partition::User(user), &Sort::Profile), key(&Partition::User(caller), &addition)];
        let (mut account, mut fingerprint) = (None, None);
        for item in batch_get(&self.dynamo, &self.accounts, keys).await? {
            if sort_of(&item) == Sort::Profile.to_string() {
                account = Some(body::<ProfileItem>(item)?.into_user(user));
            } else {
                let earlier = body::<AdditionItem>(item)?;
                fingerprint = (earlier.ttl > now.as_second()).then_some(earlier.fingerprint);
            }
        }
        Ok((account, fingerprint))
    }

    /// Commits all of it or nothing: the account at the version read, its login, its lists and offices, the caller's
    /// account as read, the letters and the audit row.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn commit(
        &self,
        caller: &Caller,
        change: &UserChange<'_>,
        condition: Condition<'_>,
        now: Timestamp,
    ) -> Result<UserOutcome, Failure> {
        let mut parts = vec![(Part::Caller, unchanged(&self.accounts, caller.user, caller.epoch)?)];
        match condition {
            Condition::Once(key, fingerprint) => parts.push(self.once(caller.user, key, fingerprint, now)?),
            Condition::NotTooSoon => parts.push(self.not_too_soon(change.changed.after.id, now)?),
            Condition::None | Condition::EvenTheLast => {}
        }
        parts.extend(self.parts(change, matches!(condition, Condition::EvenTheLast))?);
        self.commit_parts(parts, change).await
    }

    /// Commits the changes of several users, as many at once as fit; when some of them were overtaken, each by itself. One
    /// outcome for each change, in order. Stops at the first that says that the caller may not any more.
    ///
    /// # Errors
    /// When the tables cannot be written; what was committed before stays.
    pub async fn commit_all(
        &self,
        caller: &Caller,
        changes: &[UserChange<'_>],
        now: Timestamp,
    ) -> Result<Vec<UserOutcome>, Failure> {
        let mut outcomes = Vec::with_capacity(changes.len());
        let mut start = 0;
        while start < changes.len() {
            let mut parts = vec![(Part::Caller, unchanged(&self.accounts, caller.user, caller.epoch)?)];
            let mut end = start;
            while let Some(change) = changes.get(end) {
                let more = self.parts(change, false)?;
                if end > start && parts.len() + more.len() > MAX_PARTS {
                    break;
                }
                parts.extend(more);
                end += 1;
            }
            let outcome = self.commit_parts(parts, &changes[start]).await?;
            match outcome {
                UserOutcome::Done => outcomes.extend(std::iter::repeat_n(UserOutcome::Done, end - start)),
                UserOutcome::Revoked => {
                    outcomes.push(UserOutcome::Revoked);
                    return Ok(outcomes);
                }
                _ => {
                    for change in &changes[start..end] {
                        outcomes.push(self.commit(caller, change, Condition::None, now).await?);
                        if outcomes.last() == Some(&UserOutcome::Revoked) {
                            return Ok(outcomes);
                        }
                    }
                }
            }
            start = end;
        }
        Ok(outcomes)
    }

    /// Commits what an operator decided, under the operator's own rights: no caller's account stands behind it. Unless it
    /// goes on `even_the_last`, an LEA's last coordinator stays.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn commit_by_operator(
        &self,
        change: &UserChange<'_>,
        even_the_last: bool,
    ) -> Result<UserOutcome, Failure> {
        self.commit_parts(self.parts(change, even_the_last)?, change).await
    }

    async fn commit_parts(&self, parts: Parts, change: &UserChange<'_>) -> Result<UserOutcome, Failure> {
        if parts.len() > MAX_PARTS {
            return Err(Failure::Internal("a change of one user is more than one transaction holds".into()));
        }
        let (about, writes): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        let refused = match commit(&self.dynamo, writes).await? {
            Commit::Done => return Ok(UserOutcome::Done),
            Commit::Conflict => return Ok(UserOutcome::Stale),
            Commit::Refused(refused) => refused,
        };
        // What comes first says why: parts are in the order in which their reasons count.
        let mut last_holder = Vec::new();
        for part in refused.into_iter().filter_map(|position| about.get(position)) {
            match part {
                Part::Caller => return Ok(UserOutcome::Revoked),
                Part::Once => return Ok(UserOutcome::Repeated),
                Part::NotTooSoon => return Ok(UserOutcome::TooSoon),
                Part::Credential if reactivates(change) => return Ok(UserOutcome::NoPassword),
                Part::Left(holding) => last_holder.push(*holding),
                Part::Profile | Part::Credential | Part::Other => return Ok(UserOutcome::Stale),
            }
        }
        Ok(if last_holder.is_empty() { UserOutcome::Stale } else { UserOutcome::LastHolder(last_holder) })
    }

    fn parts(&self, change: &UserChange<'_>, even_the_last: bool) -> Result<Parts, Failure> {
        let after = &change.changed.after;
        let mut parts = match change.before {
            None => self.account(after, &change.login)?,
            Some(before) => self.changes(before, after, &change.login)?,
        };
        let other = |part| (Part::Other, part);
        parts.push(other(transact_row(&self.audit, &change.entry)?));
        parts.extend(relist(&self.accounts, change.before, after)?.into_iter().map(other));
        for letter in &change.letters {
            parts.push(other(transact_letter(&self.mail, letter)?));
        }
        let (taken_up, left) = rehold(&self.accounts, change.before, after, even_the_last)?;
        parts.extend(taken_up.into_iter().map(other));
        parts.extend(left.into_iter().map(|left| (Part::Left(left.holding), left.part)));
        Ok(parts)
    }

    /// The login and profile of a new account.
    fn account(&self, user: &User, login: &LoginHash) -> Result<Parts, Failure> {
        let credential = CredentialItem {
            user: user.id,
            password_hash: None,
            state: user.state,
            epoch: user.epoch,
            second_factors: Vec::new(),
        };
        let put = |item| Ok::<_, Failure>(TransactWriteItem::builder().put(create(&self.accounts, item)?).build());
        let profile = item(&Partition::User(user.id), &Sort::Profile, &ProfileItem::from(user))?;
        let credential = item(&Partition::Login(login.clone()), &Sort::Credential, &credential)?;
        Ok(vec![(Part::Profile, put(profile)?), (Part::Credential, put(credential)?)])
    }

    /// What changes of the profile and of the login's copy of it. Nothing else of them is touched: others write it.
    fn changes(&self, before: &User, after: &User, login: &LoginHash) -> Result<Parts, Failure> {
        let profile_key = key(&Partition::User(before.id), &Sort::Profile);
        if before.version == after.version {
            let check = ConditionCheck::builder()
                .table_name(&self.accounts)
                .set_key(Some(profile_key))
                .condition_expression("version = :read")
                .expression_attribute_values(":read", number(before.version))
                .build()
                .map_err(internal)?;
            return Ok(vec![(Part::Profile, TransactWriteItem::builder().condition_check(check).build())]);
        }
        let set = "SET first_name = :first, last_name = :last, #state = :state, epoch = :epoch, version = :version, \
                   #roles = :roles";
        let mut update = Update::builder()
            .table_name(&self.accounts)
            .set_key(Some(profile_key))
            .condition_expression("version = :read")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#roles", "roles")
            .expression_attribute_values(":first", text(&after.first_name))
            .expression_attribute_values(":last", text(&after.last_name))
            .expression_attribute_values(":state", text(after.state))
            .expression_attribute_values(":epoch", number(after.epoch.0))
            .expression_attribute_values(":version", number(after.version))
            .expression_attribute_values(":roles", serde_dynamo::to_attribute_value(&after.roles).map_err(internal)?)
            .expression_attribute_values(":read", number(before.version));
        update = match &after.telephone {
            Some(telephone) => update
                .update_expression(format!("{set}, telephone = :telephone"))
                .expression_attribute_values(":telephone", text(telephone)),
            None => update.update_expression(format!("{set} REMOVE telephone")),
        };
        let profile = TransactWriteItem::builder().update(update.build().map_err(internal)?).build();
        let mut parts = vec![(Part::Profile, profile)];
        if (before.epoch, before.state) != (after.epoch, after.state) {
            parts.push((Part::Credential, self.credential(before, after, login)?));
        }
        Ok(parts)
    }

    fn credential(&self, before: &User, after: &User, login: &LoginHash) -> Result<TransactWriteItem, Failure> {
        let activated = if is_reactivation(before, after) { " AND attribute_exists(password_hash)" } else { "" };
        let update = Update::builder()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::Login(login.clone()), &Sort::Credential)))
            .update_expression("SET #state = :state, epoch = :epoch")
            .condition_expression(format!("#user = :user AND epoch = :read{activated}"))
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#user", "user")
            .expression_attribute_values(":state", text(after.state))
            .expression_attribute_values(":epoch", number(after.epoch.0))
            .expression_attribute_values(":user", text(after.id))
            .expression_attribute_values(":read", number(before.epoch.0))
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn once(
        &self,
        caller: UserId,
        idempotency_key: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<(Part, TransactWriteItem), Failure> {
        let stored = AdditionItem { fingerprint: fingerprint.to_owned(), ttl: ttl(now + KNOWN) };
        let put = Put::builder()
            .table_name(&self.accounts)
            .set_item(Some(item(&Partition::User(caller), &Sort::Addition(idempotency_key.to_owned()), &stored)?))
            // An expired key may still be there: DynamoDB removes it days late.
            .condition_expression("attribute_not_exists(pk) OR #ttl <= :now")
            .expression_attribute_names("#ttl", TTL)
            .expression_attribute_values(":now", number(now.as_second()))
            .build()
            .map_err(internal)?;
        Ok((Part::Once, TransactWriteItem::builder().put(put).build()))
    }

    fn not_too_soon(&self, user: UserId, now: Timestamp) -> Result<(Part, TransactWriteItem), Failure> {
        let stored = ActivationSentItem { sent_at: now.as_second(), ttl: ttl(now + BETWEEN_ACTIVATIONS) };
        let put = Put::builder()
            .table_name(&self.accounts)
            .set_item(Some(item(&Partition::User(user), &Sort::ActivationSent, &stored)?))
            .condition_expression("attribute_not_exists(pk) OR #ttl <= :now")
            .expression_attribute_names("#ttl", TTL)
            .expression_attribute_values(":now", number(now.as_second()))
            .build()
            .map_err(internal)?;
        Ok((Part::NotTooSoon, TransactWriteItem::builder().put(put).build()))
    }
}

fn is_reactivation(before: &User, after: &User) -> bool {
    before.state != AccountState::Active && after.state == AccountState::Active
}

fn reactivates(change: &UserChange<'_>) -> bool {
    change.before.is_some_and(|before| is_reactivation(before, &change.changed.after))
}

/// Whose item it is, by its partition.
fn user_of(item: &Item) -> Option<UserId> {
    let (_, user) = item.get(PARTITION)?.as_s().ok()?.split_once('#')?;
    user.parse().ok()
}
