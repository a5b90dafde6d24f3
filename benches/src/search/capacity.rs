use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::{
    BeforeSerializationInterceptorContextMut, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItemInput, BatchGetItemOutput};
use aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};

/// Adds up the read units that the students table is charged for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Capacity(Arc<Mutex<f64>>);

impl Capacity {
    /// The units since the last time.
    pub(crate) fn take(&self) -> f64 {
        std::mem::take(&mut self.0.lock().expect("no thread stopped here"))
    }

    fn add(&self, consumed: &ConsumedCapacity) {
        if consumed.table_name() == Some("Students") {
            *self.0.lock().expect("no thread stopped here") += consumed.capacity_units().unwrap_or_default();
        }
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
        let input = context.input_mut();
        if let Some(query) = input.downcast_mut::<QueryInput>() {
            query.return_consumed_capacity = Some(ReturnConsumedCapacity::Total);
        } else if let Some(batch) = input.downcast_mut::<BatchGetItemInput>() {
            batch.return_consumed_capacity = Some(ReturnConsumedCapacity::Total);
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(Ok(output)) = context.output_or_error() else { return Ok(()) };
        if let Some(query) = output.downcast_ref::<QueryOutput>() {
            query.consumed_capacity().into_iter().for_each(|consumed| self.add(consumed));
        } else if let Some(batch) = output.downcast_ref::<BatchGetItemOutput>() {
            batch.consumed_capacity().iter().for_each(|consumed| self.add(consumed));
        }
        Ok(())
    }
}
