//! Compliance: reviews with all that lies in them, the lists they stand in, what is due on a day, the programs'
//! contacts, and the files of documents.

mod commits;
mod contacts;
mod days;
mod desk;
mod done;
mod files;
mod items;
mod lists;
mod provisions;
mod reviews;

pub use commits::{ReviewCommit, ReviewCommits, ReviewOutcome, Settlements, TicketCommits};
pub use contacts::{ContactCommits, ContactOutcome, Contacts};
pub use days::{DAY_SHARDS, DayPage, Days, DuePart};
pub use desk::{Asked, Decided, ReviewDesk};
pub use done::DoneDays;
pub use files::{Arrival, DOWNLOAD, Download, Downloads, Quarantine, Upload, UploadTickets};
pub use items::review_items;
pub use lists::{ReviewLists, ReviewPage};
pub use provisions::ReviewProvisions;
pub use reviews::{CommentPage, CommentPlace, Reviews};
