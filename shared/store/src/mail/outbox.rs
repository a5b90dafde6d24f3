use std::collections::{HashMap, HashSet};

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ConditionCheck, Put, TransactWriteItem, Update};
use domain::Failure;
use domain::accounts::{Link, User};
use domain::ids::UserId;
use domain::keyed::AddressHash;
use domain::mail::{Claimable, LetterId, LetterState, QueuedLetter, Reason, Recipient};
use jiff::Timestamp;

use super::items::{LetterItem, word};
use crate::accounts::{CredentialItem, LinkItem, ProfileItem};
use crate::client::{Dynamo, failure, internal};
use crate::commit::{Commit, commit};
use crate::grant::{BATCH_GET, CHECK, Grant, PUT, Table, UPDATE};
use crate::item::{Item, PARTITION, SORT, batch_get, body, item, key, number, text};
use crate::keys::{Partition, Sort};

/// A letter as it is stored, to be claimed by what was read.
#[derive(Clone, Debug)]
pub struct StoredLetter {
    /// The letter.
    pub letter: QueuedLetter,
    /// How far it came.
    pub state: LetterState,
    attempts: u32,
    claimed_at: Option<Timestamp>,
    in_doubt: bool,
}

impl StoredLetter {
    fn of(id: LetterId, stored: LetterItem) -> Self {
        Self {
            letter: QueuedLetter { id, to: stored.to, letter: stored.letter, queued_at: stored.queued_at },
            state: stored.state,
            attempts: stored.attempts,
            claimed_at: stored.claimed_at,
            in_doubt: stored.in_doubt,
        }
    }

    /// Whether it may be claimed at `now`.
    #[must_use]
    pub fn claimable(&self, now: Timestamp) -> Claimable {
        self.state.claimable(self.claimed_at, now)
    }

    /// Whether it may have left already.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.in_doubt || self.state == LetterState::Sending
    }
}

/// What a claim came to.
#[derive(Clone, Debug)]
pub enum Claim {
    /// The letter is ours to send.
    Ours(Claimed),
    /// It is to be dropped, for this reason.
    Drop(Reason),
    /// It changed since it was read, or its recipient did: read both again.
    Changed,
}

/// A letter that is ours to send, until the lease is over.
#[derive(Clone, Copy, Debug)]
pub struct Claimed {
    id: LetterId,
    attempt: u32,
}

/// What a claim takes beside the letter.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// Whom it goes to, as read.
    pub addressee: &'a User,
    /// The address, by its hash.
    pub address: &'a AddressHash,
    /// The link it carries.
    pub link: Option<&'a Link>,
    /// Whether people may say that they want no more of its kind.
    pub may_be_ended: bool,
}

/// Where its parts stand in the transaction of a claim.
const LETTER_PART: usize = 0;
const ADDRESSEE_PART: usize = 1;
const ADDRESS_PART: usize = 2;

/// The letters to be sent: reads, claims and settles them.
#[derive(Clone, Debug)]
pub struct Outbox {
    dynamo: Dynamo,
    accounts: String,
    mail: String,
}

impl Outbox {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, BATCH_GET),
        Grant::new(Table::Accounts, PUT),
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Mail, BATCH_GET),
        Grant::new(Table::Mail, UPDATE),
        Grant::new(Table::Mail, CHECK),
    ];

    /// On the accounts and mail tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String, mail_table: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts: accounts_table, mail: mail_table }
    }

    /// Opens the connection ahead of the first letter.
    pub async fn warm(&self) {
        // A failure shows, and is told, at the first letter.
        let _ = batch_get(&self.dynamo, &self.accounts, vec![key(&Partition::Health, &Sort::Health)]).await;
    }

    /// The letters of these ids that there are, up to 100: as stored, or why one cannot be read.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn letters(&self, ids: &[LetterId]) -> Result<HashMap<LetterId, Result<StoredLetter, Failure>>, Failure> {
        let keys: HashSet<_> = ids.iter().collect();
        let keys: Vec<_> = keys.into_iter().map(|id| key(&Partition::Mail(*id), &Sort::Letter)).collect();
        let mut found = HashMap::new();
        if keys.is_empty() {
            return Ok(found);
        }
        for item in batch_get(&self.dynamo, &self.mail, keys).await? {
            let Some(id) = ids.iter().find(|id| is_at(&item, &Partition::Mail(**id))) else { continue };
            found.insert(*id, body::<LetterItem>(item).map(|stored| StoredLetter::of(*id, stored)));
        }
        Ok(found)
    }

    /// Whom these letters go to, in their order: nobody, where the account is not there.
    ///
    /// # Errors
    /// When the table cannot be read, or an account in it.
    pub async fn addressees(&self, letters: &[StoredLetter]) -> Result<Vec<Option<User>>, Failure> {
        let logins: HashSet<_> = letters
            .iter()
            .filter_map(|stored| match &stored.letter.to {
                Recipient::Login(login) => Some(login.clone()),
                Recipient::User(_) => None,
            })
            .collect();
        let mut users: HashMap<String, UserId> = HashMap::new();
        let keys: Vec<_> = logins.into_iter().map(|login| key(&Partition::Login(login), &Sort::Credential)).collect();
        for item in self.all(keys).await? {
            let login = partition_of(&item);
            users.insert(login, body::<CredentialItem>(item)?.user);
        }
        let user_of = |stored: &StoredLetter| match &stored.letter.to {
            Recipient::User(user) => Some(*user),
            Recipient::Login(login) => users.get(&Partition::Login(login.clone()).to_string()).copied(),
        };
        let wanted: HashSet<_> = letters.iter().filter_map(user_of).collect();
        let keys = wanted.into_iter().map(|user| key(&Partition::User(user), &Sort::Profile)).collect();
        let mut profiles: HashMap<String, ProfileItem> = HashMap::new();
        for item in self.all(keys).await? {
            profiles.insert(partition_of(&item), body(item)?);
        }
        let addressee = |stored: &StoredLetter| {
            let user = user_of(stored)?;
            let profile = profiles.get(&Partition::User(user).to_string())?;
            Some(profile.clone().into_user(user))
        };
        Ok(letters.iter().map(addressee).collect())
    }

    async fn all(&self, keys: Vec<Item>) -> Result<Vec<Item>, Failure> {
        if keys.is_empty() { Ok(Vec::new()) } else { batch_get(&self.dynamo, &self.accounts, keys).await }
    }

    /// Claims a letter for sending, and puts its link in force, all or nothing. It is refused when somebody else claimed the
    /// letter, when the account changed, when the address takes no mail, or when the letter's link does not count any more.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn claim(&self, stored: &StoredLetter, terms: &Terms<'_>, now: Timestamp) -> Result<Claim, Failure> {
        let id = stored.letter.id;
        let attempt = stored.attempts + 1;
        let claim = Update::builder()
            .table_name(&self.mail)
            .set_key(Some(key(&Partition::Mail(id), &Sort::Letter)))
            .update_expression(
                "SET #state = :sending, unsent = :sending, attempts = :attempt, claimed_at = :now, in_doubt = :doubt",
            )
            .condition_expression("#state = :state AND attempts = :attempts")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":sending", text(LetterState::Sending))
            .expression_attribute_values(":attempt", number(attempt))
            .expression_attribute_values(":now", text(now))
            .expression_attribute_values(":doubt", aws_sdk_dynamodb::types::AttributeValue::Bool(stored.is_in_doubt()))
            .expression_attribute_values(":state", text(stored.state))
            .expression_attribute_values(":attempts", number(stored.attempts))
            .build()
            .map_err(internal)?;
        let addressee = ConditionCheck::builder()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::User(terms.addressee.id), &Sort::Profile)))
            .condition_expression("#state = :state AND username = :username")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", text(terms.addressee.state))
            .expression_attribute_values(":username", text(terms.addressee.username.as_str()))
            .build()
            .map_err(internal)?;
        let address = ConditionCheck::builder()
            .table_name(&self.mail)
            .set_key(Some(key(&Partition::Address(terms.address.clone()), &Sort::Suppression)))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(internal)?;
        let mut writes = vec![
            TransactWriteItem::builder().update(claim).build(),
            TransactWriteItem::builder().condition_check(addressee).build(),
            TransactWriteItem::builder().condition_check(address).build(),
        ];
        if terms.may_be_ended {
            let subscribed = ConditionCheck::builder()
                .table_name(&self.mail)
                .set_key(Some(key(&Partition::Subscriber(terms.addressee.id), &Sort::Unsubscription)))
                .condition_expression("attribute_not_exists(pk)")
                .build()
                .map_err(internal)?;
            writes.push(TransactWriteItem::builder().condition_check(subscribed).build());
        }
        if let Some(link) = terms.link {
            writes.push(self.put_link(stored, terms.addressee.id, link)?);
        }
        Ok(match commit(&self.dynamo, writes).await? {
            Commit::Done => Claim::Ours(Claimed { id, attempt }),
            Commit::Conflict => Claim::Changed,
            Commit::Refused(parts) if parts.contains(&LETTER_PART) || parts.contains(&ADDRESSEE_PART) => Claim::Changed,
            Commit::Refused(parts) if parts.contains(&ADDRESS_PART) => Claim::Drop(Reason::Suppressed),
            Commit::Refused(_) if terms.may_be_ended => Claim::Drop(Reason::Unsubscribed),
            Commit::Refused(_) => Claim::Drop(Reason::Superseded),
        })
    }

    /// Puts a link in force. It does not end the link of a later letter. A letter that may have left already only renews its
    /// own link while that is there: one that was used must not come back.
    fn put_link(&self, stored: &StoredLetter, user: UserId, link: &Link) -> Result<TransactWriteItem, Failure> {
        let put = Put::builder().table_name(&self.accounts).set_item(Some(item(
            &Partition::User(user),
            &Sort::Link(link.purpose),
            &LinkItem::from(link),
        )?));
        let put = if stored.is_in_doubt() {
            // "hash" is a word that DynamoDB keeps for itself.
            put.condition_expression("#hash = :hash")
                .expression_attribute_names("#hash", "hash")
                .expression_attribute_values(":hash", text(link.hash.as_str()))
        } else {
            put.condition_expression("attribute_not_exists(pk) OR requested_at <= :requested_at")
                .expression_attribute_values(":requested_at", text(link.requested_at))
        };
        Ok(TransactWriteItem::builder().put(put.build().map_err(internal)?).build())
    }

    /// Records that SES took the letter under `message_id`.
    ///
    /// # Errors
    /// When the table cannot be written: then nobody knows that it was sent.
    pub async fn sent(&self, claimed: Claimed, message_id: &str, now: Timestamp) -> Result<(), Failure> {
        let update = self
            .settle(claimed.id, "SET #state = :to, settled_at = :now, message_id = :message_id REMOVE unsent")
            .condition_expression("#state = :sending AND attempts = :attempt")
            .expression_attribute_values(":to", text(LetterState::Sent))
            .expression_attribute_values(":sending", text(LetterState::Sending))
            .expression_attribute_values(":attempt", number(claimed.attempt))
            .expression_attribute_values(":now", text(now))
            .expression_attribute_values(":message_id", text(message_id));
        done(update.send().await.map(|_| ()))
    }

    /// Puts a letter that SES refused for now back into the queue.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn put_back(&self, claimed: Claimed) -> Result<(), Failure> {
        let update = self
            .settle(claimed.id, "SET #state = :to, unsent = :to REMOVE claimed_at")
            .condition_expression("#state = :sending AND attempts = :attempt")
            .expression_attribute_values(":to", text(LetterState::Queued))
            .expression_attribute_values(":sending", text(LetterState::Sending))
            .expression_attribute_values(":attempt", number(claimed.attempt));
        done(update.send().await.map(|_| ()))
    }

    /// Records that a letter cannot be sent. `code` is SES's or ours.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn failed(&self, id: LetterId, code: &str, now: Timestamp) -> Result<(), Failure> {
        let update = self
            .settle(id, "SET #state = :to, unsent = :to, settled_at = :now, reason = :reason")
            .condition_expression("#state IN (:queued, :sending)")
            .expression_attribute_values(":to", text(LetterState::Failed))
            .expression_attribute_values(":queued", text(LetterState::Queued))
            .expression_attribute_values(":sending", text(LetterState::Sending))
            .expression_attribute_values(":now", text(now))
            .expression_attribute_values(":reason", text(code));
        done(update.send().await.map(|_| ()))
    }

    /// Records that a letter is not sent. Only as it was read: it may have been sent meanwhile.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn dropped(&self, stored: &StoredLetter, reason: Reason, now: Timestamp) -> Result<(), Failure> {
        let update = self
            .settle(stored.letter.id, "SET #state = :to, settled_at = :now, reason = :reason REMOVE unsent")
            .condition_expression("#state = :state AND attempts = :attempts")
            .expression_attribute_values(":to", text(LetterState::Dropped))
            .expression_attribute_values(":state", text(stored.state))
            .expression_attribute_values(":attempts", number(stored.attempts))
            .expression_attribute_values(":now", text(now))
            .expression_attribute_values(":reason", text(word(reason)));
        done(update.send().await.map(|_| ()))
    }

    fn settle(
        &self,
        id: LetterId,
        expression: &str,
    ) -> aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder {
        self.dynamo
            .0
            .update_item()
            .table_name(&self.mail)
            .set_key(Some(key(&Partition::Mail(id), &Sort::Letter)))
            .update_expression(expression)
            .expression_attribute_names("#state", "state")
    }
}

/// A letter that is further on already, by an event of SES's or by another attempt, stays as it is.
fn done(
    answer: Result<
        (),
        aws_sdk_dynamodb::error::SdkError<UpdateItemError, aws_sdk_dynamodb::config::http::HttpResponse>,
    >,
) -> Result<(), Failure> {
    match answer {
        Ok(()) => Ok(()),
        Err(error) if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
            Ok(())
        }
        Err(error) => Err(failure(error)),
    }
}

fn partition_of(item: &Item) -> String {
    item.get(PARTITION).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
}

fn is_at(item: &Item, partition: &Partition) -> bool {
    item.get(SORT).is_some() && partition_of(item) == partition.to_string()
}
