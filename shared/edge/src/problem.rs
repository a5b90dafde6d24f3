//! Problems: every answer that is not the one asked for, as RFC 9457 `application/problem+json`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Failure;
use domain::access::{AccessError, NotReady};
use domain::ids::RequestId;
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::Value;
use utoipa::{PartialSchema, ToSchema};

/// One wrong field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Where: a JSON pointer (RFC 6901) into the body, as in `/changes/0/program`. A query's field is `/<name>`. Empty for
    /// the request as a whole.
    pub pointer: String,
    /// What is wrong, in words a page can show beside the field. It never repeats the value.
    #[schema(value_type = String)]
    pub detail: Cow<'static, str>,
}

impl FieldError {
    /// What is wrong with the field at `pointer`.
    #[must_use]
    pub fn new(pointer: impl Into<String>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into() }
    }
}

/// An answer that is not the one asked for. It has an outside, which the user reads, and for faults of ours an inside, which
/// only the log keeps. The request line adds the request id.
#[derive(Debug)]
pub struct Problem(Box<Parts>);

#[derive(Debug)]
struct Parts {
    status: StatusCode,
    kind: &'static str,
    title: &'static str,
    detail: Option<Cow<'static, str>>,
    errors: Vec<FieldError>,
    members: BTreeMap<&'static str, Value>,
    inside: Option<Box<dyn Error + Send + Sync>>,
}

impl Problem {
    /// A problem of `kind`, written `<workflow>.<reason>` and answered as the type `/problems/<workflow>.<reason>`. The
    /// title is the same each time.
    #[must_use]
    pub fn new(status: StatusCode, kind: &'static str, title: &'static str) -> Self {
        let members = BTreeMap::new();
        Self(Box::new(Parts { status, kind, title, detail: None, errors: Vec::new(), members, inside: None }))
    }

    /// Absent, or out of the caller's scope: one answer, which tells nobody which.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "record.not-found",
            "There is no such record, or it is not in your organization",
        )
    }

    /// The request's fields are wrong: all of them at once.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "request.invalid", "Some fields are not right").errors(errors)
    }

    /// A fault of ours. `source` goes to the log and nowhere else.
    #[must_use]
    pub fn internal(source: impl Error + Send + Sync + 'static) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "service.fault", "This service made a mistake")
            .detail("It has been recorded. If it happens again, tell the help desk the instance of this message.")
            .inside(source)
    }

    /// Something this service depends on does not answer. `source` goes to the log and nowhere else.
    #[must_use]
    pub fn unavailable(source: impl Error + Send + Sync + 'static) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "service.unavailable", "This service cannot answer right now")
            .detail("Try again in a minute. If it lasts, tell the help desk the instance of this message.")
            .inside(source)
    }

    /// What is the matter this time, and the remedy.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// The fields that are wrong.
    #[must_use]
    pub fn errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    /// A further member of the body, as `current` with the state that a stale `If-Match` missed. `name` is none of the
    /// members every problem has.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => {
                self.0.members.insert(name, value);
                self
            }
            Err(error) => Self::internal(error),
        }
    }

    /// When to come back: the header `Retry-After` and the member `retry_after`, in whole seconds, rounded up.
    #[must_use]
    pub fn retry_after(self, delay: SignedDuration) -> Self {
        let seconds = delay.as_secs() + i64::from(delay.subsec_nanos() > 0);
        self.with(RETRY_AFTER, seconds.max(1))
    }

    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Its kind, `<workflow>.<reason>`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.0.kind
    }

    fn inside(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.0.inside = Some(Box::new(source));
        self
    }

    /// The inside and what caused it, for the log.
    pub(crate) fn causes(&self) -> Option<String> {
        self.0.inside.as_deref().map(|inside| crate::events::causes(inside))
    }

    /// The body, as sent.
    pub(crate) fn body(&self, instance: Option<RequestId>) -> Body {
        let Parts { status, kind, title, detail, errors, members, .. } = &*self.0;
        let rendered = Rendered {
            r#type: format!("/problems/{kind}"),
            title,
            status: status.as_u16(),
            detail: detail.as_deref(),
            instance: instance.map(|id| id.to_string()),
            errors,
            members,
        };
        serde_json::to_vec(&rendered).unwrap_or_default().into()
    }
}

const RETRY_AFTER: &str = "retry_after";

/// An answer that is not the one asked for (RFC 9457). Some kinds have further members, as `retry_after` in seconds, or
/// `current` with the state that a stale `If-Match` missed.
#[derive(Serialize, ToSchema)]
struct Rendered<'a> {
    /// What kind of problem: `/problems/<workflow>.<reason>`. Programs decide by this.
    r#type: String,
    /// The kind in words, always the same.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// What is the matter this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    /// The id of the request: tell it to the help desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// The fields that are wrong, all at once.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(flatten)]
    #[schema(ignore)]
    members: &'a BTreeMap<&'static str, Value>,
}

impl PartialSchema for Problem {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        Rendered::schema()
    }
}

impl ToSchema for Problem {
    fn name() -> Cow<'static, str> {
        "Problem".into()
    }

    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        Rendered::schemas(schemas);
    }
}

/// Travels with the response to the request line, which adds the instance and logs the inside.
#[derive(Clone)]
pub(crate) struct Raised(pub(crate) Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
        let mut response = (self.status(), content_type, self.body(None)).into_response();
        if let Some(seconds) = self.0.members.get(RETRY_AFTER).and_then(Value::as_u64) {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(Raised(Arc::new(self)));
        response
    }
}

/// Whatever the cookie lacked (absent, malformed, unknown, over), the answer is the same.
impl From<NotReady> for Problem {
    fn from(reason: NotReady) -> Self {
        let first = |kind, title| Self::new(StatusCode::FORBIDDEN, kind, title);
        match reason {
            NotReady::NotSignedIn => {
                Self::new(StatusCode::UNAUTHORIZED, "session.not-signed-in", "You are not signed in")
                    .detail("Sign in and try again.")
            }
            NotReady::TermsNotAccepted => {
                first("session.terms-not-accepted", "The terms and conditions of use are not accepted yet")
                    .detail("Read and accept them, then try again.")
            }
            NotReady::RoleNotChosen => first("session.role-not-chosen", "No role is chosen yet")
                .detail("Choose one of your roles for this administration year, then try again."),
            NotReady::SecondFactorNotEnrolled => {
                first("session.second-factor-not-enrolled", "Your role sees student data and needs a second factor")
                    .detail("Set up an authenticator app or a passkey under “My account”, then try again.")
            }
        }
    }
}

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        let forbidden = |kind, title| Self::new(StatusCode::FORBIDDEN, kind, title);
        match error {
            AccessError::NotFound => Self::not_found(),
            AccessError::Forbidden(_) => forbidden("access.forbidden", "Your role does not allow this")
                .detail("If you hold another role that does, choose it and try again."),
            AccessError::OtherYear => forbidden("access.other-year", "Your role is for another administration year")
                .detail("Choose a role of the current administration year and try again."),
            AccessError::AffidavitNotSigned => {
                forbidden("access.affidavit-not-signed", "The security affidavit of this year is not signed yet")
                    .detail("Sign the test security affidavit of this administration year first.")
            }
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unavailable(_) => Self::unavailable(failure),
            Failure::Internal(_) => Self::internal(failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::Request;
    use axum::routing::get;
    use domain::access::Right;
    use serde_json::json;

    use super::*;
    use crate::testing::send;

    async fn answer(problem: fn() -> Problem) -> crate::testing::Answer {
        let router = Router::new().route("/", get(async move || problem()));
        send(router, Request::get("/")).await
    }

    #[tokio::test]
    async fn a_problem_says_what_happened_and_which_request_it_was() {
        let problem =
            || Problem::new(StatusCode::CONFLICT, "sign-in.busy", "Busy").detail("Wait.").with("current", [1, 2]);
        let mut answer = answer(problem).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
        let instance = answer.body["instance"].take();
        assert!(instance.as_str().unwrap().parse::<RequestId>().is_ok());
        let expected = json!({
            "type": "/problems/sign-in.busy", "title": "Busy", "status": 409, "detail": "Wait.", "instance": null,
            "current": [1, 2],
        });
        assert_eq!(answer.body, expected);
    }

    #[derive(Debug, thiserror::Error)]
    #[error("table students-9 refused 1234567890")]
    struct Secret;

    #[tokio::test]
    async fn the_inside_of_a_fault_never_reaches_the_answer() {
        for (problem, status) in
            [((|| Problem::internal(Secret)) as fn() -> Problem, 500), (|| Problem::unavailable(Secret), 503)]
        {
            let answer = answer(problem).await;
            assert_eq!(answer.status.as_u16(), status);
            assert!(!answer.text().contains("students-9"), "{}", answer.text());
        }
    }

    #[tokio::test]
    async fn whoever_must_wait_is_told_how_long_in_the_header_and_in_the_body() {
        let wait =
            || Problem::new(StatusCode::TOO_MANY_REQUESTS, "a.b", "c").retry_after(SignedDuration::from_millis(4_001));
        let answer = answer(wait).await;
        assert_eq!(answer.headers[header::RETRY_AFTER], "5");
        assert_eq!(answer.body["retry_after"], 5);
    }

    #[test]
    fn what_is_to_be_done_before_working_has_its_own_problem_each() {
        let problem = |reason| {
            let problem = Problem::from(reason);
            (problem.status().as_u16(), problem.kind())
        };
        assert_eq!(problem(NotReady::NotSignedIn), (401, "session.not-signed-in"));
        assert_eq!(problem(NotReady::TermsNotAccepted), (403, "session.terms-not-accepted"));
        assert_eq!(problem(NotReady::RoleNotChosen), (403, "session.role-not-chosen"));
        assert_eq!(problem(NotReady::SecondFactorNotEnrolled), (403, "session.second-factor-not-enrolled"));
    }

    #[test]
    fn each_reason_of_refused_access_has_its_own_problem() {
        let kind = |error| Problem::from(error).kind();
        assert_eq!(Problem::from(AccessError::NotFound).status(), StatusCode::NOT_FOUND);
        assert_eq!(kind(AccessError::NotFound), Problem::not_found().kind());
        assert_eq!(kind(AccessError::Forbidden(Right::FindStudents)), "access.forbidden");
        assert_eq!(kind(AccessError::OtherYear), "access.other-year");
        assert_eq!(kind(AccessError::AffidavitNotSigned), "access.affidavit-not-signed");
    }

    #[tokio::test]
    async fn a_store_that_does_not_answer_is_503_and_one_that_holds_nonsense_500() {
        let unavailable = answer(|| Failure::Unavailable(Secret.into()).into()).await;
        let internal = answer(|| Failure::Internal(Secret.into()).into()).await;
        assert_eq!((unavailable.status.as_u16(), unavailable.kind()), (503, "service.unavailable"));
        assert_eq!((internal.status.as_u16(), internal.kind()), (500, "service.fault"));
        assert!(!(unavailable.text() + &internal.text()).contains("students-9"));
    }

    #[test]
    fn the_schema_names_what_every_problem_has() {
        let schema = serde_json::to_value(Problem::schema()).unwrap();
        let mut members: Vec<_> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        members.sort();
        assert_eq!(members, ["detail", "errors", "instance", "status", "title", "type"]);
        let mut schemas = Vec::new();
        Problem::schemas(&mut schemas);
        assert_eq!(schemas.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["FieldError"]);
    }
}
