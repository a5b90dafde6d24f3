//! read_organizations
