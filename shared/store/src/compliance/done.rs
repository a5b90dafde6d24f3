use aws_sdk_dynamodb::operation::put_item::PutItemError;
use domain::Failure;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::client::{Dynamo, failure};
use crate::grant::{BATCH_GET, Grant, PUT, Table};
use crate::item::{batch_get, body, item, key, text};
use crate::keys::{Partition, Sort};

/// `REMINDERS / DONE`.
#[derive(Debug, Serialize, Deserialize)]
struct DoneItem {
    /// The last day that was done.
    last: Date,
}

/// Remembers up to which day was done what a day brings.
#[derive(Clone, Debug)]
pub struct DoneDays {
    dynamo: Dynamo,
    table: String,
}

impl DoneDays {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Compliance, BATCH_GET), Grant::new(Table::Compliance, PUT)];

    /// On the compliance table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, compliance_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: compliance_table }
    }

    /// The last day that was done, as last written.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self) -> Result<Option<Date>, Failure> {
        let stored = batch_get(&self.dynamo, &self.table, vec![key(&Partition::Reminders, &Sort::Done)]).await?.pop();
        Ok(stored.map(body::<DoneItem>).transpose()?.map(|done| done.last))
    }

    /// Remembers that `day` was done, the next after `last` as read. `false` when somebody else has remembered one meanwhile.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn advance(&self, last: Option<Date>, day: Date) -> Result<bool, Failure> {
        let stored = item(&Partition::Reminders, &Sort::Done, &DoneItem { last: day })?;
        let put = self.dynamo.0.put_item().table_name(&self.table).set_item(Some(stored));
        // "last" is a word that DynamoDB keeps for itself.
        let put = match last {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(last) => put
                .condition_expression("#last = :last")
                .expression_attribute_names("#last", "last")
                .expression_attribute_values(":last", text(last)),
        };
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                Ok(false)
            }
            Err(error) => Err(failure(error)),
        }
    }
}
