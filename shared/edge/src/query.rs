use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::body::{pointer, read};
use crate::{FieldErrors, Problem};

/// The query string, read into `T` like a body whose values are all text: `T` has the same [`crate::Field`]s and the same
/// `unknown`.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let axum::extract::Query(pairs) = pairs.map_err(|_| {
            Problem::new(StatusCode::BAD_REQUEST, "request.unreadable-query", "The query cannot be read")
                .detail("Write it as name=value, several joined by &.")
        })?;
        let mut members = Map::new();
        let mut errors = FieldErrors::new();
        for (name, value) in pairs {
            if members.contains_key(&name) {
                errors.push(pointer(&name), "is given more than once");
            }
            members.insert(name, Value::String(value));
        }
        errors.finish()?;
        read(Value::Object(members)).map(Self).map_err(|wrong| Problem::invalid(vec![wrong]))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use axum::Router;
    use axum::http::Request;
    use axum::routing::get;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::testing::{Answer, send};
    use crate::{Field, Json, Limit};

    #[derive(Deserialize)]
    struct Page {
        parent: Field<domain::cds::CdsCode>,
        limit: Field<Limit>,
        #[serde(flatten)]
        unknown: BTreeMap<String, Value>,
    }

    async fn page(Query(page): Query<Page>) -> Result<Json<(String, u8)>, Problem> {
        let mut errors = FieldErrors::new();
        let parent = errors.optional("/parent", page.parent);
        let limit = errors.optional("/limit", page.limit).unwrap_or_default();
        errors.unknown("", &page.unknown);
        errors.finish()?;
        Ok(Json((parent.map(|code| code.to_string()).unwrap_or_default(), limit.get())))
    }

    async fn ask(query: &str) -> Answer {
        send(Router::new().route("/", get(page)), Request::get(format!("/{query}"))).await
    }

    #[tokio::test]
    async fn a_query_is_read() {
        assert_eq!(ask("").await.body, json!(["", 50]));
        assert_eq!(ask("?limit=7&parent=99000010000103").await.body, json!(["99000010000103", 7]));
    }

    #[tokio::test]
    async fn all_wrong_fields_of_a_query_are_named_at_once() {
        let answer = ask("?limit=1000&parent=x&sort=name").await;
        assert_eq!((answer.status.as_u16(), answer.kind()), (422, "request.invalid"));
        let pointers: Vec<_> =
            answer.body["errors"].as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
        assert_eq!(pointers, ["/parent", "/limit", "/sort"]);
    }

    #[tokio::test]
    async fn a_field_given_twice_is_refused() {
        let answer = ask("?limit=1&limit=2").await;
        assert_eq!(answer.body["errors"], json!([{"pointer": "/limit", "detail": "is given more than once"}]));
    }
}
