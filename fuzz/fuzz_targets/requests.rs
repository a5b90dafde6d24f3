//! Any request at what every handler reads it with: line, query, headers, cookie, path and body. It is answered, and never by
//! a fault of ours; a refusal repeats nothing of the body that was long enough not to be there by chance.
#![no_main]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::OnceLock;

use arbitrary::Arbitrary;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Request};
use axum::routing::post;
use domain::ids::StudentId;
use domain::students::Ssid;
use edge::{CallerAddress, Entropy, Field, FieldErrors, IdempotencyKey, IfMatch, Json, Limit, Path, Problem, Query, SessionToken};
use jiff::civil::Date;
use libfuzzer_sys::fuzz_target;
use serde::Deserialize;
use serde_json::Value;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

#[derive(Arbitrary, Debug)]
struct Sent<'a> {
    path: &'a str,
    query: &'a str,
    headers: Vec<(Header, &'a [u8])>,
    is_json: bool,
    body: &'a [u8],
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Header {
    Cookie,
    IfMatch,
    IdempotencyKey,
    ContentType,
    FetchSite,
    OriginVerify,
    ViewerAddress,
}

impl Header {
    const fn name(self) -> HeaderName {
        HeaderName::from_static(match self {
            Self::Cookie => "cookie",
            Self::IfMatch => "if-match",
            Self::IdempotencyKey => "idempotency-key",
            Self::ContentType => "content-type",
            Self::FetchSite => "sec-fetch-site",
            Self::OriginVerify => "x-origin-verify",
            Self::ViewerAddress => "x-viewer-address",
        })
    }
}

#[derive(Deserialize)]
struct Search {
    ssid: Field<Ssid>,
    since: Field<Date>,
    limit: Field<Limit>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

impl Search {
    fn check(self) -> Result<(), Problem> {
        let mut errors = FieldErrors::new();
        let _ = errors.optional("/ssid", self.ssid);
        let _ = errors.optional("/since", self.since);
        let _ = errors.optional("/limit", self.limit);
        errors.unknown("", &self.unknown);
        errors.finish()
    }
}

async fn body(Json(search): Json<Search>) -> Result<(), Problem> {
    search.check()
}

async fn query(Query(search): Query<Search>) -> Result<(), Problem> {
    search.check()
}

async fn head(
    Path(_): Path<StudentId>,
    _: Result<CallerAddress, Infallible>,
    _: SessionToken,
    _: IfMatch,
    _: IdempotencyKey,
) -> Result<(), Problem> {
    Ok(())
}

fn app() -> &'static (Router, Runtime) {
    static APP: OnceLock<(Router, Runtime)> = OnceLock::new();
    APP.get_or_init(|| {
        let router = Router::new()
            .route("/body", post(body))
            .route("/query", post(query))
            .route("/students/{id}", post(head));
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        (edge::app(router, Entropy::seeded(1)), runtime)
    })
}

fuzz_target!(|sent: Sent<'_>| {
    let (router, runtime) = app();
    let path = if sent.is_json { "/body".to_owned() } else { format!("/{}?{}", sent.path, sent.query) };
    let Ok(mut request) = Request::post(path).body(Body::from(sent.body.to_vec())) else { return };
    if sent.is_json {
        request.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
    }
    for (header, value) in sent.headers {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            request.headers_mut().append(header.name(), value);
        }
    }
    let answer = runtime.block_on(router.clone().oneshot(request)).expect("a router answers");
    let status = answer.status().as_u16();
    let bytes = runtime.block_on(to_bytes(answer.into_body(), usize::MAX)).expect("an answer has a body");
    assert!(status < 500, "{status} {}", String::from_utf8_lossy(&bytes));
    // Field names are repeated, to name them; values are not.
    if sent.is_json
        && let Ok(Value::Object(members)) = serde_json::from_slice(sent.body)
    {
        let answer = String::from_utf8_lossy(&bytes);
        for value in members.values().filter_map(Value::as_str).filter(|value| value.len() > 12) {
            assert!(!answer.contains(value) || members.contains_key(value), "a value is repeated");
        }
    }
});
