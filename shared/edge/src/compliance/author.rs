use domain::access::Role;
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

impl AuthorBody {
    /// Of this name, in this role of this organization.
    #[must_use]
    pub const fn new(name: String, role: Role, organization_name: String) -> Self {
        Self { name, role: role.name(), organization_name }
    }
}

impl From<&Author> for AuthorBody {
    fn from(author: &Author) -> Self {
        Self::new(author.name.clone(), author.role, author.organization_name.clone())
    }
}
