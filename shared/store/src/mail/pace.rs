use aws_sdk_dynamodb::operation::put_item::PutItemError;
use domain::Failure;
use domain::mail::{Rate, Slots};
use jiff::Timestamp;

use super::items::SlotsItem;
use crate::client::{Dynamo, failure};
use crate::grant::{BATCH_GET, Grant, PUT, Table};
use crate::item::{batch_get, body, item, key, number};
use crate::keys::{Partition, Sort};

/// How often a reservation that another one overtook is made anew. Those at it are few: one for each shard of the stream.
const TRIES: u32 = 16;

/// Gives out slots to send in, to however many senders there are.
#[derive(Clone, Debug)]
pub struct Pace {
    dynamo: Dynamo,
    table: String,
    rate: Rate,
}

impl Pace {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Mail, BATCH_GET), Grant::new(Table::Mail, PUT)];

    /// On the mail table, so many letters a second.
    #[must_use]
    pub fn new(dynamo: &Dynamo, mail_table: String, rate: Rate) -> Self {
        Self { dynamo: dynamo.clone(), table: mail_table, rate }
    }

    /// Takes `count` slots in a row, in one write.
    ///
    /// # Errors
    /// When the table cannot be read or written, or others were always faster.
    pub async fn reserve(&self, count: u32, now: Timestamp) -> Result<Slots, Failure> {
        for _ in 0..TRIES {
            let keys = vec![key(&Partition::Pace, &Sort::Slots)];
            let stored = batch_get(&self.dynamo, &self.table, keys).await?.pop();
            let stored: Option<SlotsItem> = stored.map(body).transpose()?;
            let version = stored.as_ref().map_or(0, |stored| stored.version);
            let (slots, free) = self.rate.reserve(count, stored.map(|stored| stored.free), now);
            let next = SlotsItem { free, version: version + 1 };
            let written = self
                .dynamo
                .0
                .put_item()
                .table_name(&self.table)
                .set_item(Some(item(&Partition::Pace, &Sort::Slots, &next)?))
                .condition_expression("attribute_not_exists(pk) OR version = :version")
                .expression_attribute_values(":version", number(version))
                .send()
                .await;
            match written {
                Ok(_) => return Ok(slots),
                Err(error)
                    if error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {}
                Err(error) => return Err(failure(error)),
            }
        }
        Err(Failure::Unavailable("others were always faster at the slots".into()))
    }
}
