//! Accounts: user names, passwords, the delay after failed sign-ins, sessions, terms, roles held, systems to launch.

mod link;
mod link_throttle;
mod network;
mod password;
mod password_rules;
mod redemption;
mod session;
mod systems;
mod terms;
mod throttle;
mod user;
mod username;

pub use link::{Link, LinkHash, LinkKey, LinkPurpose, LinkSecret, LinkToken};
pub use link_throttle::LinkThrottle;
pub use network::{NetworkHash, NetworkKey, NetworkThrottle, NetworkWindow};
pub use password::{Password, PasswordHash, SALT_BYTES};
pub use password_rules::{Assessment, NewPassword, PASSWORD_MAX, PASSWORD_MIN, Reason, Words, assess};
pub use redemption::opened_by;
pub use session::{ChosenRole, Session, SessionClock, SessionHash};
pub use systems::{System, SystemStatus};
pub use terms::{TERMS, Terms};
pub use throttle::Throttle;
pub use user::{AccountState, Affidavit, FactorKind, RoleAssignment, User};
pub use username::Username;
