//! The capacity that the embedded DynamoDB charges for each call.

use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::{
    BeforeSerializationInterceptorContextMut, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItemInput, BatchGetItemOutput};
use aws_sdk_dynamodb::operation::delete_item::{DeleteItemInput, DeleteItemOutput};
use aws_sdk_dynamodb::operation::get_item::{GetItemInput, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItemInput, PutItemOutput};
use aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsInput, TransactWriteItemsOutput};
use aws_sdk_dynamodb::operation::update_item::{UpdateItemInput, UpdateItemOutput};
use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};
use aws_smithy_runtime_api::client::interceptors::context::{Input, Output};

/// Adds up the units that tables and their indexes are charged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Capacity(Arc<Mutex<Units>>);

/// Units of capacity on demand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Units {
    pub(crate) read: f64,
    pub(crate) written: f64,
    /// What of those read is of the students table.
    pub(crate) of_students: f64,
}

impl Capacity {
    /// The units since the last time.
    pub(crate) fn take(&self) -> Units {
        std::mem::take(&mut self.0.lock().expect("no thread stopped here"))
    }

    fn read(&self, consumed: &ConsumedCapacity) {
        let units = consumed.capacity_units().expect("the capacity was asked for");
        let mut sum = self.0.lock().expect("no thread stopped here");
        sum.read += units;
        if consumed.table_name() == Some("Students") {
            sum.of_students += units;
        }
    }

    fn written(&self, consumed: &ConsumedCapacity) {
        let units = consumed.capacity_units().expect("the capacity was asked for");
        self.0.lock().expect("no thread stopped here").written += units;
    }
}

/// Asks for the capacity with the call, whichever it is.
macro_rules! ask {
    ($input:ident, $($kind:ty),+) => {
        $(if let Some(input) = $input.downcast_mut::<$kind>() {
            input.return_consumed_capacity = Some(ReturnConsumedCapacity::Total);
        })+
    };
}

/// Gives what the answer says of it to `$add`.
macro_rules! told {
    ($output:ident, $add:expr, $($kind:ty),+) => {
        $(if let Some(output) = $output.downcast_ref::<$kind>() {
            output.consumed_capacity().into_iter().for_each($add);
        })+
    };
}

fn ask(input: &mut Input) {
    ask!(
        input,
        GetItemInput,
        BatchGetItemInput,
        QueryInput,
        PutItemInput,
        UpdateItemInput,
        DeleteItemInput,
        TransactWriteItemsInput
    );
}

impl Capacity {
    fn told(&self, output: &Output) {
        told!(output, |consumed| self.read(consumed), GetItemOutput, BatchGetItemOutput, QueryOutput);
        told!(
            output,
            |consumed| self.written(consumed),
            PutItemOutput,
            UpdateItemOutput,
            DeleteItemOutput,
            TransactWriteItemsOutput
        );
    }
}

impl Intercept for Capacity {
    fn name(&self) -> &'static str {
        "Capacity"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        ask(context.input_mut());
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(Ok(output)) = context.output_or_error() {
            self.told(output);
        }
        Ok(())
    }
}
