use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use domain::Failure;
use domain::keyed::AddressHash;
use domain::mail::{CircularId, CircularState, LetterId, LetterState};
use jiff::Timestamp;
use serde::Deserialize;

use super::items::{LetterItem, NudgeItem, UNADDRESSED};
use super::{circular_at, letter_at};
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

/// A circular whose readers do not all have a letter yet, as an operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unaddressed {
    /// The id.
    pub id: CircularId,
    /// What kind of letter.
    pub kind: String,
    /// How far it came.
    pub state: CircularState,
    /// When it was put into the queue.
    pub queued_at: Timestamp,
    /// How many readers have a letter.
    pub readers: u32,
}

/// What can be read even of a circular that another version of this program wrote.
#[derive(Deserialize)]
struct Outline {
    letter: Kind,
    state: CircularState,
    queued_at: Timestamp,
    readers: u32,
}

#[derive(Deserialize)]
struct Kind {
    letter: String,
}

/// The letters and circulars that have not left: an operator's work, under the operator's own rights.
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
        self.waiting(state.code()).await?.into_iter().map(unsent).collect()
    }

    /// The circulars whose readers do not all have a letter yet, the oldest first.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn unaddressed(&self) -> Result<Vec<Unaddressed>, Failure> {
        self.waiting(UNADDRESSED).await?.into_iter().map(unaddressed).collect()
    }

    async fn waiting(&self, as_what: &str) -> Result<Vec<Item>, Failure> {
        let mut found = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let answer = self
                .dynamo
                .0
                .query()
                .table_name(&self.table)
                .index_name("by-unsent")
                .key_condition_expression("unsent = :as_what")
                .expression_attribute_values(":as_what", text(as_what))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(failure)?;
            found.extend(answer.items.unwrap_or_default());
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

    /// Hands a circular to be addressed once more, from where it came to: one that failed goes back into the queue. `false` when
    /// there is none, or it is addressed.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn replay_circular(&self, id: CircularId, now: Timestamp) -> Result<bool, Failure> {
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(key(&Partition::Circular(id), &Sort::Circular)))
            .update_expression("SET #state = :queued")
            .condition_expression("#state IN (:queued, :failed)")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":queued", text(CircularState::Queued))
            .expression_attribute_values(":failed", text(CircularState::Failed))
            .build()
            .map_err(internal)?;
        let nudge = item(&Partition::Circular(id), &Sort::Nudge(now), &NudgeItem::at(now))?;
        let writes = vec![
            TransactWriteItem::builder().update(update).build(),
            TransactWriteItem::builder().put(create(&self.table, nudge)?).build(),
        ];
        commit(&self.dynamo, writes).await?.done()
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

fn unaddressed(item: Item) -> Result<Unaddressed, Failure> {
    let id = item.get(PARTITION).and_then(|value| value.as_s().ok()).and_then(|key| circular_at(key));
    let id = id.ok_or(Failure::Internal("a circular has no id".into()))?;
    let Outline { letter, state, queued_at, readers } = body(item)?;
    Ok(Unaddressed { id, kind: letter.letter, state, queued_at, readers })
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
