use aws_sdk_dynamodb::types::{ConditionCheck, TransactWriteItem};
use domain::Failure;
use domain::access::Epoch;
use domain::accounts::{AccountState, Session, SessionHash, User};
use domain::ids::UserId;

use super::items::user_and_session;
use crate::client::{Dynamo, internal};
use crate::grant::{BATCH_GET, Grant, Table};
use crate::item::{batch_get, key, number, text};
use crate::keys::{Partition, Sort};

/// Finds out who asks: profile and session in one call.
#[derive(Clone, Debug)]
pub struct Callers {
    dynamo: Dynamo,
    table: String,
}

impl Callers {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Accounts, BATCH_GET)];

    /// On the accounts table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: accounts_table }
    }

    /// The user and the session behind a token, whether or not the session is still open.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn find(&self, user: UserId, session: &SessionHash) -> Result<Option<(User, Session)>, Failure> {
        let partition = Partition::User(user);
        let keys = vec![key(&partition, &Sort::Profile), key(&partition, &Sort::Session(session.clone()))];
        user_and_session(user, batch_get(&self.dynamo, &self.table, keys).await?)
    }

    /// Opens the connection ahead of the first request, while start-up still has a whole processor: the hand-shake of TLS
    /// costs more than everything else in a first request.
    pub async fn warm(&self) {
        // A failure shows, and is told, at the first request.
        let keys = vec![key(&Partition::Health, &Sort::Health)];
        let _ = batch_get(&self.dynamo, &self.table, keys).await;
    }
}

/// A check inside a transaction that an account is still as it was when asked: not deactivated, no right taken away.
pub(crate) fn unchanged(accounts_table: &str, user: UserId, epoch: Epoch) -> Result<TransactWriteItem, Failure> {
    let check = ConditionCheck::builder()
        .table_name(accounts_table)
        .set_key(Some(key(&Partition::User(user), &Sort::Profile)))
        .condition_expression("epoch = :epoch AND #state = :active")
        .expression_attribute_names("#state", "state")
        .expression_attribute_values(":epoch", number(epoch.0))
        .expression_attribute_values(":active", text(AccountState::Active))
        .build()
        .map_err(internal)?;
    Ok(TransactWriteItem::builder().condition_check(check).build())
}
