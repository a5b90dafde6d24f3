//! What happens between two calls of a request.

use std::fmt;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;

type Action = Box<dyn FnOnce() + Send>;

/// Does something else just before a connection's n-th call.
#[derive(Clone, Default)]
pub struct Meanwhile(Arc<Mutex<Option<(usize, Action)>>>);

impl fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meanwhile")
    }
}

impl Meanwhile {
    /// From now on counts calls from 0, and does `action` before the one of this number goes out.
    pub fn before_call(&self, number: usize, action: impl FnOnce() + Send + 'static) {
        *self.0.lock().expect("no test thread stopped here") = Some((number, Box::new(action)));
    }

    /// Whether it was done.
    #[must_use]
    pub fn happened(&self) -> bool {
        self.0.lock().expect("no test thread stopped here").is_none()
    }

    /// Does nothing any more.
    pub fn forget(&self) {
        *self.0.lock().expect("no test thread stopped here") = None;
    }
}

impl Intercept for Meanwhile {
    fn name(&self) -> &'static str {
        "Meanwhile"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let mut planned = self.0.lock().expect("no test thread stopped here");
        let due = match &mut *planned {
            Some((0, _)) => planned.take(),
            Some((left, _)) => {
                *left -= 1;
                None
            }
            None => None,
        };
        drop(planned);
        if let Some((_, action)) = due {
            action();
        }
        Ok(())
    }
}
