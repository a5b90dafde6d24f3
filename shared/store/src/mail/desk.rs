use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use domain::Failure;
use domain::keyed::AddressHash;
use domain::mail::{LetterId, LetterState};
use jiff::Timestamp;

use super::items::{LetterItem, NudgeItem};
use super::letter_at;
use crate::client::{Dynamo, failure, internal};
use crate::commit::commit;
use crate::item::{Item, PARTITION, body, create, item, key, text};
use crate::keys::{Partition, Sort};

/// A letter that has not left, as an operator sees it: nothing of whom it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// The id.
    pub id: LetterId,
    /// What kind of letter.
    pub kind: &'static str,
    /// How far it came.
    pub state: LetterState,
    /// When it was put into the queue.
    pub queued_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it failed.
    pub reason: Option<String>,
}

/// The letters that have not left: an operator's work, under the operator's own rights.
#[derive(Clone, Debug)]
pub struct Desk {
    dynamo: Dynamo,
    table: String,
}

impl Desk {
    /// On the mail table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, mail_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: mail_table }
    }

    /// The letters in `state`, the oldest first.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn list(&self, state: LetterState) -> Result<Vec<Unsent>, Failure> {
        let mut found = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let answer = self
                .dynamo
                .0
                .query()
                .table_name(&self.table)
                .index_name("by-unsent")
                .key_condition_expression("unsent = :state")
                .expression_attribute_values(":state", text(state))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(failure)?;
            for item in answer.items.unwrap_or_default() {
                found.push(unsent(item)?);
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(found);
            }
        }
    }

    /// Hands a letter to be sent once more: one that failed goes back into the queue, any other that has not left is only
    /// looked at again. `false` when there is none, or it left.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn replay(&self, id: LetterId, now: Timestamp) -> Result<bool, Failure> {
        for (from, to) in [
            (LetterState::Failed, LetterState::Queued),
            (LetterState::Queued, LetterState::Queued),
            (LetterState::Sending, LetterState::Sending),
        ] {
            let update = Update::builder()
                .table_name(&self.table)
                .set_key(Some(key(&Partition::Mail(id), &Sort::Letter)))
                .update_expression("SET #state = :to, unsent = :to REMOVE reason")
                .condition_expression("#state = :from")
                .expression_attribute_names("#state", "state")
                .expression_attribute_values(":from", text(from))
                .expression_attribute_values(":to", text(to))
                .build()
                .map_err(internal)?;
            let nudge = item(&Partition::Mail(id), &Sort::Nudge(now), &NudgeItem::at(now))?;
            let writes = vec![
                TransactWriteItem::builder().update(update).build(),
                TransactWriteItem::builder().put(create(&self.table, nudge)?).build(),
            ];
            if commit(&self.dynamo, writes).await?.done()? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Lets letters go to an address again that bounced or complained.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn allow(&self, address: &AddressHash) -> Result<bool, Failure> {
        let answer = self
            .dynamo
            .0
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key(&Partition::Address(address.clone()), &Sort::Suppression)))
            .return_values(aws_sdk_dynamodb::types::ReturnValue::AllOld)
            .send()
            .await
            .map_err(failure)?;
        Ok(answer.attributes.is_some())
    }
}

fn unsent(item: Item) -> Result<Unsent, Failure> {
    let id = item.get(PARTITION).and_then(|value| value.as_s().ok()).and_then(|key| letter_at(key));
    let id = id.ok_or(Failure::Internal("a letter has no id".into()))?;
    let stored: LetterItem = body(item)?;
    Ok(Unsent {
        id,
        kind: stored.letter.kind(),
        state: stored.state,
        queued_at: stored.queued_at,
        attempts: stored.attempts,
        reason: stored.reason,
    })
}
