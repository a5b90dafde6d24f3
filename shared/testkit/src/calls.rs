use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::{BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_smithy_runtime_api::client::interceptors::context::Output;
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use serde_json::Value;
use store::{Grant, Table};

/// A call that went to DynamoDB.
#[derive(Clone, Debug)]
pub struct Call {
    /// The operation, as in `Query`.
    pub operation: String,
    /// What it took, as IAM counts: one for each action and table.
    pub used: Vec<Grant>,
    /// How many calls had to be answered, one after the other, before this one: its round-trip level, from 1.
    pub level: usize,
    /// How many items DynamoDB read for it, shown or not; of queries and batches only.
    pub read: usize,
    /// The bytes of its body.
    pub size: usize,
    answered: bool,
}

/// Listens to the calls of a connection, as they go over the wire.
#[derive(Clone, Debug, Default)]
pub struct Calls(Arc<Mutex<Vec<Call>>>);

#[derive(Debug)]
struct CallNumber(usize);

impl Storable for CallNumber {
    type Storer = StoreReplace<Self>;
}

impl Calls {
    /// What was called since the last time, and forgets it.
    #[must_use]
    pub fn take(&self) -> Vec<Call> {
        std::mem::take(&mut self.0.lock().expect("no test thread stopped here"))
    }

    /// How many round trips, one after the other, since the last [`Self::take`].
    #[must_use]
    pub fn levels(&self) -> usize {
        self.0.lock().expect("no test thread stopped here").iter().map(|call| call.level).max().unwrap_or(0)
    }
}

impl Intercept for Calls {
    fn name(&self) -> &'static str {
        "Calls"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let bytes = request.body().bytes().unwrap_or_default();
        let body: Value = serde_json::from_slice(bytes)?;
        let mut calls = self.0.lock().expect("no test thread stopped here");
        let answered = calls.iter().filter(|call| call.answered).map(|call| call.level).max().unwrap_or(0);
        config.interceptor_state().store_put(CallNumber(calls.len()));
        calls.push(Call {
            used: used(&operation, &body),
            operation,
            level: answered + 1,
            read: 0,
            size: bytes.len(),
            answered: false,
        });
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(CallNumber(number)) = config.load::<CallNumber>()
            && let Some(call) = self.0.lock().expect("no test thread stopped here").get_mut(*number)
        {
            call.answered = true;
            call.read = context.output_or_error().and_then(Result::ok).map_or(0, read);
        }
        Ok(())
    }
}

/// The items read: by a query also those that a filter of DynamoDB's drops.
fn read(output: &Output) -> usize {
    if let Some(query) = output.downcast_ref::<QueryOutput>() {
        return usize::try_from(query.scanned_count()).expect("a count");
    }
    let batch = output.downcast_ref::<BatchGetItemOutput>().and_then(BatchGetItemOutput::responses);
    batch.map_or(0, |tables| tables.values().map(Vec::len).sum())
}

/// The rights that IAM asks for: a transaction or a batch takes those of its parts.
fn used(operation: &str, body: &Value) -> Vec<Grant> {
    let grant = |table: &Value, action: &'static str, on_indexes: bool| Grant {
        table: table_named(table.as_str().unwrap_or_default()),
        action,
        on_indexes,
    };
    match operation {
        "GetItem" => vec![grant(&body["TableName"], "dynamodb:GetItem", false)],
        "PutItem" => vec![grant(&body["TableName"], "dynamodb:PutItem", false)],
        "UpdateItem" => vec![grant(&body["TableName"], "dynamodb:UpdateItem", false)],
        "DeleteItem" => vec![grant(&body["TableName"], "dynamodb:DeleteItem", false)],
        "Query" => vec![grant(&body["TableName"], "dynamodb:Query", body.get("IndexName").is_some())],
        "BatchGetItem" => {
            let tables = body["RequestItems"].as_object().expect("a batch names its tables");
            tables.keys().map(|table| grant(&Value::from(table.as_str()), "dynamodb:BatchGetItem", false)).collect()
        }
        "TransactWriteItems" => {
            let parts = body["TransactItems"].as_array().expect("a transaction has parts");
            let part = |part: &Value| {
                let (kind, part) = part.as_object().and_then(|part| part.iter().next()).expect("a part has a kind");
                let action = match kind.as_str() {
                    "Put" => "dynamodb:PutItem",
                    "Update" => "dynamodb:UpdateItem",
                    "Delete" => "dynamodb:DeleteItem",
                    "ConditionCheck" => "dynamodb:ConditionCheckItem",
                    other => panic!("an unknown part of a transaction: {other}"),
                };
                grant(&part["TableName"], action, false)
            };
            parts.iter().map(part).collect()
        }
        other => panic!("no function may call {other}"),
    }
}

fn table_named(name: &str) -> Table {
    let found = Table::ALL.into_iter().find(|table| crate::world::table_name(*table) == name);
    found.unwrap_or_else(|| panic!("no table is called {name:?}"))
}
