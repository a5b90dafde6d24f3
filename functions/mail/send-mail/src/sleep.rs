use std::pin::Pin;
use std::sync::Arc;

use edge::Clock;
use jiff::Timestamp;

type Until = dyn Fn(Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync;

/// Waits until a time; beside [`Clock`], so that a test can let hours pass in a moment.
#[derive(Clone)]
pub struct Sleep(Arc<Until>);

impl Sleep {
    /// Really waits.
    #[must_use]
    pub fn system(clock: &Clock) -> Self {
        let clock = clock.clone();
        Self::from_fn(move |time| {
            let left = time.duration_since(clock.now());
            Box::pin(tokio::time::sleep(left.try_into().unwrap_or_default()))
        })
    }

    /// Waits as `until` does.
    #[must_use]
    pub fn from_fn(
        until: impl Fn(Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(until))
    }

    /// Waits until `time`, which may have passed.
    pub async fn until(&self, time: Timestamp) {
        (self.0)(time).await;
    }
}
