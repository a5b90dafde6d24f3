//! Who may see and change whom. A user is seen through the roles that the caller may confer, at the caller's organization and
//! below; a user without such a role does not exist for the caller. Everything here is decided on the directory's codes and
//! the tables of `access`.

mod change;
mod listing;
mod person;
mod sight;

pub use change::{
    Added, Change, Changed, GrantRefused, Granted, Help, MAX_ROLES, NewUser, Refusal, RoleKey, StateWanted, WantedRole,
    add, decide, grant, help, stop,
};
pub use listing::{Holding, ListedUser, Listing, ListingPlace, UserClass, holdings, listings};
pub use person::{family_name, given_name, telephone};
pub use sight::{SeenUser, see};
