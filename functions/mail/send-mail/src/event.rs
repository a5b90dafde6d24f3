use domain::mail::LetterId;
use serde::{Deserialize, Serialize};
use store::mail::letter_at;

/// What the stream of the mail table hands over: keys of items that were added.
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
    /// The records' sequence numbers and what letter each is about, if one. What is about none is done with.
    pub(crate) fn letters(self) -> Vec<(String, Option<LetterId>)> {
        let told = |record: Record| (record.dynamodb.sequence_number, letter_at(&record.dynamodb.keys.pk.text));
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
    pub(crate) fn failed(records: Vec<String>) -> Self {
        let failure = |item_identifier| ItemFailure { item_identifier };
        Self { batch_item_failures: records.into_iter().map(failure).collect() }
    }

    /// The sequence numbers of the records that are to come again.
    pub fn again(&self) -> impl Iterator<Item = &str> {
        self.batch_item_failures.iter().map(|failure| failure.item_identifier.as_str())
    }
}
