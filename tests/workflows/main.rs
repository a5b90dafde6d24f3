//! Workflows, each through the routers on an embedded DynamoDB: the answer, what is stored, what is recorded, and every
//! refusal.

mod accounts;
mod directory;
mod people;
mod students;
