use domain::Failure;
use domain::bulletins::calendar::TrainingNotice;
use jiff::Timestamp;

use super::items::place_of;
use crate::client::{Dynamo, failure};
use crate::grant::{DELETE, Grant, QUERY, Table};
use crate::item::{body, key, text};
use crate::keys::Partition;

/// How many notices one run tells at most; the next run comes soon.
const AT_ONCE: i32 = 25;

/// What those registered for trainings are to be told.
#[derive(Clone, Debug)]
pub struct TrainingNotices {
    dynamo: Dynamo,
    table: String,
}

impl TrainingNotices {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Bulletins, QUERY), Grant::new(Table::Bulletins, DELETE)];

    /// On the bulletins table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, bulletins_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: bulletins_table }
    }

    /// What is to be told at `now` or was to be before, what is due first, a bounded number.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn due(&self, now: Timestamp) -> Result<Vec<TrainingNotice>, Failure> {
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :notices AND sk < :after")
            .expression_attribute_values(":notices", text(Partition::TrainingNotices))
            // `~` comes after `#`, so everything of this very moment is before it.
            .expression_attribute_values(":after", text(format!("{now:.3}~")))
            .consistent_read(true)
            .limit(AT_ONCE)
            .send()
            .await
            .map_err(failure)?;
        answer.items.unwrap_or_default().into_iter().map(body).collect()
    }

    /// Everybody has been told, or there is nothing to tell any more.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn done(&self, notice: &TrainingNotice) -> Result<(), Failure> {
        let (partition, sort) = place_of(notice);
        let delete = self.dynamo.0.delete_item().table_name(&self.table).set_key(Some(key(&partition, &sort)));
        delete.send().await.map(|_| ()).map_err(failure)
    }
}
