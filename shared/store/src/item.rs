//! Reading and writing items, whatever is in them.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, Put};
use domain::Failure;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::{Dynamo, failure, internal};
use crate::keys::{Partition, Sort};

/// An item: attributes by name.
pub type Item = HashMap<String, AttributeValue>;

/// The two attributes of every table's key.
pub(crate) const PARTITION: &str = "pk";
pub(crate) const SORT: &str = "sk";

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made for it")]
pub(crate) fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made for it")]
pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn key(partition: &Partition, sort: &Sort) -> Item {
    HashMap::from([(PARTITION.to_owned(), text(partition)), (SORT.to_owned(), text(sort))])
}

/// `body`'s fields as attributes, under a key.
///
/// # Errors
/// When `body` cannot be written as attributes.
pub fn item(partition: &Partition, sort: &Sort, body: &impl Serialize) -> Result<Item, Failure> {
    let mut item: Item = serde_dynamo::to_item(body).map_err(internal)?;
    item.extend(key(partition, sort));
    Ok(item)
}

/// What is stored, read as `T`. The error names the type and nothing of the item: what could not be read may be a name, and
/// errors go to the log.
pub(crate) fn body<T: DeserializeOwned>(item: Item) -> Result<T, Failure> {
    serde_dynamo::from_item(item)
        .map_err(|_| Failure::Internal(format!("an item cannot be read as {}", std::any::type_name::<T>()).into()))
}

/// Where in a batch an item was found.
pub(crate) fn sort_of(item: &Item) -> &str {
    item.get(SORT).and_then(|sort| sort.as_s().ok()).map_or("", String::as_str)
}

/// A put that creates: it fails where the key exists.
pub(crate) fn create(table: &str, item: Item) -> Result<Put, Failure> {
    Put::builder()
        .table_name(table)
        .set_item(Some(item))
        .condition_expression("attribute_not_exists(pk)")
        .build()
        .map_err(internal)
}

/// How often a batch that was answered in part is asked for the rest.
const ROUNDS: usize = 5;

/// Reads up to 100 items of one table in one call, each as last written.
pub(crate) async fn batch_get(dynamo: &Dynamo, table: &str, keys: Vec<Item>) -> Result<Vec<Item>, Failure> {
    let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build().map_err(internal)?;
    let mut wanted = HashMap::from([(table.to_owned(), wanted)]);
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let answer = dynamo.0.batch_get_item().set_request_items(Some(wanted)).send().await.map_err(failure)?;
        found.extend(answer.responses.into_iter().flatten().flat_map(|(_, items)| items));
        wanted = answer.unprocessed_keys.unwrap_or_default();
        if wanted.is_empty() {
            return Ok(found);
        }
    }
    Err(Failure::Unavailable("the table left keys of a batch unread".into()))
}

/// Reads one item.
pub(crate) async fn get(
    dynamo: &Dynamo,
    table: &str,
    partition: &Partition,
    sort: &Sort,
) -> Result<Option<Item>, Failure> {
    let answer =
        dynamo.0.get_item().table_name(table).set_key(Some(key(partition, sort))).send().await.map_err(failure)?;
    Ok(answer.item)
}
