//! The directory, and the systems behind the sign-in.

mod health;
mod import;
mod notices;
mod organizations;

pub use health::Health;
pub use import::{OrganizationImports, Written};
pub use notices::{Notice, Notices};
pub use organizations::{OrganizationItem, Organizations, organization_item};
