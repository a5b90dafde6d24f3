use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem, Update};
use domain::Failure;
use domain::access::Caller;
use domain::audit::Entry;
use domain::bulletins::calendar::{CalendarEvent, TrainingNotice};

use super::items::{EventItem, entries, place_of};
use crate::accounts::unchanged;
use crate::audit::transact_row;
use crate::client::{Dynamo, internal};
use crate::commit::{Commit, commit};
use crate::grant::{CHECK, DELETE, Grant, PUT, Table, UPDATE};
use crate::item::{create, item, key, number};
use crate::keys::{Partition, Sort};

/// Commits events of the calendar.
#[derive(Clone, Debug)]
pub struct CalendarCommits {
    dynamo: Dynamo,
    accounts: String,
    bulletins: String,
    audit: String,
}

/// A version that was decided on.
pub struct CalendarCommit<'a> {
    /// Who decided, checked once more in the commit.
    pub caller: &'a Caller,
    /// The version as read; none for a new event.
    pub before: Option<&'a CalendarEvent>,
    /// The version to be.
    pub after: &'a CalendarEvent,
    /// What those who registered are to be told.
    pub news: Option<TrainingNotice>,
    /// The row of the audit trail.
    pub entry: Entry,
}

/// What became of a commit. Only the first changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarOutcome {
    /// Committed.
    Done,
    /// The caller's account changed meanwhile.
    Revoked,
    /// The event changed meanwhile, or it is there already.
    Stale,
}

impl CalendarCommits {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Bulletins, PUT),
        Grant::new(Table::Bulletins, UPDATE),
        Grant::new(Table::Bulletins, DELETE),
        Grant::new(Table::Audit, PUT),
    ];

    /// On the accounts, bulletins and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts: String, bulletins: String, audit: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts, bulletins, audit }
    }

    /// Commits all of it or nothing: the event at the version read, the lists it stands in, what is to be told, the caller's
    /// account as read, and the audit row.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn commit(&self, request: &CalendarCommit<'_>) -> Result<CalendarOutcome, Failure> {
        let CalendarCommit { caller, before, after, news, entry } = request;
        let mut writes = vec![unchanged(&self.accounts, caller.user, caller.epoch)?, self.version(*before, after)?];
        writes.extend(self.relist(*before, after)?);
        if let Some(notice) = news {
            let (partition, sort) = place_of(notice);
            writes.push(self.put(item(&partition, &sort, notice)?)?);
        }
        writes.push(transact_row(&self.audit, entry)?);
        Ok(match commit(&self.dynamo, writes).await? {
            Commit::Done => CalendarOutcome::Done,
            Commit::Refused(parts) if parts.contains(&0) => CalendarOutcome::Revoked,
            Commit::Refused(_) | Commit::Conflict => CalendarOutcome::Stale,
        })
    }

    fn version(&self, before: Option<&CalendarEvent>, after: &CalendarEvent) -> Result<TransactWriteItem, Failure> {
        let place = (Partition::CalendarEvent(after.id), Sort::CalendarEvent);
        let stored = item(&place.0, &place.1, &EventItem::new(after))?;
        let Some(before) = before else {
            return Ok(TransactWriteItem::builder().put(create(&self.bulletins, stored)?).build());
        };
        let update = Update::builder()
            .table_name(&self.bulletins)
            .set_key(Some(key(&place.0, &place.1)))
            .update_expression("SET #event = :event, version = :version")
            .condition_expression("version = :read")
            .expression_attribute_names("#event", "event")
            .set_expression_attribute_values(
                stored.get("event").map(|event| [(":event".to_owned(), event.clone())].into()),
            )
            .expression_attribute_values(":version", number(after.version))
            .expression_attribute_values(":read", number(before.version))
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn relist(&self, before: Option<&CalendarEvent>, after: &CalendarEvent) -> Result<Vec<TransactWriteItem>, Failure> {
        let old = before.map(entries).transpose()?.unwrap_or_default();
        let new = entries(after)?;
        let mut writes = Vec::new();
        for (place, ((partition, sort), _)) in &old {
            if !new.contains_key(place) {
                let delete = Delete::builder().table_name(&self.bulletins).set_key(Some(key(partition, sort)));
                writes.push(TransactWriteItem::builder().delete(delete.build().map_err(internal)?).build());
            }
        }
        for (_, entry) in new.into_values() {
            writes.push(self.put(entry)?);
        }
        Ok(writes)
    }

    fn put(&self, entry: crate::item::Item) -> Result<TransactWriteItem, Failure> {
        let put = Put::builder().table_name(&self.bulletins).set_item(Some(entry)).build().map_err(internal)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}
