use domain::compliance::Comment;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::AuthorBody;

/// A comment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewComment)]
pub struct CommentBody {
    id: String,
    by: AuthorBody,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    text: String,
}

impl From<&Comment> for CommentBody {
    fn from(comment: &Comment) -> Self {
        Self {
            id: comment.id.to_string(),
            by: (&comment.by).into(),
            at: comment.at,
            text: comment.text.as_str().to_owned(),
        }
    }
}
