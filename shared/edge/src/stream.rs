//! What the stream of a table hands over, and the answer to it.

use serde::{Deserialize, Serialize};

/// Keys of items that were added.
#[derive(Clone, Debug, Deserialize)]
pub struct StreamEvent {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Clone, Debug, Deserialize)]
struct Record {
    dynamodb: Change,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    keys: Keys,
    sequence_number: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Keys {
    pk: Text,
}

#[derive(Clone, Debug, Deserialize)]
struct Text {
    #[serde(rename = "S")]
    text: String,
}

impl StreamEvent {
    /// The records' sequence numbers, and what `of` makes of each one's partition key. What is nothing is done with.
    pub fn told<T>(self, of: impl Fn(&str) -> Option<T>) -> Vec<(String, Option<T>)> {
        let told = |record: Record| (record.dynamodb.sequence_number, of(&record.dynamodb.keys.pk.text));
        self.records.into_iter().map(told).collect()
    }
}

/// The answer to Lambda: which records are to come again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchAnswer {
    batch_item_failures: Vec<ItemFailure>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemFailure {
    item_identifier: String,
}

impl BatchAnswer {
    /// That these records, by their sequence numbers, are to come again.
    #[must_use]
    pub fn failed(records: Vec<String>) -> Self {
        let failure = |item_identifier| ItemFailure { item_identifier };
        Self { batch_item_failures: records.into_iter().map(failure).collect() }
    }

    /// The sequence numbers of the records that are to come again.
    pub fn again(&self) -> impl Iterator<Item = &str> {
        self.batch_item_failures.iter().map(|failure| failure.item_identifier.as_str())
    }
}
