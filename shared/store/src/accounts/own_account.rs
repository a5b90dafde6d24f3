use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use domain::Failure;
use domain::accounts::{AccountState, Challenge, KeptPasskey, PasswordHash, Session, SessionHash, User};
use domain::audit::Entry;
use domain::ids::{PasskeyId, UserId};
use domain::keyed::LoginHash;
use domain::mail::QueuedLetter;
use jiff::Timestamp;

use super::callers::unchanged;
use super::factors::{FactorWrite, Factors, PASSKEYS, SESSIONS, challenge_item, passkey};
use super::items::{CredentialItem, SessionItem, ThrottleItem, user_and_session};
use super::listings::relist;
use super::sign_ins::Attempts;
use crate::audit::transact_row;
use crate::client::{Dynamo, failure, internal};
use crate::commit::{Commit, commit};
use crate::grant::{BATCH_GET, CHECK, DELETE, GET, Grant, PUT, QUERY, Table, UPDATE};
use crate::item::{Item, batch_get, body, create, get, item, key, number, sort_of, text};
use crate::keys::{Partition, Sort};
use crate::mail::transact_letter;

/// Reads somebody's own account with its second factors and sessions, and commits what the owner changes.
#[derive(Clone, Debug)]
pub struct OwnAccount {
    dynamo: Dynamo,
    accounts: String,
    audit: String,
    mail: String,
}

/// What stands behind a token.
#[derive(Debug)]
pub struct Found {
    /// The user and the session, whether or not it is still open; none if either is not there.
    pub signed_in: Option<(User, Session)>,
    /// Failed proofs since the last success.
    pub attempts: Attempts,
    /// The second factors.
    pub factors: Factors,
}

/// A session in place of another, under a new token.
#[derive(Clone, Copy, Debug)]
pub struct Replacement<'a> {
    /// The one that ends.
    pub old: &'a SessionHash,
    /// What the new one is stored under.
    pub new: &'a SessionHash,
    /// The new one.
    pub session: &'a Session,
}

/// A change of one's own account, all of which is committed or nothing.
#[derive(Debug)]
pub struct Change<'a> {
    /// The user as read; the change is refused if the account changed since.
    pub user: &'a User,
    /// What the user's sign-in is found by.
    pub login: &'a LoginHash,
    /// The user as it is to be. Only epoch, second factors and affidavits may differ.
    pub after: &'a User,
    /// The new password.
    pub password: Option<&'a PasswordHash>,
    /// The session that goes on; without one all end by the epoch.
    pub session: Option<Replacement<'a>>,
    /// What becomes of the second factors.
    pub factors: Vec<FactorWrite>,
    /// The failed proofs as read, where a proof was given that ends them.
    pub proved_after: Option<Attempts>,
    /// Whether failed sign-ins are forgotten too: the sign-in is complete.
    pub signed_in: bool,
    /// Who did what.
    pub entry: &'a Entry,
    /// What the owner is told.
    pub letter: Option<&'a QueuedLetter>,
}

impl OwnAccount {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, BATCH_GET),
        Grant::new(Table::Accounts, GET),
        Grant::new(Table::Accounts, QUERY),
        Grant::new(Table::Accounts, PUT),
        Grant::new(Table::Accounts, UPDATE),
        Grant::new(Table::Accounts, DELETE),
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Audit, PUT),
        Grant::new(Table::Mail, PUT),
    ];

    /// On the accounts, audit and mail tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String, audit_table: String, mail_table: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts: accounts_table, audit: audit_table, mail: mail_table }
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        // A failure shows, and is told, at the first request.
        let keys = vec![key(&Partition::Health, &Sort::Health)];
        let _ = batch_get(&self.dynamo, &self.accounts, keys).await;
    }

    /// What stands behind a token, with the passkey of this id: one call.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn find(
        &self,
        user: UserId,
        session: &SessionHash,
        passkey: Option<PasskeyId>,
        now: Timestamp,
    ) -> Result<Found, Failure> {
        let partition = Partition::User(user);
        let sorts = [
            Sort::Profile,
            Sort::Session(session.clone()),
            Sort::Throttle,
            Sort::Totp,
            Sort::RecoveryCodes,
            Sort::Challenge(session.clone()),
        ];
        let sorts = sorts.into_iter().chain(passkey.map(Sort::Passkey));
        let keys = sorts.map(|sort| key(&partition, &sort)).collect();
        let (mut rest, mut attempts, mut factors) = (Vec::new(), Attempts::default(), Factors::default());
        for item in batch_get(&self.dynamo, &self.accounts, keys).await? {
            if sort_of(&item) == Sort::Throttle.to_string() {
                attempts = Attempts::of(body(item)?, now);
            } else if let Some(other) = factors.take(item)? {
                rest.push(other);
            }
        }
        Ok(Found { signed_in: user_and_session(user, rest)?, attempts, factors })
    }

    /// The passkeys of `user`, in the order of their ids.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn passkeys(&self, user: UserId) -> Result<Vec<KeptPasskey>, Failure> {
        self.beginning_with(user, PASSKEYS).await?.into_iter().map(passkey).collect()
    }

    /// The sessions of `user`, whether or not they are still open.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn sessions(&self, user: UserId) -> Result<Vec<(SessionHash, Session)>, Failure> {
        let mut sessions = Vec::new();
        for item in self.beginning_with(user, SESSIONS).await? {
            let hash = sort_of(&item).trim_start_matches(SESSIONS).parse().map_err(internal)?;
            sessions.push((hash, body::<SessionItem>(item)?.into()));
        }
        Ok(sessions)
    }

    async fn beginning_with(&self, user: UserId, sort: &str) -> Result<Vec<Item>, Failure> {
        let (mut found, mut start) = (Vec::new(), None);
        loop {
            let query = self
                .dynamo
                .0
                .query()
                .table_name(&self.accounts)
                .consistent_read(true)
                .key_condition_expression("pk = :user AND begins_with(sk, :sort)")
                .expression_attribute_values(":user", text(Partition::User(user)))
                .expression_attribute_values(":sort", text(sort))
                .set_exclusive_start_key(start);
            let answer = query.send().await.map_err(failure)?;
            found.extend(answer.items.unwrap_or_default());
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(found);
            }
        }
    }

    /// The password's hash, for a proof.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn password(&self, login: &LoginHash) -> Result<Option<PasswordHash>, Failure> {
        let found = get(&self.dynamo, &self.accounts, &Partition::Login(login.clone()), &Sort::Credential).await?;
        let credential = found.map(body::<CredentialItem>).transpose()?;
        Ok(credential.and_then(|credential| credential.password_hash).map(PasswordHash::from_stored))
    }

    /// Keeps what `session` is asked, in place of what it was asked before.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn ask(&self, user: UserId, session: &SessionHash, challenge: &Challenge) -> Result<(), Failure> {
        let stored = challenge_item(user, session, challenge)?;
        let put = self.dynamo.0.put_item().table_name(&self.accounts).set_item(Some(stored));
        put.send().await.map_err(failure).map(|_| ())
    }

    /// Records a failed proof; a challenge that was answered wrongly is over. `false` if another was recorded since `seen`.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn fail(
        &self,
        user: UserId,
        seen: Attempts,
        challenge: Option<&SessionHash>,
        now: Timestamp,
        entry: &Entry,
    ) -> Result<bool, Failure> {
        let partition = Partition::User(user);
        let stored = item(&partition, &Sort::Throttle, &ThrottleItem::of(seen.throttle.failed(now), now))?;
        let count = Put::builder()
            .table_name(&self.accounts)
            .set_item(Some(stored))
            .condition_expression(Attempts::AS_SEEN)
            .expression_attribute_values(":seen", seen.value())
            .build()
            .map_err(internal)?;
        let mut writes = vec![TransactWriteItem::builder().put(count).build(), transact_row(&self.audit, entry)?];
        if let Some(session) = challenge {
            writes.push(self.forget(&partition, &Sort::Challenge(session.clone()), None)?);
        }
        Ok(commit(&self.dynamo, writes).await? == Commit::Done)
    }

    /// Commits `change`. `false` if what it was decided on is no longer so.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn change(&self, change: &Change<'_>) -> Result<bool, Failure> {
        let Change { user, after, .. } = change;
        let partition = Partition::User(user.id);
        let mut writes = Vec::new();
        if after == user && change.password.is_none() {
            writes.push(unchanged(&self.accounts, user.id, user.epoch)?);
        } else {
            writes.push(self.profile(user, after)?);
            writes.push(self.credential(change)?);
            // Who has signed stands in the lists of users.
            writes.extend(relist(&self.accounts, Some(user), after)?);
        }
        if let Some(Replacement { old, new, session }) = change.session {
            let stored = item(&partition, &Sort::Session(new.clone()), &SessionItem::from(session))?;
            writes.push(self.end(user.id, old)?);
            writes.push(TransactWriteItem::builder().put(create(&self.accounts, stored)?).build());
        }
        for factor in &change.factors {
            writes.push(factor.part(&self.accounts, user.id)?);
        }
        if let Some(seen) = change.proved_after {
            writes.push(self.forget(&partition, &Sort::Throttle, Some(seen))?);
        }
        if change.signed_in {
            writes.push(self.forget(&Partition::Login(change.login.clone()), &Sort::Throttle, None)?);
        }
        if let Some(letter) = change.letter {
            writes.push(transact_letter(&self.mail, letter)?);
        }
        writes.push(transact_row(&self.audit, change.entry)?);
        Ok(commit(&self.dynamo, writes).await? == Commit::Done)
    }

    /// Ends one session of `user`'s. `false` if it is not there.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn end_session(&self, user: &User, session: &SessionHash, entry: &Entry) -> Result<bool, Failure> {
        let writes = vec![
            self.end(user.id, session)?,
            unchanged(&self.accounts, user.id, user.epoch)?,
            transact_row(&self.audit, entry)?,
        ];
        commit(&self.dynamo, writes).await?.done()
    }

    fn end(&self, user: UserId, session: &SessionHash) -> Result<TransactWriteItem, Failure> {
        let delete = Delete::builder()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::User(user), &Sort::Session(session.clone()))))
            .condition_expression("attribute_exists(pk)")
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Deletes an item, there or not; failures only as they were seen.
    fn forget(&self, partition: &Partition, sort: &Sort, seen: Option<Attempts>) -> Result<TransactWriteItem, Failure> {
        let mut delete = Delete::builder().table_name(&self.accounts).set_key(Some(key(partition, sort)));
        if let Some(seen) = seen {
            delete = delete.condition_expression(Attempts::AS_SEEN).expression_attribute_values(":seen", seen.value());
        }
        Ok(TransactWriteItem::builder().delete(delete.build().map_err(internal)?).build())
    }

    fn profile(&self, user: &User, after: &User) -> Result<TransactWriteItem, Failure> {
        let update = Update::builder()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::User(user.id), &Sort::Profile)))
            .update_expression(
                "SET epoch = :next, #version = :newer, second_factors = :factors, affidavits = :affidavits",
            )
            .condition_expression("epoch = :epoch AND #state = :active AND #version = :version")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":next", number(after.epoch.0))
            .expression_attribute_values(":newer", number(user.version + 1))
            .expression_attribute_values(":factors", list(&after.second_factors)?)
            .expression_attribute_values(":affidavits", list(&after.affidavits)?)
            .expression_attribute_values(":epoch", number(user.epoch.0))
            .expression_attribute_values(":active", text(AccountState::Active))
            .expression_attribute_values(":version", number(user.version))
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn credential(&self, change: &Change<'_>) -> Result<TransactWriteItem, Failure> {
        let set_password = change.password.map_or("", |_| ", password_hash = :password");
        let mut update = Update::builder()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::Login(change.login.clone()), &Sort::Credential)))
            .update_expression(format!("SET epoch = :next, second_factors = :factors{set_password}"))
            .condition_expression("epoch = :epoch")
            .expression_attribute_values(":next", number(change.after.epoch.0))
            .expression_attribute_values(":factors", list(&change.after.second_factors)?)
            .expression_attribute_values(":epoch", number(change.user.epoch.0));
        if let Some(password) = change.password {
            update = update.expression_attribute_values(":password", text(password.as_str()));
        }
        Ok(TransactWriteItem::builder().update(update.build().map_err(internal)?).build())
    }
}

fn list(values: &impl serde::Serialize) -> Result<AttributeValue, Failure> {
    serde_dynamo::to_attribute_value(values).map_err(internal)
}
