use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::ids::{RequestId, UserId};

use crate::Problem;

/// The request being answered: its id, for what is written about it, and who asks, once that is known.
#[derive(Clone, Debug)]
pub struct CurrentRequest {
    /// Its id, as in the log, in problems and in the audit trail.
    pub id: RequestId,
    user: Arc<OnceLock<UserId>>,
}

impl CurrentRequest {
    pub(crate) fn new(id: RequestId) -> Self {
        Self { id, user: Arc::default() }
    }

    /// Notes whose request this is, for the request line. To be called once the session has been verified: what a cookie
    /// merely claims must not reach the log.
    pub fn signed_in(&self, user: UserId) {
        let _ = self.user.set(user);
    }

    pub(crate) fn user(&self) -> Option<UserId> {
        self.user.get().copied()
    }
}

/// The handler runs outside of [`crate::app`].
#[derive(Debug, thiserror::Error)]
#[error("the request has no id: the router was not given to edge::app")]
struct OutsideApp;

impl<S: Sync> FromRequestParts<S> for CurrentRequest {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or_else(|| Problem::internal(OutsideApp))
    }
}
