use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use domain::Failure;
use domain::keyed::AddressHash;
use domain::mail::{Feedback, LetterId};
use jiff::Timestamp;

use super::items::SuppressionItem;
use crate::client::{Dynamo, failure};
use crate::grant::{Grant, PUT, Table, UPDATE};
use crate::item::{item, key, text};
use crate::keys::{Partition, Sort};

/// Records what SES tells of letters and addresses.
#[derive(Clone, Debug)]
pub struct Returns {
    dynamo: Dynamo,
    table: String,
}

impl Returns {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Mail, PUT), Grant::new(Table::Mail, UPDATE)];

    /// On the mail table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, mail_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: mail_table }
    }

    /// Records `event` of a letter, unless the letter is further on, or gone.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn record(
        &self,
        letter: LetterId,
        event: Feedback,
        message_id: &str,
        at: Timestamp,
    ) -> Result<(), Failure> {
        let to = event.state();
        let from = event.after();
        let names: Vec<_> = (0..from.len()).map(|number| format!(":from{number}")).collect();
        let set = "SET #state = :to, settled_at = :at, message_id = :message_id";
        let set = if to.is_unsent() { format!("{set}, unsent = :to") } else { format!("{set} REMOVE unsent") };
        let mut update = self
            .dynamo
            .0
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(&Partition::Mail(letter), &Sort::Letter)))
            .update_expression(set)
            .condition_expression(format!("#state IN ({})", names.join(", ")))
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":to", text(to))
            .expression_attribute_values(":at", text(at))
            .expression_attribute_values(":message_id", text(message_id));
        for (name, state) in names.iter().zip(from) {
            update = update.expression_attribute_values(name, text(state));
        }
        match update.send().await {
            Ok(_) => Ok(()),
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(())
            }
            Err(error) => Err(failure(error)),
        }
    }

    /// Remembers that no letter shall go to `address` any more.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn suppress(&self, address: &AddressHash, event: Feedback, at: Timestamp) -> Result<(), Failure> {
        let stored = SuppressionItem::new(event.state(), at);
        let stored = item(&Partition::Address(address.clone()), &Sort::Suppression, &stored)?;
        let put = self.dynamo.0.put_item().table_name(&self.table).set_item(Some(stored)).send().await;
        put.map(|_| ()).map_err(failure)
    }
}
