//! Accounts: who is signed in, signing in, and what becomes of a session.

mod callers;
mod items;
mod links;
mod networks;
mod provision;
mod sessions;
mod sign_ins;

pub use callers::Callers;
pub(crate) use callers::unchanged;
pub use items::{CredentialItem, LinkItem, ProfileItem};
pub use links::{Links, LinksAsked, Redemption};
pub use networks::Networks;
pub use provision::Provisions;
pub use sessions::Sessions;
pub use sign_ins::{Attempts, Credential, LookedUp, Opening, SignIns};
