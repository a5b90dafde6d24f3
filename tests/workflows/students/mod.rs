mod find;
mod history;
mod race;
mod read;
mod save;
mod search_cost;
