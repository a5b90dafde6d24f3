use std::collections::HashMap;

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use domain::Failure;
use domain::mail::{Circular, CircularId, CircularState, QueuedLetter};
use jiff::Timestamp;
use tokio::task::JoinSet;

use super::items::CircularItem;
use super::queue::{circular_item, letter_item_of};
use crate::batch::SIDE_BY_SIDE;
use crate::client::{Dynamo, failure, internal};
use crate::grant::{BATCH_GET, Grant, PUT, Table, UPDATE};
use crate::item::{Item, batch_get, body, key, number, text};
use crate::keys::{Partition, Sort};

/// How often the letters of a page are tried.
const ROUNDS: u8 = 4;

/// A circular as it is stored.
#[derive(Clone, Debug)]
pub struct StoredCircular {
    /// The circular.
    pub circular: Circular,
    /// How far it came.
    pub state: CircularState,
    /// Just after which place in the list of its readers it goes on.
    pub place: Option<String>,
    readers: u32,
}

/// A page of the list whose readers have their letters.
#[derive(Clone, Debug)]
pub struct Page {
    /// How many they are.
    pub readers: u32,
    /// Just after which place the list goes on, if it does.
    pub next: Option<String>,
}

/// Puts circulars into the queue that no request is the reason for.
#[derive(Clone, Debug)]
pub struct CircularQueue {
    dynamo: Dynamo,
    table: String,
}

impl CircularQueue {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Mail, PUT)];

    /// On the mail table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, mail_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: mail_table }
    }

    /// Puts `circular` into the queue; `false` when it is there already, however far it came.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn put(&self, circular: &Circular) -> Result<bool, Failure> {
        put_new(&self.dynamo, &self.table, circular_item(circular)?).await
    }
}

/// The circulars to be addressed: reads them, writes their letters, and remembers how far they came.
#[derive(Clone, Debug)]
pub struct Circulars {
    dynamo: Dynamo,
    table: String,
}

impl Circulars {
    /// What this handle needs.
    pub const GRANTS: &[Grant] =
        &[Grant::new(Table::Mail, BATCH_GET), Grant::new(Table::Mail, PUT), Grant::new(Table::Mail, UPDATE)];

    /// On the mail table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, mail_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: mail_table }
    }

    /// Opens the connection ahead of the first circular.
    pub async fn warm(&self) {
        // A failure shows, and is told, at the first circular.
        let _ = batch_get(&self.dynamo, &self.table, vec![key(&Partition::Health, &Sort::Health)]).await;
    }

    /// The circular of this id as last written, if there is one: or why it cannot be read.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self, id: CircularId) -> Result<Option<Result<StoredCircular, Failure>>, Failure> {
        let keys = vec![key(&Partition::Circular(id), &Sort::Circular)];
        let found = batch_get(&self.dynamo, &self.table, keys).await?.pop();
        Ok(found.map(|item| body::<CircularItem>(item).map(|stored| stored.into_circular(id))))
    }

    /// Puts letters of a circular into the queue, side by side. One that is there already stays as it is, sent or not. Those
    /// that could not be put are tried again before anybody has to begin this page anew: on a bad day some of so many always
    /// fail.
    ///
    /// # Errors
    /// When the table cannot be written; some may have been.
    pub async fn write(&self, circular: CircularId, letters: Vec<QueuedLetter>) -> Result<(), Failure> {
        let mut left: Vec<Item> =
            letters.iter().map(|letter| letter_item_of(circular, letter)).collect::<Result<_, _>>()?;
        let mut rounds = 0;
        loop {
            rounds += 1;
            let tried = left.len();
            let (failed, why) = self.put_side_by_side(left).await?;
            match why {
                None => return Ok(()),
                // Where none could be put, the table does not answer at all.
                Some(why) if rounds == ROUNDS || failed.len() == tried => return Err(why),
                Some(_) => left = failed,
            }
        }
    }

    /// Puts items, and gives those that could not be put, with why the last could not.
    async fn put_side_by_side(&self, items: Vec<Item>) -> Result<(Vec<Item>, Option<Failure>), Failure> {
        let (mut failed, mut why) = (Vec::new(), None);
        let mut running: JoinSet<Result<(), (Item, Failure)>> = JoinSet::new();
        let mut items = items.into_iter();
        loop {
            while running.len() < SIDE_BY_SIDE
                && let Some(item) = items.next()
            {
                let (dynamo, table) = (self.dynamo.clone(), self.table.clone());
                running.spawn(async move {
                    let put = put_new(&dynamo, &table, item.clone()).await;
                    put.map(|_| ()).map_err(|failure| (item, failure))
                });
            }
            match running.join_next().await {
                None => return Ok((failed, why)),
                Some(Ok(Ok(()))) => {}
                Some(Ok(Err((item, failure)))) => {
                    failed.push(item);
                    why = Some(failure);
                }
                Some(Err(stopped)) => return Err(internal(stopped)),
            }
        }
    }

    /// Remembers that the readers on `page` have their letters; after the last one the circular is addressed. Gives the state
    /// it came to, or `None` when it is further on than `stored`: read it again.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn advance(
        &self,
        stored: &StoredCircular,
        page: &Page,
        now: Timestamp,
    ) -> Result<Option<CircularState>, Failure> {
        let readers = stored.readers.saturating_add(page.readers);
        let state = match (&page.next, readers) {
            (Some(_), _) => CircularState::Queued,
            (None, 0) => CircularState::Nobody,
            (None, _) => CircularState::Addressed,
        };
        let mut update = self
            .dynamo
            .0
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(&Partition::Circular(stored.circular.id), &Sort::Circular)))
            .set_expression_attribute_names(Some(names(&["state", "readers", "place"])))
            .expression_attribute_values(":queued", text(CircularState::Queued))
            .expression_attribute_values(":readers", number(readers));
        update = match &page.next {
            Some(next) => update
                .update_expression("SET #readers = :readers, #place = :next")
                .expression_attribute_values(":next", text(next)),
            None => update
                .update_expression("SET #readers = :readers, #state = :state, settled_at = :now REMOVE #place, unsent")
                .expression_attribute_values(":state", text(state))
                .expression_attribute_values(":now", text(now)),
        };
        update = match &stored.place {
            Some(place) => update
                .condition_expression("#state = :queued AND #place = :place")
                .expression_attribute_values(":place", text(place)),
            None => update.condition_expression("#state = :queued AND attribute_not_exists(#place)"),
        };
        Ok(held(update.send().await)?.then_some(state))
    }

    /// Records that a circular cannot be read. An operator may hand it on once more.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn failed(&self, id: CircularId) -> Result<(), Failure> {
        let update = self
            .dynamo
            .0
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(&Partition::Circular(id), &Sort::Circular)))
            .update_expression("SET #state = :failed")
            .condition_expression("#state = :queued")
            .set_expression_attribute_names(Some(names(&["state"])))
            .expression_attribute_values(":queued", text(CircularState::Queued))
            .expression_attribute_values(":failed", text(CircularState::Failed));
        held(update.send().await).map(|_| ())
    }
}

impl CircularItem {
    fn into_circular(self, id: CircularId) -> StoredCircular {
        StoredCircular {
            circular: Circular { id, to: self.to, letter: self.letter, queued_at: self.queued_at },
            state: self.state,
            place: self.place,
            readers: self.readers,
        }
    }
}

/// Some of them are words that DynamoDB keeps for itself.
fn names(attributes: &[&str]) -> HashMap<String, String> {
    attributes.iter().map(|name| (format!("#{name}"), (*name).to_owned())).collect()
}

/// Creates an item; `false` when it is there already.
pub(super) async fn put_new(dynamo: &Dynamo, table: &str, item: Item) -> Result<bool, Failure> {
    let put = dynamo.0.put_item().table_name(table).set_item(Some(item));
    match put.condition_expression("attribute_not_exists(pk)").send().await {
        Ok(_) => Ok(true),
        Err(error) if error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
            Ok(false)
        }
        Err(error) => Err(failure(error)),
    }
}

/// Whether the condition of an update held.
fn held<A>(
    answer: Result<A, aws_sdk_dynamodb::error::SdkError<UpdateItemError, aws_sdk_dynamodb::config::http::HttpResponse>>,
) -> Result<bool, Failure> {
    match answer {
        Ok(_) => Ok(true),
        Err(error) if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
            Ok(false)
        }
        Err(error) => Err(failure(error)),
    }
}
