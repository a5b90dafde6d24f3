use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{Delete, TransactWriteItem, Update};
use domain::Failure;
use domain::accounts::{AccountState, Session, SessionHash, User};
use domain::audit::Entry;
use domain::ids::UserId;
use jiff::Timestamp;

use super::callers::unchanged;
use super::items::SessionItem;
use crate::audit::transact_row;
use crate::client::{Dynamo, failure, internal};
use crate::commit::commit;
use crate::grant::{CHECK, DELETE, Grant, PUT, Table, UPDATE};
use crate::item::{create, item, key, number, text};
use crate::keys::{Partition, Sort};

/// Changes sessions that are open: extends them, ends them, puts another role into them; and records the terms accepted.
#[derive(Clone, Debug)]
pub struct Sessions {
    dynamo: Dynamo,
    accounts: String,
    audit: String,
}

impl Sessions {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, PUT),
        Grant::new(Table::Accounts, UPDATE),
        Grant::new(Table::Accounts, DELETE),
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Audit, PUT),
    ];

    /// On the accounts and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String, audit_table: String) -> Self {
        Self { dynamo: dynamo.clone(), accounts: accounts_table, audit: audit_table }
    }

    /// Records a sign of life. `false` if the session is gone.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn extend(&self, user: UserId, hash: &SessionHash, now: Timestamp) -> Result<bool, Failure> {
        let answer = self
            .dynamo
            .0
            .update_item()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::User(user), &Sort::Session(hash.clone()))))
            .update_expression("SET extended_at = :now")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":now", text(now))
            .send()
            .await;
        match answer {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(failure(error)),
        }
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn end(&self, user: UserId, hash: &SessionHash, entry: &Entry) -> Result<(), Failure> {
        let writes = vec![self.delete(user, hash)?, transact_row(&self.audit, entry)?];
        // A session that is not there any more has ended as well.
        commit(&self.dynamo, writes).await?.done().map(|_| ())
    }

    /// Puts `session` under a new token in place of the one under `old`. `false` if that one is gone or the account
    /// changed.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn replace(
        &self,
        user: UserId,
        old: &SessionHash,
        new: &SessionHash,
        session: &Session,
        entry: &Entry,
    ) -> Result<bool, Failure> {
        let stored = item(&Partition::User(user), &Sort::Session(new.clone()), &SessionItem::from(session))?;
        let writes = vec![
            self.delete(user, old)?,
            TransactWriteItem::builder().put(create(&self.accounts, stored)?).build(),
            unchanged(&self.accounts, user, session.epoch)?,
            transact_row(&self.audit, entry)?,
        ];
        commit(&self.dynamo, writes).await?.done()
    }

    /// Records that `user` accepted the terms. `false` if the account changed.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn accept_terms(
        &self,
        user: &User,
        version: &str,
        now: Timestamp,
        entry: &Entry,
    ) -> Result<bool, Failure> {
        let update = Update::builder()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::User(user.id), &Sort::Profile)))
            .update_expression("SET terms_accepted = :version, terms_accepted_at = :now")
            .condition_expression("epoch = :epoch AND #state = :active")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":version", text(version))
            .expression_attribute_values(":now", text(now))
            .expression_attribute_values(":epoch", number(user.epoch.0))
            .expression_attribute_values(":active", text(AccountState::Active))
            .build()
            .map_err(internal)?;
        let writes = vec![TransactWriteItem::builder().update(update).build(), transact_row(&self.audit, entry)?];
        commit(&self.dynamo, writes).await?.done()
    }

    fn delete(&self, user: UserId, hash: &SessionHash) -> Result<TransactWriteItem, Failure> {
        let delete = Delete::builder()
            .table_name(&self.accounts)
            .set_key(Some(key(&Partition::User(user), &Sort::Session(hash.clone()))))
            .condition_expression("attribute_exists(pk)")
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }
}
