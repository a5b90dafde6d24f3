//! Functions that no request calls: the stream of a table or a topic hands them events.

use std::error::Error;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use domain::Failure;
use lambda_http::{LambdaEvent, lambda_runtime, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Settings, Stopped, logging};

/// What became of an event: the answer to Lambda, and what the event's line in the log tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handled<A> {
    /// The answer.
    pub answer: A,
    /// How many records it held.
    pub records: usize,
    /// How many of them are to come again.
    pub again: usize,
    /// How many of each kind, as in `sent=8 dropped=1`.
    pub outcome: String,
}

/// The event could not be handled; it comes again. Why, the event's line says.
#[derive(Debug, thiserror::Error)]
#[error("the event could not be handled")]
struct Unhandled;

/// Hands each event of Lambda's to `handle`, and writes one line of the log for each, under the name of the function.
///
/// # Errors
/// The runtime's, which end the process.
pub async fn serve_events<E, A>(
    operation: &'static str,
    handle: impl AsyncFn(E) -> Result<Handled<A>, Failure>,
) -> Result<(), Stopped>
where
    E: DeserializeOwned + Send + 'static,
    A: Serialize + Send + 'static,
{
    logging::start(&Settings::from_env());
    let is_first = AtomicBool::new(true);
    let (handle, is_first) = (&handle, &is_first);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<E>| async move {
        let start = Instant::now();
        // Boxed: the compiler computes the layout of all that a function awaits, and gives up at some depth.
        let handling: Pin<Box<dyn Future<Output = _>>> = Box::pin(handle(event.payload));
        let handled = handling.await;
        let line = Line {
            operation,
            lambda_request_id: &event.context.request_id,
            duration_ms: start.elapsed().as_secs_f64() * 1000.0,
            cold_start: is_first.swap(false, Ordering::Relaxed),
        };
        line.write(&handled);
        handled.map(|handled| handled.answer).map_err(|_| Stopped::from(Unhandled))
    }))
    .await
}

struct Line<'a> {
    operation: &'static str,
    lambda_request_id: &'a str,
    duration_ms: f64,
    cold_start: bool,
}

impl Line<'_> {
    /// As for a request: an error is ours, a warning something's that we depend on.
    fn write<A>(&self, handled: &Result<Handled<A>, Failure>) {
        let Self { operation, lambda_request_id, duration_ms, cold_start } = self;
        macro_rules! write {
            ($level:ident, $records:expr, $again:expr, $outcome:expr, $error:expr) => {
                tracing::event!(
                    tracing::Level::$level,
                    lambda_request_id,
                    operation,
                    duration_ms = (duration_ms * 1000.0).round() / 1000.0,
                    cold_start,
                    records = $records,
                    again = $again,
                    outcome = $outcome,
                    error = $error,
                    "{operation} {}",
                    $outcome
                )
            };
        }
        match handled {
            Ok(done) if done.again == 0 => {
                write!(INFO, done.records, done.again, done.outcome.as_str(), None::<String>);
            }
            Ok(done) => write!(WARN, done.records, done.again, done.outcome.as_str(), None::<String>),
            Err(error @ Failure::Unavailable(_)) => write!(WARN, 0, 0, "unavailable", Some(causes(error))),
            Err(error @ Failure::Internal(_)) => write!(ERROR, 0, 0, "failed", Some(causes(error))),
        }
    }
}

/// An error and what caused it, in one line.
pub(crate) fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}
