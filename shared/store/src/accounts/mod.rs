//! Accounts: who is signed in, signing in, and what becomes of a session.

mod callers;
mod items;
mod sessions;
mod sign_ins;

pub use callers::Callers;
pub(crate) use callers::unchanged;
pub use items::{CredentialItem, ProfileItem};
pub use sessions::Sessions;
pub use sign_ins::{Credential, SignIns};
