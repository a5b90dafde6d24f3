//! Mail: the letters this service writes, to whom, and what becomes of them.
//!
//! A request never sends mail. It stores a letter in its own transaction; another function finds out who gets it, if
//! anyone, and sends it. So an answer tells nothing about whether an address has an account, nothing is sent that was not
//! committed, and nothing committed is forgotten.

mod circular;
mod letter;
mod pace;
mod progress;
mod text;

pub use circular::{Circular, CircularId, CircularState, Readership};
pub use letter::{FactorChange, Letter, LetterId, QueuedLetter, Recipient};
pub use pace::{Rate, Slots};
pub use progress::{Claimable, Feedback, LEASE, LetterState, Reason, SETTLE};
pub use text::Text;
