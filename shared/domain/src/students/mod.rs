//! Students: identity, test programs, assignments, condition codes, search.

mod assignment;
mod condition_code;
mod demographics;
mod eligibility;
pub mod extract;
mod grade;
pub mod merge;
mod program;
#[cfg(test)]
mod rules;
mod save;
mod search;
mod ssid;
mod student;

pub use assignment::{Assignment, Assignments, DeliveryMode, Progress, SetBy};
pub use condition_code::{Condition, ConditionCode, DerivedCode};
pub use demographics::{Demographics, Sex, UnlistedResources, UnlistedResourcesState};
pub use eligibility::{NotEligible, default_programs, eligible, refresh};
pub use grade::{Elas, Grade};
pub use program::{ProgramFamily, TestProgram};
pub use save::{Action, Change, REASON_MAX, Recorded, Refusal, Refused, decide, permission};
pub use search::{Criteria, SearchIndex, SearchRange, name_key, plan};
pub use ssid::Ssid;
pub use student::{Enrollment, Listing, RecordVersion, Student, StudentRecord};
