//! What is answered about users: only what the caller sees.

use domain::accounts::RoleAssignment;
use domain::accounts::manage::{ListedUser, SeenUser};
use domain::compliance::ProgramInstrument;
use serde::Serialize;
use utoipa::ToSchema;

/// A role held, as seen.
#[derive(Serialize, ToSchema)]
#[schema(as = HeldRole)]
pub(crate) struct RoleAnswer {
    #[schema(value_type = String, example = "test-administrator")]
    role: &'static str,
    /// `CA`, or 14 digits.
    organization: String,
    organization_name: String,
    /// As in `2026-27`.
    year: String,
    /// The program instruments of a compliance monitor, as in `english-learner`; of no other role.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(value_type = Option<Vec<String>>)]
    instruments: Vec<ProgramInstrument>,
}

impl From<&RoleAssignment> for RoleAnswer {
    fn from(held: &RoleAssignment) -> Self {
        Self {
            role: held.role.code(),
            organization: held.organization.to_string(),
            organization_name: held.organization_name.clone(),
            year: held.year.to_string(),
            instruments: held.instruments.clone(),
        }
    }
}

/// A user, as the caller sees them.
#[derive(Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserAnswer {
    /// The opaque id, as in URLs.
    id: String,
    first_name: String,
    last_name: String,
    /// The user name.
    email: String,
    telephone: Option<String>,
    /// `added`, `active`, `deactivated`.
    #[schema(value_type = String)]
    state: &'static str,
    /// The roles of this administration year and later that the caller's role gives and takes.
    roles: Vec<RoleAnswer>,
    /// Whether these are all: only then name, telephone and state can be changed by the caller.
    changeable: bool,
}

impl UserAnswer {
    pub(crate) fn of(seen: &SeenUser) -> Self {
        let user = seen.user();
        Self {
            id: user.id.to_string(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user.username.as_str().to_owned(),
            telephone: user.telephone.clone(),
            state: user.state.code(),
            roles: seen.roles().iter().map(Into::into).collect(),
            changeable: seen.is_whole(),
        }
    }
}

/// A user in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = ListedUser)]
pub(crate) struct ListedAnswer {
    /// The opaque id, as in URLs.
    id: String,
    first_name: String,
    last_name: String,
    /// The user name.
    email: String,
    /// `added`, `active`, `deactivated`.
    #[schema(value_type = String)]
    state: &'static str,
    /// The roles of this administration year and later that the caller's role gives and takes.
    roles: Vec<RoleAnswer>,
}

impl From<&ListedUser> for ListedAnswer {
    fn from(user: &ListedUser) -> Self {
        Self {
            id: user.id.to_string(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user.username.as_str().to_owned(),
            state: user.state.code(),
            roles: user.roles.iter().map(Into::into).collect(),
        }
    }
}

/// A page of users.
#[derive(Serialize, ToSchema)]
#[schema(as = FoundUsers)]
pub(crate) struct UsersPage {
    pub(crate) users: Vec<ListedAnswer>,
    /// Give it back with the same criteria for the next page; none on the last.
    pub(crate) next_cursor: Option<String>,
}
