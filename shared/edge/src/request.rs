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

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn a_router_outside_of_the_app_is_a_fault_of_ours() {
        let router: Router = Router::new().route("/", get(async |_: CurrentRequest| ""));
        let answer = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn whose_request_it_is_is_said_once() {
        let current = CurrentRequest::new(RequestId::from_bytes([1; 16]));
        let user = UserId::from_bytes([2; 16]);
        current.clone().signed_in(user);
        current.signed_in(UserId::from_bytes([3; 16]));
        assert_eq!(current.user(), Some(user));
    }
}
