//! Workflows, each through the routers on an embedded DynamoDB: the answer, what is stored, what is recorded, and every
//! refusal.
#![expect(clippy::unwrap_used, reason = "a test stops at what is wrong")]

mod accounts;
mod bulletins;
mod calendars;
mod compliance;
mod directory;
mod least_privilege;
mod people;
mod students;
