//! The items of the mail table.

use domain::mail::{Letter, QueuedLetter, Recipient};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::expiry::ttl;

/// How long a letter's row is kept. Our choice: long enough to answer "was I mailed?" and for a late bounce.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);

/// `MAIL#… / LETTER`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LetterItem {
    pub(crate) to: Recipient,
    pub(crate) letter: Letter,
    pub(crate) state: String,
    /// The state once more while the letter has not left: the key of the index of those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unsent: Option<String>,
    pub(crate) queued_at: Timestamp,
    pub(crate) attempts: u32,
    pub(crate) ttl: i64,
}

impl LetterItem {
    pub(crate) fn queued(letter: &QueuedLetter) -> Self {
        const QUEUED: &str = "queued";
        Self {
            to: letter.to.clone(),
            letter: letter.letter.clone(),
            state: QUEUED.to_owned(),
            unsent: Some(QUEUED.to_owned()),
            queued_at: letter.queued_at,
            attempts: 0,
            ttl: ttl(letter.queued_at + KEPT),
        }
    }
}
