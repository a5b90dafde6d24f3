use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use domain::Failure;
use domain::access::Caller;
use domain::audit::Entry;
use domain::bulletins::Notification;
use domain::mail::Circular;

use super::notifications::entries;
use crate::accounts::unchanged;
use crate::audit::transact_row;
use crate::client::{Dynamo, internal};
use crate::commit::{Commit, commit};
use crate::grant::{CHECK, DELETE, Grant, PUT, Table};
use crate::item::{create, item, key, number};
use crate::keys::{Partition, Sort};
use crate::mail::transact_circular;

/// Commits versions of notifications.
#[derive(Clone, Debug)]
pub struct NotificationCommits {
    dynamo: Dynamo,
    accounts: Option<String>,
    bulletins: String,
    mail: String,
    audit: String,
}

/// A version that was decided on.
pub struct NotificationCommit<'a> {
    /// Who decided, checked once more in the commit; none for the service itself.
    pub caller: Option<&'a Caller>,
    /// The version as read; none for a new notification.
    pub before: Option<&'a Notification>,
    /// The version to be.
    pub after: &'a Notification,
    /// The row of the audit trail.
    pub entry: Entry,
}

/// What became of a commit. Only the first changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationOutcome {
    /// Committed.
    Done,
    /// The caller's account changed meanwhile.
    Revoked,
    /// The notification changed meanwhile: somebody else saved it, or it was mailed.
    Stale,
    /// It is there already: the same request came before.
    Repeated,
}

impl NotificationCommits {
    /// What a coordinator's commits need.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Bulletins, PUT),
        Grant::new(Table::Bulletins, DELETE),
        Grant::new(Table::Mail, PUT),
        Grant::new(Table::Audit, PUT),
    ];
    /// What the service's own commits need.
    pub const GRANTS_OF_THE_SERVICE: &[Grant] = &[
        Grant::new(Table::Bulletins, PUT),
        Grant::new(Table::Bulletins, DELETE),
        Grant::new(Table::Mail, PUT),
        Grant::new(Table::Audit, PUT),
    ];

    /// For coordinators: on the accounts, bulletins, mail and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts: String, bulletins: String, mail: String, audit: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts: Some(accounts), bulletins, mail, audit }
    }

    /// For the service itself: on the bulletins, mail and audit tables.
    #[must_use]
    pub fn of_the_service(dynamo: &Dynamo, bulletins: String, mail: String, audit: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts: None, bulletins, mail, audit }
    }

    /// Commits all of it or nothing: the notification at the version read, the lists it stands in, the letter to its readers where
    /// this version is mailed, the caller's account as read, and the audit row.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn commit(&self, request: &NotificationCommit<'_>) -> Result<NotificationOutcome, Failure> {
        let NotificationCommit { caller, before, after, entry } = request;
        let mut writes = vec![self.version(*before, after)?];
        if let (Some(caller), Some(accounts)) = (caller, &self.accounts) {
            writes.push(unchanged(accounts, caller.user, caller.epoch)?);
        }
        writes.extend(self.relist(*before, after)?);
        if let (None, Some(mailed_at)) = (before.and_then(|before| before.mailed_at), after.mailed_at) {
            writes.push(transact_circular(&self.mail, &Circular::of_notification(after, mailed_at))?);
        }
        writes.push(transact_row(&self.audit, entry)?);
        Ok(match commit(&self.dynamo, writes).await? {
            Commit::Done => NotificationOutcome::Done,
            Commit::Refused(parts) if caller.is_some() && parts.contains(&1) => NotificationOutcome::Revoked,
            Commit::Refused(parts) if before.is_none() && parts.contains(&0) => NotificationOutcome::Repeated,
            Commit::Refused(_) | Commit::Conflict => NotificationOutcome::Stale,
        })
    }

    fn version(&self, before: Option<&Notification>, after: &Notification) -> Result<TransactWriteItem, Failure> {
        let stored = item(&Partition::Notification(after.id), &Sort::Notification, after)?;
        let put = match before {
            None => create(&self.bulletins, stored)?,
            Some(before) => Put::builder()
                .table_name(&self.bulletins)
                .set_item(Some(stored))
                .condition_expression("version = :read")
                .expression_attribute_values(":read", number(before.version))
                .build()
                .map_err(internal)?,
        };
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn relist(&self, before: Option<&Notification>, after: &Notification) -> Result<Vec<TransactWriteItem>, Failure> {
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
            let put = Put::builder().table_name(&self.bulletins).set_item(Some(entry)).build().map_err(internal)?;
            writes.push(TransactWriteItem::builder().put(put).build());
        }
        Ok(writes)
    }
}
