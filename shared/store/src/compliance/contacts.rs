use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::Failure;
use domain::access::Caller;
use domain::audit::Entry;
use domain::compliance::{Program, ProgramContact};

use crate::accounts::unchanged;
use crate::audit::transact_row;
use crate::client::{Dynamo, failure, internal};
use crate::commit::{Commit, commit};
use crate::grant::{CHECK, Grant, PUT, QUERY, Table};
use crate::item::{body, create, item, number, text};
use crate::keys::{Partition, Sort};

/// Reads whom an LEA asks about each program.
#[derive(Clone, Debug)]
pub struct Contacts {
    dynamo: Dynamo,
    table: String,
}

/// Commits a change of it.
#[derive(Clone, Debug)]
pub struct ContactCommits {
    dynamo: Dynamo,
    accounts: String,
    compliance: String,
    audit: String,
}

/// What became of a change. Only the first changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactOutcome {
    /// Committed.
    Done,
    /// The caller's account changed meanwhile.
    Revoked,
    /// The contact changed meanwhile.
    Stale,
}

impl Contacts {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Compliance, QUERY)];

    /// On the compliance table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, compliance_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: compliance_table }
    }

    /// Every program's contact, in order; what CAIS lists where nobody changed it.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self) -> Result<Vec<ProgramContact>, Failure> {
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :programs")
            .expression_attribute_values(":programs", text(Partition::Programs))
            .consistent_read(true)
            .send()
            .await
            .map_err(failure)?;
        let listed = Program::ALL.iter().map(|program| (*program, ProgramContact::listed(*program)));
        let mut contacts: BTreeMap<_, _> = listed.collect();
        for item in answer.items.unwrap_or_default() {
            let changed: ProgramContact = body(item)?;
            contacts.insert(changed.program, changed);
        }
        Ok(contacts.into_values().collect())
    }

    /// The contact of one program.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read_one(&self, program: Program) -> Result<ProgramContact, Failure> {
        let found = self.read().await?.into_iter().find(|contact| contact.program == program);
        Ok(found.unwrap_or_else(|| ProgramContact::listed(program)))
    }
}

impl ContactCommits {
    /// What this handle needs.
    pub const GRANTS: &[Grant] =
        &[Grant::new(Table::Accounts, CHECK), Grant::new(Table::Compliance, PUT), Grant::new(Table::Audit, PUT)];

    /// On the accounts, compliance and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String, compliance_table: String, audit_table: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts: accounts_table, compliance: compliance_table, audit: audit_table }
    }

    /// Commits all of it or nothing: the contact at the version read, the caller's account as read, the audit row.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn commit(
        &self,
        caller: &Caller,
        after: &ProgramContact,
        entry: &Entry,
    ) -> Result<ContactOutcome, Failure> {
        let stored = item(&Partition::Programs, &Sort::Contact(after.program), after)?;
        let put = if after.version == 1 {
            create(&self.compliance, stored)?
        } else {
            Put::builder()
                .table_name(&self.compliance)
                .set_item(Some(stored))
                .condition_expression("version = :read")
                .expression_attribute_values(":read", number(after.version - 1))
                .build()
                .map_err(internal)?
        };
        let writes = vec![
            unchanged(&self.accounts, caller.user, caller.epoch)?,
            TransactWriteItem::builder().put(put).build(),
            transact_row(&self.audit, entry)?,
        ];
        Ok(match commit(&self.dynamo, writes).await? {
            Commit::Done => ContactOutcome::Done,
            Commit::Refused(parts) if parts.contains(&0) => ContactOutcome::Revoked,
            Commit::Refused(_) | Commit::Conflict => ContactOutcome::Stale,
        })
    }
}
