//! Mail: the letters, from the queue to what became of them.

mod items;
mod queue;

pub use queue::letter_item;
pub(crate) use queue::transact_letter;
