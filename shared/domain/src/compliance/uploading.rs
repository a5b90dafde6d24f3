//! Documents: the ticket to upload one, and what became of it.

use jiff::{SignedDuration, Timestamp};

use super::asking::open;
use super::{
    Audience, Change, ContentType, Document, DocumentState, DocumentTarget, FILE_MAX, FileHash, FileName, Finding,
    Part, Refusal, ReviewEvent, ReviewNotice, SeenReview,
};
use crate::access::{Caller, Right};
use crate::ids::DocumentId;
use crate::year::AdministrationYear;

/// How long a ticket is good. Our choice: 100 MB at 1 Mbit/s take 14 minutes.
pub const TICKET: SignedDuration = SignedDuration::from_mins(15);
/// The most documents of a review, all editions. Our choice: with them it is read in a few queries.
pub const MAX_DOCUMENTS: usize = 2_000;

/// A document that somebody wants to upload.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// Its id.
    pub id: DocumentId,
    /// What it is for.
    pub target: DocumentTarget,
    /// The file's name.
    pub file_name: FileName,
    /// What it is said to be.
    pub content_type: ContentType,
    /// Its bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: FileHash,
    /// The document it is a new edition of.
    pub replaces: Option<DocumentId>,
}

/// That a document may be uploaded to what waits for one.
pub(super) fn may_upload(caller: &Caller, seen: &SeenReview, now: Timestamp) -> Result<(), Refusal> {
    caller.has(Right::UploadEvidence, AdministrationYear::at(now))?;
    open(seen.review())?;
    if seen.record().documents.len() >= MAX_DOCUMENTS {
        return Err(Refusal::TooMany("a review has at most 2,000 documents"));
    }
    Ok(())
}

/// Decides whether this document may be uploaded. The change holds it as awaited.
///
/// # Errors
/// The first reason why not.
pub fn give_ticket(
    caller: &Caller,
    seen: &SeenReview,
    new: NewDocument,
    now: Timestamp,
) -> Result<(Document, Change), Refusal> {
    may_upload(caller, seen, now)?;
    let instrument = seen.instrument_of_target(new.target)?;
    if let DocumentTarget::Finding(finding) = new.target
        && !Finding::awaits_lea(seen.finding(finding)?)
    {
        return Err(Refusal::NotYourTurn);
    }
    if new.size == 0 || new.size > FILE_MAX {
        return Err(Refusal::Size);
    }
    if !new.file_name.agrees_with(new.content_type) {
        return Err(Refusal::ExtensionDisagrees(format!(".{}", new.content_type.extensions().join(" or ."))));
    }
    let edition = match new.replaces {
        Some(replaced) => edition_after(seen, replaced, new.target)?,
        None => 1,
    };
    let document = Document {
        id: new.id,
        version: 1,
        target: new.target,
        instrument,
        file_name: new.file_name,
        content_type: new.content_type,
        size: new.size,
        sha256: new.sha256,
        uploaded_by: caller.into(),
        uploaded_at: now,
        ticket_ends_at: now + TICKET,
        replaces: new.replaces,
        edition,
        state: DocumentState::Awaiting,
    };
    let change = Change {
        allowed_by: Some(Right::UploadEvidence),
        parts: vec![Part::Document(document.clone())],
        event: ReviewEvent::TicketGiven { document: document.id },
        notices: Vec::new(),
    };
    Ok((document, change))
}

/// The edition that follows `replaced`, if that is the current one for `target`.
fn edition_after(seen: &SeenReview, replaced: DocumentId, target: DocumentTarget) -> Result<u32, Refusal> {
    let current = seen.current_documents(target);
    let replaced = current.into_iter().find(|document| document.id == replaced).ok_or(Refusal::NotReplaceable)?;
    Ok(replaced.edition + 1)
}

/// What is said of a document that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It arrived; a scanner has yet to look at it.
    Arrived,
    /// Nothing is wrong with it.
    Clean,
    /// Something is, in words for the uploader.
    Refused(String),
}

/// Decides what `verdict` makes of `before`, which the service found. `None` when it was settled already: the same event may
/// come three times, and late. What is settled stays so.
///
/// # Errors
/// The ticket had ended before anything arrived; `arrived_at` is when the storage took the file.
pub fn settle(before: &Document, verdict: Verdict, arrived_at: Timestamp) -> Result<Option<Change>, Refusal> {
    let state = match (&before.state, verdict) {
        (DocumentState::Clean | DocumentState::Refused { .. } | DocumentState::Expired, _)
        | (DocumentState::Checking, Verdict::Arrived) => return Ok(None),
        (DocumentState::Awaiting, _) if arrived_at >= before.ticket_ends_at + LATE => return Err(Refusal::TicketEnded),
        (_, Verdict::Arrived) => DocumentState::Checking,
        (_, Verdict::Clean) => DocumentState::Clean,
        (_, Verdict::Refused(reason)) => DocumentState::Refused { reason },
    };
    let mut after = before.clone();
    after.version += 1;
    after.state = state;
    let notices = match &after.state {
        DocumentState::Refused { reason } => {
            let (file_name, reason) = (after.file_name.to_string(), reason.clone());
            vec![(Audience::User(after.uploaded_by.user), ReviewNotice::DocumentRefused { file_name, reason })]
        }
        _ => Vec::new(),
    };
    let event = ReviewEvent::DocumentChecked { document: after.id, state: after.state.clone() };
    Ok(Some(Change { allowed_by: None, parts: vec![Part::Document(after)], event, notices }))
}

/// A PUT that began while the ticket was good may end after it.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// Decides that nothing arrived while the ticket was good. `None` while it is, and once something arrived.
#[must_use]
pub fn expire(before: &Document, now: Timestamp) -> Option<Change> {
    if before.state != DocumentState::Awaiting || now < before.ticket_ends_at + LATE {
        return None;
    }
    let after = Document { version: before.version + 1, state: DocumentState::Expired, ..before.clone() };
    let event = ReviewEvent::DocumentChecked { document: after.id, state: DocumentState::Expired };
    Some(Change { allowed_by: None, parts: vec![Part::Document(after)], event, notices: Vec::new() })
}
