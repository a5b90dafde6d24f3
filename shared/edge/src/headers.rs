//! Headers that a handler works with: which version is meant, which attempt it is.

use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponseParts, ResponseParts};

use crate::Problem;

/// A version of what is read, as a strong entity tag (RFC 9110, section 8.8.3). What is in it means nothing to a client.
/// Put before the answer it becomes the header: `(ETag::new(version), Json(body))`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag(String);

impl ETag {
    /// The tag with `version` between its quotes: visible ASCII without a quote.
    #[must_use]
    pub fn new(version: impl fmt::Display) -> Self {
        Self(version.to_string())
    }

    /// What is between the quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parse(header: &str) -> Option<Self> {
        let tag = header.strip_prefix('"')?.strip_suffix('"')?;
        let is_tag = tag.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
        is_tag.then(|| Self(tag.to_owned()))
    }
}

impl IntoResponseParts for ETag {
    type Error = Problem;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Problem> {
        let value = HeaderValue::try_from(format!("\"{}\"", self.0)).map_err(Problem::internal)?;
        response.headers_mut().insert(header::ETAG, value);
        Ok(response)
    }
}

/// The version that a change was made to, from the header `If-Match`. A write that a person edited cannot do without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfMatch(pub ETag);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        const REMEDY: &str =
            "Send the ETag you were given when you read the record, unchanged and in its double quotes.";
        let missing =
            || Problem::new(StatusCode::PRECONDITION_REQUIRED, "request.if-match-missing", "If-Match is missing");
        let wrong =
            || Problem::new(StatusCode::BAD_REQUEST, "request.if-match-malformed", "If-Match must be one strong ETag");
        let header = only(parts, &header::IF_MATCH).map_err(|_| wrong().detail(REMEDY))?;
        let header = header.ok_or_else(|| missing().detail(REMEDY))?;
        ETag::parse(header).map(Self).ok_or_else(|| wrong().detail(REMEDY))
    }
}

/// What a client calls one attempt to write, from the header `Idempotency-Key`: 1 to 128 visible ASCII characters. Repeated
/// with the same key, the write happens once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The most characters a key has.
    pub const MAX: usize = 128;

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        const NAME: HeaderName = HeaderName::from_static("idempotency-key");
        let key = only(parts, &NAME).ok().flatten().unwrap_or_default();
        if (1..=Self::MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(key.to_owned()));
        }
        let kind = "request.idempotency-key";
        Err(Problem::new(StatusCode::BAD_REQUEST, kind, "Idempotency-Key is missing or malformed").detail(
            "Send a random text of 1 to 128 visible ASCII characters, as a UUID, and the same one when you try again.",
        ))
    }
}

/// Given more than once, or not text.
struct Unclear;

fn only<'a>(parts: &'a Parts, name: &HeaderName) -> Result<Option<&'a str>, Unclear> {
    let mut values = parts.headers.get_all(name).into_iter();
    let first = values.next().map(HeaderValue::to_str).transpose().map_err(|_| Unclear)?;
    if values.next().is_none() { Ok(first) } else { Err(Unclear) }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::Request;
    use axum::routing::get;

    use super::*;
    use crate::testing::{Answer, send};

    async fn ask(path: &str, headers: &[(&str, &str)]) -> Answer {
        let router = Router::new()
            .route("/version", get(async |IfMatch(version): IfMatch| version.as_str().to_owned()))
            .route("/key", get(async |key: IdempotencyKey| key.as_str().to_owned()))
            .route("/tag", get(async || (ETag::new(7), "")))
            .route("/broken-tag", get(async || (ETag::new("a\nb"), "")));
        let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
        send(router, request).await
    }

    fn kind(answer: &Answer) -> (u16, &str) {
        (answer.status.as_u16(), answer.kind())
    }

    #[tokio::test]
    async fn a_tag_given_out_comes_back_as_the_version() {
        let tag = ask("/tag", &[]).await.headers[header::ETAG].clone();
        assert_eq!(tag, "\"7\"");
        assert_eq!(ask("/version", &[("if-match", tag.to_str().unwrap())]).await.text(), "7");
    }

    #[tokio::test]
    async fn a_version_that_cannot_stand_in_a_header_is_a_fault_of_ours() {
        assert_eq!(kind(&ask("/broken-tag", &[]).await), (500, "service.fault"));
    }

    #[tokio::test]
    async fn a_change_to_no_version_is_refused() {
        assert_eq!(kind(&ask("/version", &[]).await), (428, "request.if-match-missing"));
    }

    #[tokio::test]
    async fn a_change_to_any_version_or_to_several_or_to_an_unclear_one_is_refused() {
        for value in ["*", "W/\"7\"", "7", "\"7", "\"7\", \"8\"", "", "\"", "\"a b\""] {
            let answer = ask("/version", &[("if-match", value)]).await;
            assert_eq!(kind(&answer), (400, "request.if-match-malformed"), "{value}");
        }
        let twice = ask("/version", &[("if-match", "\"7\""), ("if-match", "\"8\"")]).await;
        assert_eq!(kind(&twice), (400, "request.if-match-malformed"));
    }

    #[tokio::test]
    async fn an_idempotency_key_is_1_to_128_visible_characters() {
        for key in ["a", "5f0c1e9a-3f0f-4c1b-8a54-0f0b8f0e7a11", &"x".repeat(128)] {
            assert_eq!(ask("/key", &[("idempotency-key", key)]).await.text(), key);
        }
        for wrong in ["", "a b", &"x".repeat(129), "ü"] {
            let answer = ask("/key", &[("idempotency-key", wrong)]).await;
            assert_eq!(kind(&answer), (400, "request.idempotency-key"), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_write_without_its_idempotency_key_or_with_two_is_refused_with_the_remedy() {
        let answer = ask("/key", &[]).await;
        assert_eq!(kind(&answer), (400, "request.idempotency-key"));
        assert!(answer.body["detail"].as_str().unwrap().contains("UUID"));
        let two = ask("/key", &[("idempotency-key", "a"), ("idempotency-key", "b")]).await;
        assert_eq!(kind(&two), (400, "request.idempotency-key"));
    }
}
