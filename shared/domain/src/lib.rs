//! Rules and types of OpenTOMS. Pure: no I/O, no async, no clock, no randomness; the time and random bytes come in as
//! parameters. A wing's rules are in the module of its name; what wings share is beside them.
//!
//! Every rule names its source: the law (`EC` Education Code, `5 CCR` title 5 of the California Code of Regulations), a
//! published manual or file layout, or "our choice" where nothing could be confirmed.

#[macro_use]
mod codes;
mod failure;
mod malformed;
#[macro_use]
pub mod rows;

pub mod access;
pub mod accounts;
pub mod audit;
pub mod bulletins;
pub mod cds;
pub mod compliance;
pub mod directory;
pub mod ids;
pub mod keyed;
pub mod mail;
pub mod names;
pub mod seal;
pub mod students;
pub mod year;

pub use failure::Failure;
pub use malformed::Malformed;
