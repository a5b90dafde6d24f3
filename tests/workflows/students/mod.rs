mod find;
mod history;
mod race;
mod read;
pub(crate) mod save;
mod search_cost;
