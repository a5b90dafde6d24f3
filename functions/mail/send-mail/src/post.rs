//! SES: one call, tried once. A retry of the SDK's after an answer that was lost would double the letter.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader};
use aws_sdk_ses::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::{MessageTag, RawMessage};

/// The tag by which SES's events name the letter.
const TAG: &str = "letter";

/// A connection to SES.
#[derive(Clone, Debug)]
pub struct Post(aws_sdk_ses::Client);

/// A message to be sent.
#[derive(Clone, Copy)]
pub struct Mailed<'a> {
    /// From whom.
    pub from: &'a str,
    /// To whom: this address and no other, whatever the message's headers say.
    pub to: &'a str,
    /// The configuration set, through which SES tells what became of it.
    pub configuration_set: &'a str,
    /// The letter's id.
    pub letter: &'a str,
    /// The message (RFC 5322).
    pub message: &'a [u8],
}

/// Why SES did not take a message, or that nobody knows whether it did. Only SES's code: its words name addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It may later.
    ForNow,
    /// It will not.
    ForGood(String),
    /// There was no answer: it may have taken it.
    Unknown,
}

impl Post {
    /// Connects with the settings of the environment, trusting nobody but Amazon.
    pub async fn connect() -> Self {
        let loader = aws_config::defaults(BehaviorVersion::latest()).timeout_config(Self::timeouts());
        Self::connect_with(store::trusting_amazon(loader)).await
    }

    /// How long a call may take: it fits into the lease of a letter.
    #[must_use]
    pub fn timeouts() -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(2))
            .operation_timeout(Duration::from_secs(6))
            .build()
    }

    /// Connects on a loader prepared by the caller: a test has an SES of its own and time.
    pub async fn connect_with(loader: ConfigLoader) -> Self {
        let config = loader.retry_config(RetryConfig::disabled()).load().await;
        Self(aws_sdk_ses::Client::new(&config))
    }

    /// Sends `mailed` and gives SES's message id.
    ///
    /// # Errors
    /// When SES refused it, or did not answer.
    pub async fn send(&self, mailed: Mailed<'_>) -> Result<String, Refusal> {
        const UNSENT: fn(aws_sdk_ses::error::BuildError) -> Refusal = |_| Refusal::ForGood("unbuilt".to_owned());
        let message = RawMessage::builder().data(Blob::new(mailed.message)).build().map_err(UNSENT)?;
        let tag = MessageTag::builder().name(TAG).value(mailed.letter).build().map_err(UNSENT)?;
        let sent = self
            .0
            .send_raw_email()
            .source(mailed.from)
            .destinations(mailed.to)
            .configuration_set_name(mailed.configuration_set)
            .tags(tag)
            .raw_message(message)
            .send()
            .await;
        sent.map(|sent| sent.message_id).map_err(|error| refusal(&error))
    }
}

fn refusal<E: ProvideErrorMetadata, R: HasStatus>(error: &SdkError<E, R>) -> Refusal {
    const PASSING: [&str; 7] = [
        "InternalFailure",
        "RequestThrottled",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
        "TooManyRequests",
        "TooManyRequestsException",
    ];
    match error {
        SdkError::ServiceError(answer) => {
            let code = answer.err().code();
            if answer.raw().is_server_error() || code.is_some_and(|code| PASSING.contains(&code)) {
                Refusal::ForNow
            } else {
                Refusal::ForGood(code.unwrap_or("unknown").to_owned())
            }
        }
        SdkError::ConstructionFailure(_) => Refusal::ForGood("unbuilt".to_owned()),
        // Also where nothing was sent, as when no connection could be made: it cannot be told apart for certain.
        _ => Refusal::Unknown,
    }
}

trait HasStatus {
    fn is_server_error(&self) -> bool;
}

impl HasStatus for aws_sdk_ses::config::http::HttpResponse {
    fn is_server_error(&self) -> bool {
        self.status().is_server_error()
    }
}
