//! The directory: counties, LEAs and schools.

pub mod calpads_school;
mod entry;
mod organization;
pub mod public_directory;

pub use entry::{DirectoryRow, NamedDistrict, OUT_OF_STATE, Standing, county, district};
pub use organization::{CharterFunding, Organization, OrganizationKind};
