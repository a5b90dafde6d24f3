//! The request line: one line of the log for each request, and the request id in every problem. What a line holds is
//! opaque; it has no path values, no query, no body, no address.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::ids::RequestId;

use lambda_http::request::RequestContext;

use crate::problem::Raised;
use crate::{CurrentRequest, Entropy, Problem};

/// What the line needs to know from outside of the request.
#[derive(Clone)]
pub(crate) struct Ambient {
    entropy: Entropy,
    is_first: Arc<AtomicBool>,
}

impl Ambient {
    pub(crate) fn new(entropy: Entropy) -> Self {
        Self { entropy, is_first: Arc::new(AtomicBool::new(true)) }
    }
}

/// On every answer: what to name when asking about it. The same id is in the log, in problems and in the audit trail.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The layer.
pub(crate) async fn write_request_line(State(ambient): State<Ambient>, mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    let current = CurrentRequest::new(RequestId::from_bytes(ambient.entropy.bytes()));
    let operation = operation(&request);
    let lambda_request_id =
        request.extensions().get::<lambda_http::Context>().map(|context| context.request_id.clone());
    let gateway_request_id = request.extensions().get::<RequestContext>().and_then(gateway_request_id);
    request.extensions_mut().insert(current.clone());

    let mut response = next.run(request).await;
    let raised = response.extensions_mut().remove::<Raised>().map(|Raised(problem)| problem);
    if let Some(problem) = &raised {
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = problem.body(Some(current.id));
    }
    if let Ok(id) = HeaderValue::try_from(current.id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let line = Line {
        operation,
        lambda_request_id,
        gateway_request_id,
        status: response.status(),
        duration_ms: start.elapsed().as_secs_f64() * 1000.0,
        cold_start: ambient.is_first.swap(false, Ordering::Relaxed),
        current: &current,
        problem: raised.as_deref(),
    };
    line.write();
    response
}

/// The method and the pattern of the path, as in `GET /v1/students/{id}`. A path without a pattern is not told: it may hold
/// anything. Neither is a method of the client's own invention.
fn operation(request: &Request) -> String {
    let method = match *request.method() {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH | Method::DELETE | Method::OPTIONS => {
            request.method().as_str()
        }
        _ => "OTHER",
    };
    let path = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
    format!("{method} {path}")
}

/// The id under which the HTTP API's access log has the request.
fn gateway_request_id(context: &RequestContext) -> Option<String> {
    match context {
        RequestContext::ApiGatewayV2(context) => context.request_id.clone(),
        _ => None,
    }
}

struct Line<'a> {
    operation: String,
    lambda_request_id: Option<String>,
    gateway_request_id: Option<String>,
    status: StatusCode,
    duration_ms: f64,
    cold_start: bool,
    current: &'a CurrentRequest,
    problem: Option<&'a Problem>,
}

impl Line<'_> {
    /// The level says whose fault it is: an error is ours, a warning something's that we depend on; the rest went as it should,
    /// refusals too.
    fn write(&self) {
        let Self { operation, status, duration_ms, cold_start, .. } = self;
        macro_rules! write {
            ($level:ident) => {
                tracing::event!(
                    tracing::Level::$level,
                    request_id = %self.current.id,
                    lambda_request_id = self.lambda_request_id.as_deref(),
                    gateway_request_id = self.gateway_request_id.as_deref(),
                    operation,
                    status = status.as_u16(),
                    duration_ms = (duration_ms * 1000.0).round() / 1000.0,
                    cold_start,
                    user_id = self.current.user().map(display),
                    problem = self.problem.map(Problem::kind),
                    error = self.problem.and_then(Problem::causes).map(display),
                    "{operation} {}", status.as_u16()
                )
            };
        }
        match *status {
            StatusCode::SERVICE_UNAVAILABLE => write!(WARN),
            status if status.is_server_error() => write!(ERROR),
            _ => write!(INFO),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::Router;
    use axum::http::HeaderMap;
    use axum::routing::{get, post};
    use domain::ids::UserId;
    use serde_json::Value;

    use super::*;
    use crate::logging::captured;
    use crate::testing::{Answer, send, send_body, send_to};
    use crate::{Json, Path, app};

    #[derive(Debug, thiserror::Error)]
    #[error("the table is gone")]
    struct Gone;

    #[derive(Debug, thiserror::Error)]
    #[error("could not read")]
    struct Unread(#[source] Gone);

    const USER: UserId = UserId::from_bytes([9; 16]);

    fn router() -> Router {
        let signed_in = async |current: CurrentRequest| {
            current.signed_in(USER);
            current.id.to_string()
        };
        Router::new()
            .route("/whole/{name}", post(async |Path(_): Path<String>, Json(_): Json<Value>| ""))
            .route("/me", get(signed_in))
            .route("/fault", get(async || Problem::internal(Unread(Gone))))
            .route("/down", get(async || Problem::unavailable(Gone)))
            .route("/panic", get(async || -> () { panic!("canary-panic") }))
    }

    /// The lines of the request that was answered so.
    fn lines(request_id: &str) -> Vec<Value> {
        let lines = captured().lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>();
        lines.into_iter().filter(|line| line["request_id"] == request_id).collect()
    }

    fn line_of(answer: &Answer) -> Value {
        let lines = lines(answer.body["instance"].as_str().unwrap());
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines[0].clone()
    }

    #[tokio::test]
    async fn a_request_is_one_line_that_says_which_operation_for_whom_and_how_it_went() {
        captured();
        let id = send(router(), Request::get("/me")).await.text();
        let lines = lines(&id);
        assert_eq!(lines.len(), 1, "{lines:?}");
        let line = lines[0].as_object().unwrap();
        let fields: BTreeSet<_> = line.keys().map(String::as_str).collect();
        let expected = [
            "cold_start",
            "duration_ms",
            "level",
            "message",
            "operation",
            "request_id",
            "status",
            "timestamp",
            "user_id",
        ];
        assert_eq!(fields, BTreeSet::from(expected));
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["operation"], "GET /me");
        assert_eq!(line["status"], 200);
        assert_eq!(line["user_id"], USER.to_string());
        assert!(line["duration_ms"].is_f64());
    }

    #[tokio::test]
    async fn the_time_of_a_line_is_utc() {
        captured();
        let id = send(router(), Request::get("/me")).await.text();
        let timestamp = lines(&id)[0]["timestamp"].clone();
        assert!(timestamp.as_str().is_some_and(|time| time.ends_with('Z')), "{timestamp}");
    }

    #[tokio::test]
    async fn only_the_first_request_of_a_process_is_a_cold_start() {
        captured();
        let app = app(router(), Entropy::seeded(4));
        let mut cold = Vec::new();
        for _ in 0..3 {
            let id = send_to(app.clone(), Request::get("/me"), "").await.text();
            cold.push(lines(&id)[0]["cold_start"].clone());
        }
        assert_eq!(cold, [true, false, false]);
    }

    #[tokio::test]
    async fn what_a_client_sends_is_not_in_the_line() {
        captured();
        let request = Request::post("/whole/canary-path?canary=query").header(header::COOKIE, "canary=cookie");
        send_body(router(), request, r#"{"canary": "body"}"#).await;
        let answer =
            send(router(), Request::get("/canary-unmatched?canary=query").header("canary-name", "canary")).await;
        assert_eq!(line_of(&answer)["operation"], "GET unmatched");
        let answer = send(router(), Request::builder().method("CANARY").uri("/me")).await;
        assert_eq!(line_of(&answer)["operation"], "OTHER /me");
        send(router(), Request::get("/panic")).await;
        assert!(!captured().to_lowercase().contains("canary"));
    }

    #[tokio::test]
    async fn a_fault_of_ours_is_an_error_with_its_causes_once() {
        captured();
        let line = line_of(&send(router(), Request::get("/fault")).await);
        assert_eq!((&line["level"], &line["problem"]), (&"ERROR".into(), &"service.fault".into()));
        assert_eq!(line["error"], "could not read: the table is gone");
    }

    #[tokio::test]
    async fn what_we_depend_on_is_a_warning() {
        captured();
        let line = line_of(&send(router(), Request::get("/down")).await);
        assert_eq!((&line["level"], &line["error"]), (&"WARN".into(), &"the table is gone".into()));
    }

    #[tokio::test]
    async fn a_refusal_is_no_fault() {
        captured();
        let line = line_of(&send(router(), Request::get("/absent")).await);
        assert_eq!((&line["level"], &line["problem"]), (&"INFO".into(), &"request.no-such-endpoint".into()));
        assert_eq!(line.get("error"), None);
    }

    #[tokio::test]
    async fn the_length_told_is_that_of_the_problem_with_its_request_id() {
        let answer = send(router(), Request::get("/absent")).await;
        let length = |headers: &HeaderMap| headers[header::CONTENT_LENGTH].to_str().unwrap().parse::<usize>().unwrap();
        assert_eq!(length(&answer.headers), answer.text().len());
    }
}
