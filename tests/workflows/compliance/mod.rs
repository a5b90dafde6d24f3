//! Compliance: what is seen and by whom; and on the tables, what is stored, found, refused and recorded.

mod office;
mod read;
mod reminders;
mod store;
