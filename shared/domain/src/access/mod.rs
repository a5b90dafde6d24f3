//! Who may do what. Deny by default: a right holds for a role in an organization and an administration year, and covers
//! that organization and what lies below it (state, county, LEA, school). `rights.csv` is the table; the code is tested
//! against it cell by cell.

mod caller;
mod conferral;
mod rights;
mod scope;

pub use caller::{AccessError, Caller, Epoch, Guarded, NotReady, RoleInForce, Unchecked, signed_in};
pub use conferral::{Level, Seat};
pub use rights::{Right, Role};
pub use scope::{OrganizationCode, Placement, Scope};
