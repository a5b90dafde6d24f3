//! Mail: the letters, from the queue to what became of them.

mod items;
mod queue;

pub use queue::letter_item;
#[expect(unused_imports, reason = "the first workflow that writes a letter comes next")]
pub(crate) use queue::transact_letter;
