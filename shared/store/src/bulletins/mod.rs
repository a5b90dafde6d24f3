//! Bulletins with their versions, the lists they stand in, and the notices about the systems.

mod archive;
mod commits;
mod desk;
mod import;
mod items;
mod status;

pub use archive::{Archive, ArchivePage};
pub use commits::{BulletinCommit, BulletinCommits, BulletinOutcome};
pub use desk::Desk;
pub use import::BulletinImports;
pub use items::bulletin_items;
pub use status::{StatusCommit, StatusNotices, StatusOutcome, notice_item};
