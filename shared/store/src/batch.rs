//! Reading and writing many items: what an operator's import does.

use std::collections::HashMap;
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::types::{KeysAndAttributes, PutRequest, WriteRequest};
use domain::Failure;
use tokio::task::JoinSet;

use crate::client::{Dynamo, failure, internal};
use crate::item::{Item, PARTITION, SORT};

/// The most keys of one `BatchGetItem`.
pub(crate) const READ_AT_ONCE: usize = 100;
/// The most items of one `BatchWriteItem`.
const WRITTEN_AT_ONCE: usize = 25;
/// How many calls are under way at a time.
pub(crate) const SIDE_BY_SIDE: usize = 8;
/// How often what a table left undone is sent again; the pause grows from one to the next.
const ROUNDS: u32 = 8;

/// The same connection with time for large batches: nobody waits at a page.
pub(crate) fn unhurried(dynamo: &Dynamo) -> Dynamo {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .operation_attempt_timeout(Duration::from_mins(1))
        .operation_timeout(Duration::from_mins(3))
        .build();
    let config = dynamo.0.config().to_builder().timeout_config(timeouts).build();
    Dynamo(aws_sdk_dynamodb::Client::from_conf(config))
}

/// What an item is found by, to put answers beside questions.
pub(crate) fn id(item: &Item) -> (String, String) {
    let read = |name| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
    (read(PARTITION), read(SORT))
}

/// Reads any number of items of one table, each as last written.
pub(crate) async fn read_all(dynamo: &Dynamo, table: &str, keys: Vec<Item>) -> Result<Vec<Item>, Failure> {
    let mut found = Vec::with_capacity(keys.len());
    for keys in keys.chunks(READ_AT_ONCE) {
        read_once(dynamo, table, keys.to_vec(), &mut found).await?;
    }
    Ok(found)
}

async fn read_once(dynamo: &Dynamo, table: &str, keys: Vec<Item>, found: &mut Vec<Item>) -> Result<(), Failure> {
    let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build().map_err(internal)?;
    let mut wanted = HashMap::from([(table.to_owned(), wanted)]);
    for round in 0..ROUNDS {
        let answer = dynamo.0.batch_get_item().set_request_items(Some(wanted)).send().await.map_err(failure)?;
        found.extend(answer.responses.into_iter().flatten().flat_map(|(_, items)| items));
        wanted = answer.unprocessed_keys.unwrap_or_default();
        if wanted.is_empty() {
            return Ok(());
        }
        pause(round).await;
    }
    Err(Failure::Unavailable("the table left keys of a batch unread".into()))
}

/// Puts items, each with its table, in batches side by side. A key must not come twice.
pub(crate) async fn put_all(dynamo: &Dynamo, puts: Vec<(String, Item)>) -> Result<(), Failure> {
    let mut running: JoinSet<Result<(), Failure>> = JoinSet::new();
    let mut puts = puts.into_iter().peekable();
    while puts.peek().is_some() {
        if running.len() >= SIDE_BY_SIDE {
            finished(running.join_next().await)?;
        }
        let batch: Vec<_> = puts.by_ref().take(WRITTEN_AT_ONCE).collect();
        let dynamo = dynamo.clone();
        running.spawn(async move { put_once(&dynamo, batch).await });
    }
    while let Some(done) = running.join_next().await {
        finished(Some(done))?;
    }
    Ok(())
}

pub(crate) fn finished<T>(
    done: Option<Result<Result<T, Failure>, tokio::task::JoinError>>,
) -> Result<Option<T>, Failure> {
    done.map(|done| done.map_err(internal)?).transpose()
}

async fn put_once(dynamo: &Dynamo, batch: Vec<(String, Item)>) -> Result<(), Failure> {
    let mut left: HashMap<String, Vec<WriteRequest>> = HashMap::new();
    for (table, item) in batch {
        let put = PutRequest::builder().set_item(Some(item)).build().map_err(internal)?;
        left.entry(table).or_default().push(WriteRequest::builder().put_request(put).build());
    }
    for round in 0..ROUNDS {
        let answer = dynamo.0.batch_write_item().set_request_items(Some(left)).send().await.map_err(failure)?;
        left = answer.unprocessed_items.unwrap_or_default();
        if left.is_empty() {
            return Ok(());
        }
        pause(round).await;
    }
    Err(Failure::Unavailable("the table left items of a batch unwritten".into()))
}

async fn pause(round: u32) {
    tokio::time::sleep(Duration::from_millis(50 << round)).await;
}
