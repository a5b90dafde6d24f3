use domain::Failure;
use domain::bulletins::{Bulletin, BulletinSummary};
use domain::ids::BulletinId;
use jiff::Timestamp;

use super::items::Due;
use crate::client::{Dynamo, failure};
use crate::grant::{BATCH_GET, GET, Grant, QUERY, Table};
use crate::item::{batch_get, body, get, key, text};
use crate::keys::{Partition, Sort};

/// How many bulletins one run publishes at most; the next run comes a minute later.
const DUE_AT_ONCE: i32 = 25;
/// How many earlier versions are shown.
const VERSIONS: i32 = 50;

/// Reads bulletins, each as last written.
#[derive(Clone, Debug)]
pub struct Desk {
    dynamo: Dynamo,
    table: String,
}

impl Desk {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Bulletins, GET), Grant::new(Table::Bulletins, QUERY)];
    /// What reading many of them at once needs.
    pub const GRANTS_TO_READ_MANY: &[Grant] = &[Grant::new(Table::Bulletins, BATCH_GET)];
    /// What reading one bulletin needs.
    pub const GRANTS_TO_READ_ONE: &[Grant] = &[Grant::new(Table::Bulletins, GET)];

    /// On the bulletins table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, bulletins_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: bulletins_table }
    }

    /// The bulletin of this id, whatever its state: only an editor may see one that is not published.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self, id: BulletinId) -> Result<Option<Bulletin>, Failure> {
        get(&self.dynamo, &self.table, &Partition::Bulletin(id), &Sort::Bulletin).await?.map(body).transpose()
    }

    /// Those of these up to 100 bulletins that there are, in no order.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read_many(&self, ids: &[BulletinId]) -> Result<Vec<Bulletin>, Failure> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let keys = ids.iter().map(|id| key(&Partition::Bulletin(*id), &Sort::Bulletin)).collect();
        batch_get(&self.dynamo, &self.table, keys).await?.into_iter().map(body).collect()
    }

    /// What is being written or scheduled, in no order.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn unpublished(&self) -> Result<Vec<BulletinSummary>, Failure> {
        let query = self.dynamo.0.query().table_name(&self.table);
        let answer = query
            .key_condition_expression("pk = :desk")
            .expression_attribute_values(":desk", text(Partition::BulletinDesk))
            .consistent_read(true)
            .send()
            .await
            .map_err(failure)?;
        answer.items.unwrap_or_default().into_iter().map(body).collect()
    }

    /// What is to be published at `now` or was to be before, what is due first, a bounded number.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn due(&self, now: Timestamp) -> Result<Vec<BulletinId>, Failure> {
        let query = self.dynamo.0.query().table_name(&self.table);
        let answer = query
            .key_condition_expression("pk = :schedule AND sk < :after")
            .expression_attribute_values(":schedule", text(Partition::BulletinSchedule))
            // `~` comes after `#`, so everything of this very moment is before it.
            .expression_attribute_values(":after", text(format!("{now:.3}~")))
            .consistent_read(true)
            .limit(DUE_AT_ONCE)
            .send()
            .await
            .map_err(failure)?;
        answer.items.unwrap_or_default().into_iter().map(|item| body::<Due>(item).map(|due| due.id)).collect()
    }

    /// The versions before the present one, the latest first, a bounded number.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn versions(&self, id: BulletinId) -> Result<Vec<Bulletin>, Failure> {
        let query = self.dynamo.0.query().table_name(&self.table);
        let answer = query
            .key_condition_expression("pk = :bulletin AND begins_with(sk, :versions)")
            .expression_attribute_values(":bulletin", text(Partition::Bulletin(id)))
            .expression_attribute_values(":versions", text("VERSION#"))
            .consistent_read(true)
            .scan_index_forward(false)
            .limit(VERSIONS)
            .send()
            .await
            .map_err(failure)?;
        answer.items.unwrap_or_default().into_iter().map(body).collect()
    }
}
