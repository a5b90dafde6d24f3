use aws_sdk_dynamodb::types::{ConditionCheck, Put, TransactWriteItem};
use domain::Failure;
use domain::access::Caller;
use domain::audit::Entry;
use domain::students::{Assignments, StudentRecord};
use jiff::{SignedDuration, Timestamp};

use super::items::AssignmentsItem;
use super::records::SaveItem;
use crate::accounts::unchanged;
use crate::audit::transact_row;
use crate::client::{Dynamo, internal};
use crate::commit::{Commit, commit};
use crate::expiry::ttl;
use crate::grant::{CHECK, Grant, PUT, Table};
use crate::item::{item, key, number};
use crate::keys::{Partition, Sort};

/// How long a save is known by its idempotency key.
const KNOWN: SignedDuration = SignedDuration::from_hours(24);

/// Commits the save of a page.
#[derive(Clone, Debug)]
pub struct Saves {
    dynamo: Dynamo,
    accounts: String,
    students: String,
    audit: String,
}

/// A save that was decided.
pub struct SaveRequest<'a> {
    /// Who saves; checked once more in the commit.
    pub caller: &'a Caller,
    /// What the decision was made on; its versions are checked in the commit.
    pub record: &'a StudentRecord,
    /// The assignments after.
    pub after: &'a Assignments,
    /// The key under which a repeat is known.
    pub idempotency_key: &'a str,
    /// What tells another request under the same key.
    pub fingerprint: &'a str,
    /// The row of the audit trail.
    pub entry: &'a Entry,
}

/// What became of a save. Only the first changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveOutcome {
    /// Committed.
    Saved,
    /// The caller's account changed meanwhile: deactivated, or a right taken away.
    Revoked,
    /// The record changed meanwhile, or somebody is changing it at this moment.
    Stale,
    /// The same key was committed meanwhile.
    Repeated,
}

impl Saves {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Students, CHECK),
        Grant::new(Table::Students, PUT),
        Grant::new(Table::Audit, PUT),
    ];

    /// On the accounts, students and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String, students_table: String, audit_table: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts: accounts_table, students: students_table, audit: audit_table }
    }

    /// Commits all of it or nothing: the assignments at the version read, the student as read, the caller's account as
    /// read, the audit row, and the key of the save.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn commit(&self, save: &SaveRequest<'_>, now: Timestamp) -> Result<SaveOutcome, Failure> {
        let writes = vec![
            unchanged(&self.accounts, save.caller.user, save.caller.epoch)?,
            self.save_key(save, now)?,
            self.assignments(save)?,
            self.student_as_read(save)?,
            transact_row(&self.audit, save.entry)?,
        ];
        // The first part that did not hold says why.
        Ok(match commit(&self.dynamo, writes).await? {
            Commit::Done => SaveOutcome::Saved,
            Commit::Refused(parts) if parts.contains(&0) => SaveOutcome::Revoked,
            Commit::Refused(parts) if parts.contains(&1) => SaveOutcome::Repeated,
            Commit::Refused(_) | Commit::Conflict => SaveOutcome::Stale,
        })
    }

    fn assignments(&self, save: &SaveRequest<'_>) -> Result<TransactWriteItem, Failure> {
        let read = save.record.version.assignments;
        let stored = AssignmentsItem { version: read + 1, assignments: save.after.clone() };
        let sort = Sort::Assignments(save.after.year);
        let put = Put::builder().table_name(&self.students).set_item(Some(item(
            &Partition::Student(save.record.student.id),
            &sort,
            &stored,
        )?));
        let put = if read == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("version = :read").expression_attribute_values(":read", number(read))
        };
        Ok(TransactWriteItem::builder().put(put.build().map_err(internal)?).build())
    }

    fn student_as_read(&self, save: &SaveRequest<'_>) -> Result<TransactWriteItem, Failure> {
        let check = ConditionCheck::builder()
            .table_name(&self.students)
            .set_key(Some(key(&Partition::Student(save.record.student.id), &Sort::Profile)))
            .condition_expression("version = :read")
            .expression_attribute_values(":read", number(save.record.version.student))
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }

    fn save_key(&self, save: &SaveRequest<'_>, now: Timestamp) -> Result<TransactWriteItem, Failure> {
        let stored = SaveItem { fingerprint: save.fingerprint.to_owned(), ttl: ttl(now + KNOWN) };
        let sort = Sort::Save(save.caller.user, save.idempotency_key.to_owned());
        let put = Put::builder()
            .table_name(&self.students)
            .set_item(Some(item(&Partition::Student(save.record.student.id), &sort, &stored)?))
            // An expired key may still be there: DynamoDB removes it days late.
            .condition_expression("attribute_not_exists(pk) OR #ttl <= :now")
            .expression_attribute_names("#ttl", crate::expiry::TTL)
            .expression_attribute_values(":now", number(now.as_second()))
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}
