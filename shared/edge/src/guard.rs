//! Refuses writes that another site makes a signed-in person's browser send (cross-site request forgery).
//!
//! `Sec-Fetch-Site` decides where it is sent: the browser itself writes it, no page can, and the browser compares the page with
//! the address it asked for, so it stays right behind a proxy that changes `Host`. Every browser since March 2023 sends it
//! over TLS and to `localhost`, and a browser without it is too old to run the portal. Without it, `Origin` must name the host
//! asked for: behind CloudFront, which does not hand `Host` on, such a browser is refused. `X-Forwarded-Host` is not believed:
//! nothing here needs it. A request with neither header comes from no browser, so nobody's
//! cookie was lent to it. Beside this, the cookie is `SameSite=Lax` and bodies must be `application/json`, which a form
//! cannot send; no other origin is ever given leave (CORS).

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Problem;

/// The layer.
pub(crate) async fn refuse_cross_site_writes(request: Request, next: Next) -> Response {
    if is_write(request.method()) && is_cross_site(&request) {
        let problem = Problem::new(StatusCode::FORBIDDEN, "request.cross-site", "This request came from another site");
        return problem.detail("Open this service in your browser and do it there.").into_response();
    }
    next.run(request).await
}

fn is_write(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_cross_site(request: &Request) -> bool {
    let headers = request.headers();
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return false };
    let asked = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let asked = asked.or_else(|| request.uri().authority().map(Authority::as_str));
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    !matches!((origin, asked), (Some(origin), Some(asked)) if origin.eq_ignore_ascii_case(asked))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::any;

    use super::*;
    use crate::testing::send;

    async fn status(method: Method, headers: &[(&str, &str)]) -> u16 {
        let router = Router::new().route("/", any(async || ""));
        let request = Request::builder().method(method).uri("/").header(header::HOST, "toms.test:8080");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answer = send(router, request).await;
        assert!(answer.status == StatusCode::OK || answer.kind() == "request.cross-site", "{}", answer.text());
        answer.status.as_u16()
    }

    #[tokio::test]
    async fn a_write_from_our_own_pages_passes() {
        assert_eq!(status(Method::POST, &[("sec-fetch-site", "same-origin")]).await, 200);
        assert_eq!(status(Method::POST, &[("sec-fetch-site", "none")]).await, 200);
        assert_eq!(status(Method::POST, &[("origin", "http://toms.test:8080")]).await, 200);
        assert_eq!(status(Method::POST, &[("origin", "https://TOMS.test:8080")]).await, 200);
    }

    #[tokio::test]
    async fn a_write_from_no_browser_passes() {
        assert_eq!(status(Method::DELETE, &[]).await, 200);
    }

    #[tokio::test]
    async fn a_write_from_another_site_is_refused() {
        for site in ["cross-site", "same-site", "", "same-origin, cross-site"] {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                assert_eq!(status(method, &[("sec-fetch-site", site)]).await, 403, "{site}");
            }
        }
    }

    #[tokio::test]
    async fn a_write_from_another_origin_is_refused_where_the_browser_does_not_tell_the_site() {
        let foreign =
            ["https://evil.test", "http://toms.test", "http://toms.test:8081", "http://a.toms.test:8080", "null", ""];
        for origin in foreign {
            assert_eq!(status(Method::POST, &[("origin", origin)]).await, 403, "{origin}");
        }
        let forwarded = [("origin", "https://evil.test"), ("x-forwarded-host", "evil.test")];
        assert_eq!(status(Method::POST, &forwarded).await, 403);
    }

    #[tokio::test]
    async fn our_own_page_passes_behind_a_proxy_that_changes_the_host() {
        let proxied = [("sec-fetch-site", "same-origin"), ("origin", "https://portal.test")];
        assert_eq!(status(Method::POST, &proxied).await, 200);
        let too_old_to_tell = [("origin", "https://portal.test")];
        assert_eq!(status(Method::POST, &too_old_to_tell).await, 403);
    }

    #[tokio::test]
    async fn reading_is_open_to_links_from_other_sites() {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            assert_eq!(status(method, &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.test")]).await, 200);
        }
    }
}
