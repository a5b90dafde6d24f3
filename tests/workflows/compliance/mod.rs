//! Compliance: what is seen and by whom; and on the tables, what is stored, found, refused and recorded.

pub(crate) mod manage;
mod office;
mod read;
mod reminders;
pub(crate) mod resolve;
mod store;
mod ticket_signature;
mod uploads;
