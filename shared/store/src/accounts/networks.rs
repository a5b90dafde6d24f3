use domain::Failure;
use domain::accounts::{NetworkHash, NetworkThrottle, NetworkWindow};
use jiff::Timestamp;
use serde::Deserialize;

use crate::client::{Dynamo, failure};
use crate::expiry::{TTL, ttl};
use crate::grant::{Grant, Table, UPDATE};
use crate::item::{Item, body, key, number};
use crate::keys::{Partition, Sort};

/// `NETWORK#… / WINDOW#…`, as far as it is read.
#[derive(Deserialize)]
struct WindowItem {
    attempts: u64,
}

/// Where the window of `now` is: to be read in one batch with what else a decision takes.
pub(crate) fn window_key(network: &NetworkHash, now: Timestamp) -> Item {
    key(&Partition::Network(network.clone()), &Sort::Window(NetworkWindow::at(now)))
}

/// What was counted in the window of `now`: `item` if there is one.
pub(crate) fn throttle_of(item: Option<Item>, now: Timestamp) -> Result<NetworkThrottle, Failure> {
    let attempts = item.map(body::<WindowItem>).transpose()?.map_or(0, |item| item.attempts);
    Ok(NetworkThrottle { window: NetworkWindow::at(now), attempts })
}

/// Counts what failed, by range of addresses. In a call of its own beside the transaction that it belongs to: within it,
/// everybody behind one address would get into each other's way.
#[derive(Clone, Debug)]
pub struct Networks {
    dynamo: Dynamo,
    table: String,
}

impl Networks {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Accounts, UPDATE)];

    /// On the accounts table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: accounts_table }
    }

    /// Counts one more at `now`. Nothing that happens side by side is lost; what the connection repeats because an answer
    /// was lost may count twice.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn count(&self, network: &NetworkHash, now: Timestamp) -> Result<(), Failure> {
        let ends_at = NetworkWindow::at(now).ends_at();
        let count = self
            .dynamo
            .0
            .update_item()
            .table_name(&self.table)
            .set_key(Some(window_key(network, now)))
            .update_expression("SET #ttl = :ttl ADD attempts :one")
            .expression_attribute_names("#ttl", TTL)
            .expression_attribute_values(":ttl", number(ttl(ends_at)))
            .expression_attribute_values(":one", number(1));
        count.send().await.map(|_| ()).map_err(failure)
    }
}
