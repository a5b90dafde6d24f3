//! Students: reading a record, saving its assignments, searching.

mod import;
mod items;
mod records;
mod saves;
mod search;

pub use import::{StudentImports, StudentWrite};
pub use items::{AssignmentsItem, StudentItem, profile_item, second_enrollment_item};
pub use records::Records;
pub use saves::{SaveOutcome, SaveRequest, Saves};
pub use search::{Cursor, Found, Search};
