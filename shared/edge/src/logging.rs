//! The log: JSON lines on standard output, which Lambda keeps.

use std::io::Write;
use std::panic::PanicHookInfo;

use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::{EnvFilter, FmtSubscriber};

use crate::Settings;

/// Starts the log of this process. Its level is that of the template (`ApplicationLogLevel`), which Lambda hands on.
pub(crate) fn start(settings: &Settings) {
    let level = settings.optional("AWS_LAMBDA_LOG_LEVEL").unwrap_or_else(|| "INFO".to_owned());
    log_to(&level, std::io::stdout);
    std::panic::set_hook(Box::new(record_panic));
}

/// Sends the log of this process to `writer`, as it would be written in production at `level`: for a test that reads it.
/// Where a log was set already, it stays.
pub fn log_to<W>(level: &str, writer: W)
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let _ = tracing::subscriber::set_global_default(subscriber(level, writer));
}

/// Libraries are heard only from warnings on: at finer levels some write what they send, and with it personal data.
fn subscriber<W>(level: &str, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let level = level.to_lowercase();
    FmtSubscriber::builder()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .with_env_filter(EnvFilter::new(format!("warn,edge={level},store={level}")))
        .with_writer(writer)
        .finish()
}

/// Where it happened. What it says may quote personal data, so that is not kept.
fn record_panic(panic: &PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(location, "panicked");
    let _ = std::io::stdout().flush();
}

#[cfg(test)]
pub(crate) use capture::captured;

#[cfg(test)]
mod capture {
    use std::io;
    use std::sync::{Mutex, Once};

    static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

    struct Append;

    impl io::Write for Append {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            LOG.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What this process has logged since this was first called. All tests share it: each looks for its request ids.
    pub(crate) fn captured() -> String {
        static START: Once = Once::new();
        START.call_once(|| tracing::subscriber::set_global_default(super::subscriber("INFO", || Append)).unwrap());
        String::from_utf8(LOG.lock().unwrap().clone()).unwrap()
    }
}
