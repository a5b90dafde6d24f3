use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::{BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_smithy_runtime_api::client::interceptors::context::Output;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use serde_json::Value;
use store::{Grant, On, Shelf, StatusFile, Table};

/// A call that went to DynamoDB or to S3, or a link to S3 that was signed.
#[derive(Clone, Debug)]
pub struct Call {
    /// The operation, as in `Query`.
    pub operation: String,
    /// What it took, as IAM counts: one for each action and table.
    pub used: Vec<Grant>,
    /// How many calls had to be answered, one after the other, before this one: its round-trip level, from 1. Of a signature,
    /// which waits for nothing, 0.
    pub level: usize,
    /// How many items DynamoDB read for it, shown or not; of queries and batches only.
    pub read: usize,
    /// The bytes of its body.
    pub size: usize,
    /// Whether the service did what it was asked.
    pub succeeded: bool,
    answered: bool,
}

impl Call {
    /// The tables that it changes, unless the service refuses.
    pub fn changes(&self) -> impl Iterator<Item = Table> {
        self.used.iter().filter_map(|grant| match (grant.on, grant.action) {
            (On::Table(table), "dynamodb:PutItem" | "dynamodb:UpdateItem" | "dynamodb:DeleteItem") => Some(table),
            _ => None,
        })
    }
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

    /// How many calls began since the last [`Self::take`].
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.lock().expect("no test thread stopped here").len()
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
        let bytes = request.body().bytes().unwrap_or_default();
        let (operation, used) = match request.headers().get("x-amz-target") {
            Some(target) => {
                let operation = target.rsplit('.').next().unwrap_or_default();
                (operation.to_owned(), used(operation, &serde_json::from_slice(bytes)?))
            }
            None => used_of_files(request),
        };
        let is_signature = request.uri().contains("X-Amz-Signature=");
        let mut calls = self.0.lock().expect("no test thread stopped here");
        let answered = calls.iter().filter(|call| call.answered).map(|call| call.level).max().unwrap_or(0);
        config.interceptor_state().store_put(CallNumber(calls.len()));
        calls.push(Call {
            used,
            operation,
            level: if is_signature { 0 } else { answered + 1 },
            read: 0,
            size: bytes.len(),
            succeeded: false,
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
            let output = context.output_or_error().and_then(Result::ok);
            call.succeeded = output.is_some();
            call.read = output.map_or(0, read);
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
    let grant = |table: &Value, action: &'static str, on_indexes: bool| {
        let table = table_named(table.as_str().unwrap_or_default());
        Grant { on: if on_indexes { On::Indexes(table) } else { On::Table(table) }, action }
    };
    creates_in_the_trail(operation, body);
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

/// IAM cannot tell a put that creates from one that replaces, so every test that goes over this connection does: a row of the
/// audit trail is put only where there is none.
fn creates_in_the_trail(operation: &str, body: &Value) {
    let parts = body["TransactItems"].as_array().into_iter().flatten().filter_map(|part| part.get("Put"));
    for put in parts.chain((operation == "PutItem").then_some(body)) {
        if table_named(put["TableName"].as_str().unwrap_or_default()) == Table::Audit {
            assert_eq!(
                put["ConditionExpression"], "attribute_not_exists(pk)",
                "a put that could replace a row of the trail"
            );
        }
    }
}

/// The same of S3, and the operation: a copy reads one object and puts another.
fn used_of_files(request: &HttpRequest) -> (String, Vec<Grant>) {
    let grant = |place: &str, action: &'static str| {
        if place.ends_with(&format!("/{}", StatusFile::KEY)) {
            return Grant { on: On::StatusFile, action };
        }
        if place.contains("/seals/") {
            return Grant { on: On::Seals, action };
        }
        let shelf = Shelf::ALL.into_iter().find(|shelf| place.contains(&format!("/{}/", shelf.name())));
        Grant { on: On::Objects(shelf.unwrap_or_else(|| panic!("no function may reach {place}"))), action }
    };
    let object = request.uri().split('?').next().unwrap_or_default();
    match (request.method(), request.headers().get("x-amz-copy-source")) {
        ("GET", _) => ("GetObject".to_owned(), vec![grant(object, "s3:GetObject")]),
        ("DELETE", _) => ("DeleteObject".to_owned(), vec![grant(object, "s3:DeleteObject")]),
        ("PUT", Some(source)) => {
            let source = format!("/{source}");
            ("CopyObject".to_owned(), vec![grant(&source, "s3:GetObject"), grant(object, "s3:PutObject")])
        }
        ("PUT", None) => ("PutObject".to_owned(), vec![grant(object, "s3:PutObject")]),
        (other, _) => panic!("no function may {other} an object"),
    }
}

fn table_named(name: &str) -> Table {
    let found = Table::ALL.into_iter().find(|table| crate::world::table_name(*table) == name);
    found.unwrap_or_else(|| panic!("no table is called {name:?}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn put_into(table: Table, condition: &Value) -> Vec<Grant> {
        let put = json!({"TableName": crate::world::table_name(table), "Item": {}, "ConditionExpression": condition});
        used("TransactWriteItems", &json!({"TransactItems": [{"Put": put}]}))
    }

    #[test]
    fn a_put_that_creates_a_row_of_the_trail_and_any_put_elsewhere_are_taken() {
        assert_eq!(put_into(Table::Audit, &json!("attribute_not_exists(pk)")).len(), 1);
        assert_eq!(put_into(Table::Students, &Value::Null).len(), 1);
    }

    #[test]
    #[should_panic(expected = "a put that could replace a row of the trail")]
    fn a_put_that_could_replace_a_row_of_the_trail_stops_the_test() {
        let _ = put_into(Table::Audit, &Value::Null);
    }

    #[test]
    #[should_panic(expected = "a put that could replace a row of the trail")]
    fn a_put_that_could_replace_a_row_of_the_trail_stops_the_test_also_by_itself() {
        let _ = used("PutItem", &json!({"TableName": crate::world::table_name(Table::Audit), "Item": {}}));
    }
}
