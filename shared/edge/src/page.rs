use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// A page that everybody may see: HTML without script. It may be kept for a minute.
#[derive(Debug)]
pub struct Page {
    status: StatusCode,
    html: String,
}

/// Marks an answer as a page, for the layer that sets the headers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IsPage;

impl Page {
    /// A page whose text is `html`, a whole document.
    #[must_use]
    pub const fn new(status: StatusCode, html: String) -> Self {
        Self { status, html }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (CACHE_CONTROL, HeaderValue::from_static("public, max-age=60")),
        ];
        let mut response = (self.status, headers, self.html).into_response();
        response.extensions_mut().insert(IsPage);
        response
    }
}
