use domain::Failure;
use domain::accounts::{System, SystemStatus};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::client::Dynamo;
use crate::grant::{GET, Grant, Table};
use crate::item::{Item, body, get, item};
use crate::keys::{Partition, Sort};

/// A planned downtime or a known issue of a system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Which system.
    pub system: System,
    /// Downtime or known issue.
    pub status: SystemStatus,
    /// What it means for people, in a sentence.
    pub effect: String,
    /// From when.
    pub from: Timestamp,
    /// Until when, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct NoticesItem {
    notices: Vec<Notice>,
}

/// Reads what is known of the systems behind the sign-in.
#[derive(Clone, Debug)]
pub struct Notices {
    dynamo: Dynamo,
    table: String,
}

impl Notices {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Directory, GET)];

    /// On the directory table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, directory_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: directory_table }
    }

    /// The notices in force at `now`.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn in_force(&self, now: Timestamp) -> Result<Vec<Notice>, Failure> {
        let Some(item) = get(&self.dynamo, &self.table, &Partition::Systems, &Sort::Notices).await? else {
            return Ok(Vec::new());
        };
        let mut notices = body::<NoticesItem>(item)?.notices;
        notices.retain(|notice| notice.from <= now && notice.to.is_none_or(|to| now < to));
        Ok(notices)
    }

    /// The item that holds `notices`.
    ///
    /// # Errors
    /// When they cannot be written as an item.
    pub fn item(notices: Vec<Notice>) -> Result<Item, Failure> {
        item(&Partition::Systems, &Sort::Notices, &NoticesItem { notices })
    }
}
