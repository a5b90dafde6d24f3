//! The items of the mail table.

use domain::mail::{
    Circular, CircularId, CircularState, Letter, LetterState, QueuedLetter, Readership, Reason, Recipient,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::expiry::ttl;

/// How long a letter's row is kept. Our choice: long enough to answer "was I mailed?" and for a late bounce.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How long an address that takes no mail is remembered. Our choice: people get their mailboxes mended.
const SUPPRESSED: SignedDuration = SignedDuration::from_hours(24 * 180);
/// How long a nudge lies about: its work is done when the stream has told of it.
const NUDGE: SignedDuration = SignedDuration::from_hours(24);

/// `MAIL#… / LETTER`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LetterItem {
    pub(super) to: Recipient,
    pub(super) letter: Letter,
    /// The circular it is a letter of: the key of the index of those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) circular: Option<CircularId>,
    pub(super) state: LetterState,
    /// The state once more while the letter has not left: the key of the index of those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) unsent: Option<LetterState>,
    pub(super) queued_at: Timestamp,
    /// How often it was claimed: by it, a claim is known from a later one.
    pub(super) attempts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) claimed_at: Option<Timestamp>,
    /// Whether some attempt's end is not known: SES may have the letter.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) in_doubt: bool,
    /// What SES calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) message_id: Option<String>,
    /// When it came to its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) settled_at: Option<Timestamp>,
    /// Why it was dropped or failed; a word of ours or SES's code, never a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    pub(super) ttl: i64,
}

impl LetterItem {
    pub(super) fn queued(letter: &QueuedLetter) -> Self {
        Self {
            to: letter.to.clone(),
            letter: letter.letter.clone(),
            circular: None,
            state: LetterState::Queued,
            unsent: Some(LetterState::Queued),
            queued_at: letter.queued_at,
            attempts: 0,
            claimed_at: None,
            in_doubt: false,
            message_id: None,
            settled_at: None,
            reason: None,
            ttl: ttl(letter.queued_at + KEPT),
        }
    }
}

/// What stands in the index of letters that have not left for a circular whose readers do not all have one yet.
pub(super) const UNADDRESSED: &str = "unaddressed";

/// `CIRCULAR#… / CIRCULAR`. Kept as long as its letters: by them it is known who has one.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CircularItem {
    pub(super) to: Readership,
    pub(super) letter: Letter,
    pub(super) state: CircularState,
    /// [`UNADDRESSED`] while it is queued or failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) unsent: Option<String>,
    pub(super) queued_at: Timestamp,
    /// How many readers have a letter.
    pub(super) readers: u32,
    /// Just after which place in the list it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<String>,
    /// When it came to its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) settled_at: Option<Timestamp>,
    pub(super) ttl: i64,
}

impl CircularItem {
    pub(super) fn queued(circular: &Circular) -> Self {
        Self {
            to: circular.to.clone(),
            letter: circular.letter.clone(),
            state: CircularState::Queued,
            unsent: Some(UNADDRESSED.to_owned()),
            queued_at: circular.queued_at,
            readers: 0,
            place: None,
            settled_at: None,
            ttl: ttl(circular.queued_at + KEPT),
        }
    }
}

/// `MAIL#… / NUDGE#…` and `CIRCULAR#… / NUDGE#…`: its arrival in the stream hands the letter to be sent once more.
#[derive(Debug, Serialize)]
pub(super) struct NudgeItem {
    ttl: i64,
}

impl NudgeItem {
    pub(super) fn at(now: Timestamp) -> Self {
        Self { ttl: ttl(now + NUDGE) }
    }
}

/// `PACE / SLOTS`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SlotsItem {
    /// The first slot that nobody took.
    pub(super) free: Timestamp,
    pub(super) version: u64,
}

/// `ADDRESS#… / SUPPRESSION`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SuppressionItem {
    pub(super) since: Timestamp,
    /// `bounced` or `complained`.
    pub(super) because: LetterState,
    pub(super) ttl: i64,
}

impl SuppressionItem {
    pub(super) fn new(because: LetterState, now: Timestamp) -> Self {
        Self { since: now, because, ttl: ttl(now + SUPPRESSED) }
    }
}

/// A reason as stored.
pub(super) fn word(reason: Reason) -> String {
    reason.code().into()
}
