//! Bulletins with their versions, the lists they stand in, and what is kept for coordinators beside them: the notices about the
//! systems, the calendar, notifications to LEAs, and what they look up.

mod archive;
mod calendar;
mod commits;
mod desk;
mod import;
mod items;
mod notification_commits;
mod notifications;
mod resources;
mod status;
mod status_copy;

pub use archive::{Archive, ArchivePage};
pub use calendar::{
    Calendar, CalendarCommit, CalendarCommits, CalendarImports, CalendarOutcome, CalendarPage, KeptEvent,
    RegistrationCommits, RegistrationOutcome, Rolls, TrainingNotices,
};
pub use commits::{BulletinCommit, BulletinCommits, BulletinOutcome};
pub use desk::Desk;
pub use import::BulletinImports;
pub use items::bulletin_items;
pub use notification_commits::{NotificationCommit, NotificationCommits, NotificationOutcome};
pub use notifications::{Notifications, notification_items};
pub use resources::{Replaced, Replacing, ResourceImports, Resources};
pub use status::{StatusCommit, StatusNotices, StatusOutcome, notice_item};
pub use status_copy::StatusCopy;
