use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem};
use domain::Failure;
use domain::access::Caller;
use domain::audit::Entry;
use domain::bulletins::StatusNotice;
use domain::ids::StatusNoticeId;
use domain::year::day_in_california;

use crate::accounts::unchanged;
use crate::audit::transact_row;
use crate::client::{Dynamo, failure, internal};
use crate::commit::{Commit, commit};
use crate::grant::{CHECK, DELETE, Grant, PUT, QUERY, Table};
use crate::item::{Item, body, create, item, key, number, text};
use crate::keys::{Partition, Sort};

/// Planned downtimes and known issues of the systems.
#[derive(Clone, Debug)]
pub struct StatusNotices {
    dynamo: Dynamo,
    table: String,
}

impl StatusNotices {
    /// What reading them needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Bulletins, QUERY)];

    /// On the bulletins table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, bulletins_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: bulletins_table }
    }

    /// Those that nobody closed, as last written: one read. Some of them may be over by their own time.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn open(&self) -> Result<Vec<StatusNotice>, Failure> {
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :status")
            .expression_attribute_values(":status", text(Partition::Status))
            .consistent_read(true)
            .send()
            .await
            .map_err(failure)?;
        answer.items.unwrap_or_default().into_iter().map(body).collect()
    }
}

/// Commits notices.
#[derive(Clone, Debug)]
pub struct StatusCommit {
    dynamo: Dynamo,
    accounts: String,
    bulletins: String,
    audit: String,
}

/// What became of a commit. Only the first changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusOutcome {
    /// Committed.
    Done,
    /// The caller's account changed meanwhile.
    Revoked,
    /// The notice changed meanwhile, or it is there already, or it was closed.
    Stale,
}

impl StatusCommit {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Bulletins, CHECK),
        Grant::new(Table::Bulletins, PUT),
        Grant::new(Table::Bulletins, DELETE),
        Grant::new(Table::Audit, PUT),
    ];

    /// On the accounts, bulletins and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts: String, bulletins: String, audit: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts, bulletins, audit }
    }

    /// Commits all of it or nothing: the notice at the version before, the caller's account as read, the audit row. One that was
    /// closed leaves the notices and is kept by the year in which it was; it is not posted again in that year or the next, by a
    /// request that comes late.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn commit(&self, caller: &Caller, after: &StatusNotice, entry: &Entry) -> Result<StatusOutcome, Failure> {
        let mut writes = vec![unchanged(&self.accounts, caller.user, caller.epoch)?];
        let place = (Partition::Status, Sort::StatusNotice(after.id));
        let as_read = "version = :read";
        match after.closed_at {
            None if after.version == 1 => {
                let put = create(&self.bulletins, item(&place.0, &place.1, after)?)?;
                writes.push(TransactWriteItem::builder().put(put).build());
                let this_year = day_in_california(entry.at).year();
                for year in [this_year - 1, this_year] {
                    writes.push(self.not_closed_in(year, after.id)?);
                }
            }
            None => {
                let put = Put::builder()
                    .table_name(&self.bulletins)
                    .set_item(Some(item(&place.0, &place.1, after)?))
                    .condition_expression(as_read)
                    .expression_attribute_values(":read", number(after.version - 1))
                    .build()
                    .map_err(internal)?;
                writes.push(TransactWriteItem::builder().put(put).build());
            }
            Some(closed_at) => {
                let delete = Delete::builder()
                    .table_name(&self.bulletins)
                    .set_key(Some(key(&place.0, &place.1)))
                    .condition_expression(as_read)
                    .expression_attribute_values(":read", number(after.version - 1))
                    .build()
                    .map_err(internal)?;
                writes.push(TransactWriteItem::builder().delete(delete).build());
                let year = day_in_california(closed_at).year();
                let kept = create(&self.bulletins, item(&Partition::ClosedStatus(year), &place.1, after)?)?;
                writes.push(TransactWriteItem::builder().put(kept).build());
            }
        }
        writes.push(transact_row(&self.audit, entry)?);
        Ok(match commit(&self.dynamo, writes).await? {
            Commit::Done => StatusOutcome::Done,
            Commit::Refused(parts) if parts.contains(&0) => StatusOutcome::Revoked,
            Commit::Refused(_) | Commit::Conflict => StatusOutcome::Stale,
        })
    }

    fn not_closed_in(&self, year: i16, notice: StatusNoticeId) -> Result<TransactWriteItem, Failure> {
        let check = ConditionCheck::builder()
            .table_name(&self.bulletins)
            .set_key(Some(key(&Partition::ClosedStatus(year), &Sort::StatusNotice(notice))))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }
}

/// The item of a notice that nobody closed, as an operator puts it in.
///
/// # Errors
/// When it cannot be written as attributes.
pub fn notice_item(notice: &StatusNotice) -> Result<Item, Failure> {
    item(&Partition::Status, &Sort::StatusNotice(notice.id), notice)
}
