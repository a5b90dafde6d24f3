//! Accounts: who is signed in, signing in, what becomes of a session, and what the owner changes.

mod callers;
mod factors;
mod items;
mod links;
mod listings;
mod lists;
mod networks;
mod own_account;
mod provision;
mod sessions;
mod sign_ins;
mod users;

pub use callers::Callers;
pub(crate) use callers::unchanged;
pub use factors::{FactorWrite, Factors, KeptTotp};
pub use items::{CredentialItem, LinkItem, ProfileItem};
pub use links::{Links, LinksAsked, Redemption};
pub use lists::{ListPage, ListQuery, Lists};
pub use networks::Networks;
pub use own_account::{Change, Found, OwnAccount, Replacement};
pub use provision::Provisions;
pub use sessions::Sessions;
pub use sign_ins::{Attempts, Credential, LookedUp, NewSession, Opening, SignIns};
pub use users::{BETWEEN_ACTIVATIONS, Condition, UserChange, UserOutcome, Users};
