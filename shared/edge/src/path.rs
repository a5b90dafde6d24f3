use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::Problem;

/// What stands in the path. An id that cannot be one names nothing, so it answers like one that names nothing.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value)).map_err(|_| Problem::not_found())
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::Request;
    use axum::routing::get;
    use domain::ids::StudentId;

    use super::*;
    use crate::testing::{Answer, send};

    async fn read(id: &str) -> Answer {
        let router = Router::new().route("/students/{id}", get(async |Path(id): Path<StudentId>| id.to_string()));
        send(router, Request::get(format!("/students/{id}"))).await
    }

    #[tokio::test]
    async fn an_id_in_the_path_is_read() {
        let id = StudentId::from_bytes([7; 16]).to_string();
        assert_eq!(read(&id).await.text(), id);
    }

    #[tokio::test]
    async fn what_stands_in_the_path_is_decoded_once() {
        let id = StudentId::from_bytes([7; 16]).to_string();
        let first = id.as_bytes()[0];
        let encoded = |percent: &str| format!("{percent}{first:02X}{}", &id[1..]);
        assert_eq!(read(&encoded("%")).await.text(), id);
        assert_eq!(read(&encoded("%25")).await.status.as_u16(), 404);
    }

    #[tokio::test]
    async fn an_id_that_cannot_be_one_answers_like_an_absent_record() {
        for id in ["1234567890", "%FF", "x"] {
            let answer = read(id).await;
            assert_eq!((answer.status.as_u16(), answer.kind()), (404, "record.not-found"), "{id}");
        }
    }
}
