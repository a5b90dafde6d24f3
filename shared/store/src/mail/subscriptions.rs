use domain::Failure;
use domain::ids::UserId;
use jiff::Timestamp;
use serde::Serialize;

use crate::client::{Dynamo, failure};
use crate::grant::{DELETE, Grant, PUT, Table};
use crate::item::{item, key};
use crate::keys::{Partition, Sort};

#[derive(Serialize)]
struct UnsubscriptionItem {
    at: Timestamp,
}

/// Who wants no bulletins and notifications by mail. What is written here is looked at when a letter that may be ended is claimed
/// for sending.
#[derive(Clone, Debug)]
pub struct Subscriptions {
    dynamo: Dynamo,
    table: String,
}

impl Subscriptions {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Mail, PUT), Grant::new(Table::Mail, DELETE)];

    /// On the mail table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, mail_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: mail_table }
    }

    /// From now on `user` is sent none of them, those included that are under way but not sent.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn end(&self, user: UserId, now: Timestamp) -> Result<(), Failure> {
        let stored = item(&Partition::Subscriber(user), &Sort::Unsubscription, &UnsubscriptionItem { at: now })?;
        self.dynamo.0.put_item().table_name(&self.table).set_item(Some(stored)).send().await.map_err(failure)?;
        Ok(())
    }

    /// From now on `user` is sent them again.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn renew(&self, user: UserId) -> Result<(), Failure> {
        let key = key(&Partition::Subscriber(user), &Sort::Unsubscription);
        self.dynamo.0.delete_item().table_name(&self.table).set_key(Some(key)).send().await.map_err(failure)?;
        Ok(())
    }
}
