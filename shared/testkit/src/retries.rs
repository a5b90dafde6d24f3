use aws_sdk_dynamodb::config::interceptors::BeforeSerializationInterceptorContextRef;
use aws_sdk_dynamodb::config::retry::{RetryPartition, TokenBucket};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept};
use aws_sdk_dynamodb::error::BoxError;

/// Lets a client try again whatever other clients of this process did. Left alone, all share what they may try again, and a test
/// of many failures would soon see calls that are tried once.
#[derive(Debug)]
pub struct FreeRetries;

impl Intercept for FreeRetries {
    fn name(&self) -> &'static str {
        "FreeRetries"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let partition = RetryPartition::custom("tests").token_bucket(TokenBucket::unlimited()).build();
        config.interceptor_state().store_put(partition);
        Ok(())
    }
}
