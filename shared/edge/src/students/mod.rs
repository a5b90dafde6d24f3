//! How a student's record is shown: the same after a save as when read.

mod page;

pub use page::StudentPage;
