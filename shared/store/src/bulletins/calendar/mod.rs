//! The calendar: its events, who registered for them, and what those are to be told.

mod commits;
mod import;
mod items;
mod notices;
mod reading;
mod registering;
mod rolls;

pub use commits::{CalendarCommit, CalendarCommits, CalendarOutcome};
pub use import::CalendarImports;
pub use items::KeptEvent;
pub use notices::TrainingNotices;
pub use reading::{Calendar, CalendarPage};
pub use registering::{RegistrationCommits, RegistrationOutcome};
pub use rolls::Rolls;
