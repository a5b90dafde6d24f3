//! Sends a request through a router as it is served.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::{Entropy, app};

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The body, null if it is not JSON.
    pub(crate) body: Value,
    bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    /// The problem's kind, empty if it is none.
    pub(crate) fn kind(&self) -> &str {
        self.body["type"].as_str().and_then(|kind| kind.strip_prefix("/problems/")).unwrap_or_default()
    }
}

/// Sends without a body.
pub(crate) async fn send(router: Router, request: Builder) -> Answer {
    send_body(router, request, Body::empty()).await
}

/// Sends with a body.
pub(crate) async fn send_body(router: Router, request: Builder, body: impl Into<Body>) -> Answer {
    send_to(app(router, Entropy::system()), request, body).await
}

/// Sends to what [`app`] made.
pub(crate) async fn send_to(app: Router, request: Builder, body: impl Into<Body>) -> Answer {
    let response = app.oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    Answer { status: parts.status, headers: parts.headers, body, bytes }
}
