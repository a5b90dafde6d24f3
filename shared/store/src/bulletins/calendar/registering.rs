use std::time::Duration;

use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem, Update};
use domain::Failure;
use domain::access::Caller;
use domain::audit::Entry;
use domain::bulletins::calendar::{CalendarEvent, Registration, Roll};
use domain::ids::{CalendarEventId, UserId};
use domain::mail::QueuedLetter;

use super::items::{EventItem, KeptEvent, OnRollItem, on_roll};
use crate::accounts::unchanged;
use crate::audit::transact_row;
use crate::client::{Dynamo, internal};
use crate::commit::{Commit, commit};
use crate::grant::{BATCH_GET, CHECK, DELETE, Grant, PUT, Table, UPDATE};
use crate::item::{SORT, batch_get, body, create, item, key, number};
use crate::keys::{Partition, Sort};
use crate::mail::transact_letter;

/// How often a commit is tried while others register for the same training at the same moment; the pause grows from one to the
/// next.
const ROUNDS: u32 = 6;

/// Commits that people register, and that they do so no more.
#[derive(Clone, Debug)]
pub struct RegistrationCommits {
    dynamo: Dynamo,
    accounts: String,
    bulletins: String,
    mail: String,
    audit: String,
}

/// What became of a commit. Only the first changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationOutcome {
    /// Committed.
    Done,
    /// It is so already.
    Already,
    /// The caller's account changed meanwhile.
    Revoked,
    /// The training changed meanwhile, or the last place was taken.
    Stale,
}

/// Where its parts stand in the transaction.
const ACCOUNT_PART: usize = 0;
const ROLL_PART: usize = 1;

impl RegistrationCommits {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Bulletins, BATCH_GET),
        Grant::new(Table::Bulletins, PUT),
        Grant::new(Table::Bulletins, UPDATE),
        Grant::new(Table::Bulletins, DELETE),
        Grant::new(Table::Mail, PUT),
        Grant::new(Table::Audit, PUT),
    ];

    /// On the accounts, bulletins, mail and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts: String, bulletins: String, mail: String, audit: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts, bulletins, mail, audit }
    }

    /// The event of this id, and whether `user` registered for it alone: one batch.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn find(&self, id: CalendarEventId, user: UserId) -> Result<Option<(KeptEvent, bool)>, Failure> {
        let keys = vec![
            key(&Partition::CalendarEvent(id), &Sort::CalendarEvent),
            key(&Partition::Roll(Roll::Event(id)), &Sort::Registered(user)),
        ];
        let (mut event, mut registered) = (None, false);
        for found in batch_get(&self.dynamo, &self.bulletins, keys).await? {
            if found
                .get(SORT)
                .and_then(|sort| sort.as_s().ok())
                .is_some_and(|sort| *sort == Sort::CalendarEvent.to_string())
            {
                event = Some(KeptEvent::from(body::<EventItem>(found)?));
            } else {
                registered = true;
            }
        }
        Ok(event.map(|event| (event, registered)))
    }

    /// Commits all of it or nothing: the registration on `roll` and in the user's list, the number of those registered where it is
    /// for one training, as long as there is a place, the letter that confirms it, the caller's account as read, and the audit row.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn register(
        &self,
        caller: &Caller,
        event: &CalendarEvent,
        (roll, registration): (&Roll, &Registration),
        letter: &QueuedLetter,
        entry: &Entry,
    ) -> Result<RegistrationOutcome, Failure> {
        let (Some(training), Some(held)) = (event.training(), OnRollItem::of(event, registration.registered_at)) else {
            return Ok(RegistrationOutcome::Stale);
        };
        let list = (Partition::Registrations(caller.user), on_roll(training.year(), roll));
        let on_roll = create(
            &self.bulletins,
            item(&Partition::Roll(roll.clone()), &Sort::Registered(caller.user), registration)?,
        )?;
        let mut writes = vec![
            unchanged(&self.accounts, caller.user, caller.epoch)?,
            TransactWriteItem::builder().put(on_roll).build(),
        ];
        // All who register for a series write nothing in common, so they are not in each other's way.
        if matches!(roll, Roll::Event(_)) {
            writes.push(self.count(event, training.capacity())?);
        }
        let listed = Put::builder().table_name(&self.bulletins).set_item(Some(item(&list.0, &list.1, &held)?));
        writes.push(TransactWriteItem::builder().put(listed.build().map_err(internal)?).build());
        writes.push(transact_letter(&self.mail, letter)?);
        writes.push(transact_row(&self.audit, entry)?);
        self.patiently(caller.user, writes).await
    }

    /// Commits all of it or nothing: that the caller is on `roll` of `event` no more.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn unregister(
        &self,
        caller: &Caller,
        event: &CalendarEvent,
        roll: &Roll,
        entry: &Entry,
    ) -> Result<RegistrationOutcome, Failure> {
        let Some(training) = event.training() else { return Ok(RegistrationOutcome::Already) };
        let off_roll = Delete::builder()
            .table_name(&self.bulletins)
            .set_key(Some(key(&Partition::Roll(roll.clone()), &Sort::Registered(caller.user))))
            .condition_expression("attribute_exists(pk)");
        let list = key(&Partition::Registrations(caller.user), &on_roll(training.year(), roll));
        let unlisted = Delete::builder().table_name(&self.bulletins).set_key(Some(list));
        let mut writes = vec![
            unchanged(&self.accounts, caller.user, caller.epoch)?,
            TransactWriteItem::builder().delete(off_roll.build().map_err(internal)?).build(),
            TransactWriteItem::builder().delete(unlisted.build().map_err(internal)?).build(),
        ];
        if matches!(roll, Roll::Event(_)) {
            let update = self.update_of(event).update_expression("SET registered = registered - :one");
            let update = update.expression_attribute_values(":one", number(1)).build().map_err(internal)?;
            writes.push(TransactWriteItem::builder().update(update).build());
        }
        writes.push(transact_row(&self.audit, entry)?);
        self.patiently(caller.user, writes).await
    }

    /// One more is registered for `event` as it was read, where it has a place left.
    fn count(&self, event: &CalendarEvent, capacity: Option<u32>) -> Result<TransactWriteItem, Failure> {
        let update = self
            .update_of(event)
            .update_expression("SET registered = registered + :one")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":read", number(event.version));
        let update = match capacity {
            None => update.condition_expression("version = :read"),
            Some(capacity) => update
                .condition_expression("version = :read AND registered < :capacity")
                .expression_attribute_values(":capacity", number(capacity)),
        };
        Ok(TransactWriteItem::builder().update(update.build().map_err(internal)?).build())
    }

    fn update_of(&self, event: &CalendarEvent) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        let place = key(&Partition::CalendarEvent(event.id), &Sort::CalendarEvent);
        Update::builder().table_name(&self.bulletins).set_key(Some(place))
    }

    async fn patiently(&self, user: UserId, writes: Vec<TransactWriteItem>) -> Result<RegistrationOutcome, Failure> {
        for round in 0..ROUNDS {
            match commit(&self.dynamo, writes.clone()).await? {
                Commit::Done => return Ok(RegistrationOutcome::Done),
                Commit::Refused(parts) if parts.contains(&ACCOUNT_PART) => return Ok(RegistrationOutcome::Revoked),
                Commit::Refused(parts) if parts.contains(&ROLL_PART) => return Ok(RegistrationOutcome::Already),
                Commit::Refused(_) => return Ok(RegistrationOutcome::Stale),
                // People differ in their ids, so those who met do not meet again.
                Commit::Conflict => {
                    let own = u64::from(user.bytes()[0]) / 4;
                    tokio::time::sleep(Duration::from_millis((15 << round) + own)).await;
                }
            }
        }
        Err(Failure::Unavailable("too many register for the same training at the same moment".into()))
    }
}
