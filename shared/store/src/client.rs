//! The connection, and how its errors become ours.

use std::error::Error;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader};
use aws_sdk_dynamodb::config::Intercept;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use domain::Failure;

use crate::trust::trusting_amazon;

/// A connection to DynamoDB; cheap to clone.
#[derive(Clone, Debug)]
pub struct Dynamo(pub(crate) aws_sdk_dynamodb::Client);

/// Connects with the settings of the environment, trusting nobody but Amazon. Time-outs are explicit, and three levels of them
/// fit into the 10 seconds that a function has: the SDK's own let a dead endpoint hold a request for longer.
pub async fn connect() -> Dynamo {
    connect_with(trusting_amazon(settings())).await
}

/// The same from an operator's machine, which trusts whom it trusts: there may be a proxy between it and AWS.
pub async fn connect_as_operator() -> Dynamo {
    connect_with(settings()).await
}

fn settings() -> ConfigLoader {
    aws_config::defaults(BehaviorVersion::latest()).timeout_config(timeouts())
}

/// How long a call may take, and one attempt at it.
#[must_use]
pub fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(2))
        .operation_timeout(Duration::from_secs(3))
        .build()
}

/// Connects on a loader prepared by the caller: a test has a DynamoDB of its own and time.
pub async fn connect_with(loader: ConfigLoader) -> Dynamo {
    let config = loader.retry_config(RetryConfig::standard().with_max_attempts(3)).load().await;
    Dynamo(aws_sdk_dynamodb::Client::new(&config))
}

impl Dynamo {
    /// The same connection, with something that listens to each call: a test that counts them.
    #[must_use]
    pub fn listened_to_by(&self, listener: impl Intercept + 'static) -> Self {
        let config = self.0.config().to_builder().interceptor(listener).build();
        Self(aws_sdk_dynamodb::Client::from_conf(config))
    }

    /// The client itself, for what only an operator or a test does.
    #[must_use]
    pub const fn client(&self) -> &aws_sdk_dynamodb::Client {
        &self.0
    }
}

/// What an unexpected answer of the SDK means.
pub(crate) fn failure<E>(error: SdkError<E, HttpResponse>) -> Failure
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    const PASSING: [&str; 7] = [
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "SlowDown",
        "ThrottlingException",
        "TransactionInProgressException",
    ];
    let passing = match &error {
        SdkError::ServiceError(answer) => {
            answer.raw().status().is_server_error() || answer.err().code().is_some_and(|code| PASSING.contains(&code))
        }
        SdkError::ConstructionFailure(_) => false,
        _ => true,
    };
    if passing { Failure::Unavailable(Box::new(error)) } else { Failure::Internal(Box::new(error)) }
}

/// Stored data that this program cannot read, or a request it cannot build.
pub(crate) fn internal(error: impl Error + Send + Sync + 'static) -> Failure {
    Failure::Internal(Box::new(error))
}
