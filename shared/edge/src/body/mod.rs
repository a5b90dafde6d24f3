//! Reads JSON bodies: what is wrong with the whole is one problem, what is wrong with fields is collected and named at once.

mod errors;
mod field;
mod reading;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use errors::FieldErrors;
pub(crate) use errors::pointer;
pub use field::Field;
pub(crate) use reading::read;

use crate::{FieldError, Problem};

/// The largest body taken. The largest useful one, a page of changes, is a few KiB.
const MAX_BYTES: usize = 256 * 1024;

/// A JSON body: an object, read into `T`. As an answer: `T` as JSON.
///
/// `T` takes what a person may get wrong as [`Field`]s, and what it does not know with
/// `#[serde(flatten)] unknown: BTreeMap<String, Value>`, to be named by [`FieldErrors::unknown`].
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            let problem = Problem::new(status, "request.unsupported-media-type", "The body must be JSON");
            return Err(problem.detail("Send it with the header Content-Type: application/json."));
        }
        DefaultBodyLimit::max(MAX_BYTES).apply(&mut request);
        let bytes = Bytes::from_request(request, state).await.map_err(|refused| unread(refused.status()))?;
        let value: Value = serde_json::from_slice(&bytes).map_err(|error| not_json(&error))?;
        if !value.is_object() {
            return Err(Problem::invalid(vec![FieldError::new(
                "",
                "must be a JSON object, as in {\"field\": \"value\"}",
            )]));
        }
        read(value).map(Self).map_err(|wrong| Problem::invalid(vec![wrong]))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

fn unread(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(status, "request.too-large", "The body is too large").detail("Send at most 256 KiB at a time.")
    } else {
        Problem::new(StatusCode::BAD_REQUEST, "request.incomplete", "The body did not arrive whole")
            .detail("Send it again.")
    }
}

fn not_json(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::new(StatusCode::BAD_REQUEST, "request.not-json", "The body is not JSON")
        .detail(format!("It stops being JSON at line {line}, column {column}. Correct it and send it again."))
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => (content_type, bytes).into_response(),
            Err(error) => Problem::internal(error).into_response(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use axum::Router;
    use axum::http::Request;
    use axum::routing::post;
    use domain::students::Ssid;
    use jiff::civil::Date;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::testing::{Answer, send_body};

    #[derive(Deserialize)]
    struct Search {
        ssid: Field<Ssid>,
        since: Field<Date>,
        limit: Field<crate::Limit>,
        #[serde(flatten)]
        unknown: BTreeMap<String, Value>,
    }

    async fn search(Json(search): Json<Search>) -> Result<Json<Vec<String>>, Problem> {
        let mut errors = FieldErrors::new();
        let ssid = errors.required("/ssid", search.ssid);
        let since = errors.optional("/since", search.since);
        let limit = errors.optional("/limit", search.limit).unwrap_or_default();
        errors.unknown("", &search.unknown);
        let Some(ssid) = ssid else { return Err(errors.into_problem()) };
        errors.finish()?;
        Ok(Json(vec![ssid.to_string(), since.map(|day| day.to_string()).unwrap_or_default(), limit.get().to_string()]))
    }

    async fn post_as(content_type: &str, body: impl Into<axum::body::Body>) -> Answer {
        let request = Request::post("/").header(header::CONTENT_TYPE, content_type);
        send_body(Router::new().route("/", post(search)), request, body).await
    }

    async fn post_json(body: impl Into<axum::body::Body>) -> Answer {
        post_as("application/json", body).await
    }

    fn kind(answer: &Answer) -> (u16, &str) {
        (answer.status.as_u16(), answer.kind())
    }

    #[tokio::test]
    async fn a_good_body_is_read_and_answered() {
        let answer = post_as("Application/JSON; charset=utf-8", r#"{"ssid": "9990000001", "since": null}"#).await;
        assert_eq!(answer.body, json!(["9990000001", "", "50"]), "{}", answer.text());
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json");
    }

    #[tokio::test]
    async fn another_content_type_is_refused() {
        for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
            let answer = post_as(content_type, "{}").await;
            assert_eq!(kind(&answer), (415, "request.unsupported-media-type"), "{content_type}");
        }
    }

    #[tokio::test]
    async fn a_body_over_256_kib_is_refused() {
        let padded = |length| {
            let mut body = r#"{"ssid": "9990000001"}"#.to_owned();
            body.extend(std::iter::repeat_n(' ', length - body.len()));
            body
        };
        assert_eq!(post_json(padded(MAX_BYTES)).await.status, StatusCode::OK);
        assert_eq!(kind(&post_json(padded(MAX_BYTES + 1)).await), (413, "request.too-large"));
    }

    #[tokio::test]
    async fn what_is_not_json_is_refused_with_the_place() {
        let answer = post_json("{\"ssid\":\n  secret}").await;
        assert_eq!(kind(&answer), (400, "request.not-json"));
        assert!(answer.body["detail"].as_str().unwrap().contains("line 2, column 3"), "{}", answer.text());
        for body in ["", "{", "{} {}", "\u{feff}{}"] {
            assert_eq!(kind(&post_json(body).await), (400, "request.not-json"), "{body:?}");
        }
    }

    #[tokio::test]
    async fn what_is_json_but_no_object_is_refused_without_being_repeated() {
        for body in [r#""9990000001""#, "[9990000001]", "null", "9990000001", "true"] {
            let answer = post_json(body).await;
            assert_eq!(kind(&answer), (422, "request.invalid"), "{body}");
            assert_eq!(answer.body["errors"][0]["pointer"], "");
            assert!(!answer.text().contains("9990000001"));
        }
    }

    #[tokio::test]
    async fn all_wrong_fields_are_named_at_once_and_no_value_is_repeated() {
        let body = json!({"ssid": "12345", "since": "31.12.2026", "limit": 4711, "a/b~c": "hidden", "name": "hidden"});
        let answer = post_json(body.to_string()).await;
        assert_eq!(kind(&answer), (422, "request.invalid"));
        let expected = json!([
            {"pointer": "/ssid", "detail": "an SSID must be 10 digits"},
            {"pointer": "/since", "detail": "must be a date written like 2026-11-22"},
            {"pointer": "/limit", "detail": "must be a whole number from 1 to 100"},
            {"pointer": "/a~1b~0c", "detail": "is not a field of this request; leave it out"},
            {"pointer": "/name", "detail": "is not a field of this request; leave it out"},
        ]);
        assert_eq!(answer.body["errors"], expected, "{}", answer.text());
        for value in ["12345", "31.12.2026", "4711", "hidden"] {
            assert!(!answer.text().contains(value), "{value}");
        }
    }
}
