//! The directory: counties, LEAs and schools.

mod organization;

pub use organization::{CharterFunding, Organization, OrganizationKind};
