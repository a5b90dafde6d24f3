//! The directory, and the systems behind the sign-in.

mod health;
mod import;
mod organizations;

pub use health::Health;
pub use import::{OrganizationImports, Written};
pub use organizations::{OrganizationItem, Organizations, organization_item};
