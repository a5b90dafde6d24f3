//! How a compliance review is shown: the same after a change as when read.

mod author;
mod comment;
mod document;
mod finding;
mod page;
mod parts;
mod program;
mod refusals;
mod reports;
mod summary;

pub use author::AuthorBody;
pub use comment::CommentBody;
pub use document::{DocumentBody, DocumentTargetBody};
pub use page::ReviewPage;
pub use program::ProgramBody;
pub use refusals::{busy, refused, reused, stale};
pub use reports::{OpenWorkRow, ReviewCounts};
pub use summary::ReviewSummary;

use serde::Serialize;
use utoipa::ToSchema;

/// An action that is not possible now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BlockedReviewAction)]
struct Blocked {
    action: &'static str,
    /// In words for the page; what the refusal would say.
    reason: String,
}

/// Sorts `tried` into what the caller may do and what not.
fn sorted<A>(
    tried: Vec<(A, Result<(), domain::compliance::Refusal>)>,
    code: impl Fn(A) -> &'static str,
) -> (Vec<&'static str>, Vec<Blocked>) {
    let mut sorted = (Vec::new(), Vec::new());
    for (action, answer) in tried {
        match answer {
            Ok(()) => sorted.0.push(code(action)),
            Err(refusal) => sorted.1.push(Blocked { action: code(action), reason: refusal.to_string() }),
        }
    }
    sorted
}
