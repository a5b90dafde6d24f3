use std::any::Any;

use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;

use crate::address::OriginKey;
use crate::{Entropy, Problem, Settings, guard, line, logging, security};

/// Why a function stopped: a setting, a dependency at the start, or the runtime. For `main` to return.
pub type Stopped = lambda_http::Error;

/// Puts around a function's router what every request gets: the request id and line, the security headers, the refusal of
/// cross-site writes, and a problem for what has no route or panics.
pub fn app(router: Router, entropy: Entropy) -> Router {
    router
        .fallback(no_such_endpoint)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn(guard::refuse_cross_site_writes))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(security::add_headers))
        .layer(from_fn_with_state(line::Ambient::new(entropy), line::write_request_line))
}

/// Serves `router` on Lambda behind an HTTP API. Its stage must be `$default`: another one's name would stand before every
/// path, and no route would match.
///
/// # Errors
/// The runtime's, which end the process.
pub async fn serve(router: Router) -> Result<(), Stopped> {
    let settings = Settings::from_env();
    logging::start(&settings);
    let router = router.layer(Extension(OriginKey::of(&settings)));
    lambda_http::run(app(router, Entropy::system())).await
}

async fn no_such_endpoint() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "request.no-such-endpoint", "There is nothing at this address")
        .detail("Compare the path with the API's description.")
}

async fn method_not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "request.method-not-allowed", "This address does not take this method")
        .detail("The header Allow names those it takes.")
}

/// The handler panicked; where, the panic's own line of the log tells.
#[derive(Debug, thiserror::Error)]
#[error("the handler panicked")]
struct Panicked;

/// Only where panics unwind, as in tests. In release builds they end the process: the API gateway answers 500, and the next
/// request starts a new one.
fn panicked(_what: Box<dyn Any + Send>) -> Response {
    Problem::internal(Panicked).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::http::{HeaderMap, Request, header};
    use axum::routing::{get, post};
    use serde_json::{Value, json};
    use tower::ServiceExt as _;

    use super::*;
    use crate::testing::send;
    use crate::{Json, Path};

    fn router() -> Router {
        Router::new().route("/", get(async || "hello")).route("/panic", get(async || -> () { panic!("secret") }))
    }

    #[tokio::test]
    async fn an_address_without_a_route_is_a_problem() {
        let answer = send(router(), Request::get("/absent")).await;
        assert_eq!((answer.status.as_u16(), answer.kind()), (404, "request.no-such-endpoint"));
    }

    #[tokio::test]
    async fn another_method_is_a_problem_that_names_those_allowed() {
        let answer = send(router(), Request::post("/")).await;
        assert_eq!((answer.status.as_u16(), answer.kind()), (405, "request.method-not-allowed"));
        assert_eq!(answer.headers[header::ALLOW], "GET,HEAD");
    }

    #[tokio::test]
    async fn a_panic_is_a_fault_of_ours_that_tells_nothing() {
        let answer = send(router(), Request::get("/panic")).await;
        assert_eq!((answer.status.as_u16(), answer.kind()), (500, "service.fault"));
        assert!(!answer.text().contains("secret"));
    }

    #[tokio::test]
    async fn what_has_no_body_gets_none_with_a_refusal_either() {
        let answer = send(router(), Request::head("/absent")).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (404, ""));
    }

    /// As API Gateway sends it: the cookies apart, the body in base64, the host in the headers.
    #[tokio::test]
    async fn an_event_of_the_http_api_reaches_its_handler_whole() {
        let event = json!({
            "version": "2.0",
            "routeKey": "POST /v1/things/{id}",
            "rawPath": "/v1/things/a%20b",
            "rawQueryString": "",
            "cookies": ["theme=dark", "other=1"],
            "headers": {
                "host": "api.opentoms.example",
                "origin": "https://api.opentoms.example",
                "content-type": "application/json",
            },
            "requestContext": {
                "stage": "$default",
                "http": {
                    "method": "POST", "path": "/v1/things/a%20b", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1",
                    "userAgent": "test",
                },
                "timeEpoch": 0,
            },
            "body": "eyJhIjogMX0=",
            "isBase64Encoded": true,
        });
        let handler = async |Path(id): Path<String>, headers: HeaderMap, Json(body): Json<Value>| {
            Json(json!([id, headers[header::COOKIE].to_str().unwrap_or_default(), body]))
        };
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let app = app(Router::new().route("/v1/things/{id}", post(handler)), Entropy::system());
        let response = app.oneshot(request).await.unwrap();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body, json!(["a b", "theme=dark; other=1", {"a": 1}]));
    }
}
