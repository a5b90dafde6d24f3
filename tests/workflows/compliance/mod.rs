//! Compliance on the tables: what is stored, found, refused and recorded.

mod office;
mod store;
