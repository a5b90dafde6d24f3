//! Mail: the letters and circulars, from the queue to what became of them.

mod circulars;
mod deliveries;
mod desk;
mod feedback;
mod items;
mod letter_queue;
mod outbox;
mod pace;
mod queue;
mod stream;
mod subscriptions;

pub use circulars::{CircularQueue, Circulars, Page, StoredCircular};
pub use deliveries::{Delivered, Deliveries};
pub use desk::{Desk, Unaddressed, Unsent};
pub use feedback::Returns;
pub use letter_queue::LetterQueue;
pub use outbox::{Claim, Claimed, Outbox, StoredLetter, Terms};
pub use pace::Pace;
pub use queue::{circular_item, letter_item};
pub(crate) use queue::{transact_circular, transact_letter};
pub use stream::{circular_at, letter_at};
pub use subscriptions::Subscriptions;
