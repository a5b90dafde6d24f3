//! Mail: the letters and circulars, from the queue to what became of them.

mod desk;
mod feedback;
mod items;
mod outbox;
mod pace;
mod queue;
mod stream;

pub use desk::{Desk, Unsent};
pub use feedback::Returns;
pub use outbox::{Claim, Claimed, Outbox, StoredLetter, Terms};
pub use pace::Pace;
pub use queue::letter_item;
pub(crate) use queue::{transact_circular, transact_letter};
pub use stream::letter_at;
