//! The connection to the buckets.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader};
use aws_sdk_s3::config::Intercept;

use crate::trust::trusting_amazon;

/// A connection to S3; cheap to clone.
#[derive(Clone, Debug)]
pub struct Files(pub(crate) aws_sdk_s3::Client);

/// Connects with the settings of the environment, trusting nobody but Amazon. Signing a link waits for nothing. The check of a
/// document does: S3 copies 100 MB before it answers, and nobody waits at a page for that.
pub async fn connect_files() -> Files {
    connect_files_with(trusting_amazon(settings())).await
}

/// The same from an operator's machine, which trusts whom it trusts.
pub async fn connect_files_as_operator() -> Files {
    connect_files_with(settings()).await
}

fn settings() -> ConfigLoader {
    aws_config::defaults(BehaviorVersion::latest()).timeout_config(file_timeouts())
}

/// How long a call may take, and one attempt at it: files are large.
#[must_use]
pub fn file_timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .operation_attempt_timeout(Duration::from_secs(20))
        .operation_timeout(Duration::from_secs(45))
        .build()
}

/// Connects on a loader prepared by the caller: a test has an S3 of its own.
pub async fn connect_files_with(loader: ConfigLoader) -> Files {
    let config = loader.retry_config(RetryConfig::standard().with_max_attempts(3)).load().await;
    Files(aws_sdk_s3::Client::new(&config))
}

impl Files {
    /// The same connection, with something that listens to each call and each signature: a test that counts them.
    #[must_use]
    pub fn listened_to_by(&self, listener: impl Intercept + 'static) -> Self {
        let config = self.0.config().to_builder().interceptor(listener).build();
        Self(aws_sdk_s3::Client::from_conf(config))
    }

    /// The client itself, for what only an operator or a test does.
    #[must_use]
    pub const fn client(&self) -> &aws_sdk_s3::Client {
        &self.0
    }
}
