use domain::compliance::Author;
use serde::Serialize;
use utoipa::ToSchema;

/// Who wrote or did something in a review, as it was then.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewAuthor)]
pub struct AuthorBody {
    name: String,
    /// As people say it, as in `LEA review coordinator`.
    #[schema(value_type = String)]
    role: &'static str,
    organization_name: String,
}

impl From<&Author> for AuthorBody {
    fn from(author: &Author) -> Self {
        Self {
            name: author.name.clone(),
            role: author.role.name(),
            organization_name: author.organization_name.clone(),
        }
    }
}
