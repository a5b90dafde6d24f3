//! The security headers of every answer.

use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;

use crate::page::IsPage;

/// The answers are data for programs, never pages: nothing in them may load, run or be framed.
const HEADERS: [(HeaderName, &str); 6] = [
    (STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CONTENT_SECURITY_POLICY, "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// A page's own: it may load the portal's style sheet and send its search form to us, and nothing else.
const PAGE_POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The layer. What is public may set its own `Cache-Control`; the rest is kept by nobody.
pub(crate) async fn add_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_page = response.extensions().get::<IsPage>().is_some();
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_page {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;

    use super::*;
    use crate::testing::send;

    fn router() -> Router {
        let public = async || ([(CACHE_CONTROL, "public, max-age=60")], "");
        Router::new().route("/", get(async || "")).route("/public", get(public))
    }

    #[tokio::test]
    async fn every_answer_has_them_refusals_too() {
        for path in ["/", "/absent"] {
            let answer = send(router(), Request::get(path)).await;
            for (name, value) in HEADERS {
                assert_eq!(answer.headers[&name], value, "{path}");
            }
            assert_eq!(answer.headers[CACHE_CONTROL], "no-store");
        }
    }

    #[tokio::test]
    async fn a_page_may_load_our_style_sheet_and_nothing_else() {
        let page = async || crate::Page::new(axum::http::StatusCode::OK, "<!doctype html>".to_owned());
        let answer = send(Router::new().route("/", get(page)), Request::get("/")).await;
        assert_eq!(answer.headers[CONTENT_SECURITY_POLICY], PAGE_POLICY);
        assert_eq!(answer.headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers[CACHE_CONTROL], "public, max-age=60");
    }

    #[tokio::test]
    async fn only_what_says_so_is_cached() {
        assert_eq!(send(router(), Request::get("/public")).await.headers[CACHE_CONTROL], "public, max-age=60");
    }
}
