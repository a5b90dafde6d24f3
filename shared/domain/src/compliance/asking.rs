//! Items, evidence requests and comments.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{
    Audience, Author, Change, Comment, CommentTarget, EvidenceRequest, Item, ItemKind, ItemNumber, Part,
    ProgramInstrument, Prose, Refusal, Review, ReviewEvent, ReviewNotice, ReviewState, SeenReview,
};
use crate::access::{Caller, Right};
use crate::ids::{CommentId, EvidenceRequestId, ItemId};
use crate::year::{AdministrationYear, day_in_california};

/// The most items that are added at once: one transaction. Our choice.
pub const MAX_ITEMS_AT_ONCE: usize = 50;
/// The most items and evidence requests of a review, so that it is read in one or two queries. Our choice.
pub const MAX_ITEMS: usize = 500;
/// The most evidence requests of a review. Our choice.
pub const MAX_REQUESTS: usize = 500;

/// An item to be added.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// Its id.
    pub id: ItemId,
    /// Its number in the instrument.
    pub number: ItemNumber,
    /// Core or supporting.
    pub kind: ItemKind,
    /// The statutes and regulations.
    pub citation: Prose,
    /// What they ask.
    pub text: Prose,
}

/// That `review` is not over.
pub(super) fn not_over(review: &Review) -> Result<(), Refusal> {
    if review.state.is_over() { Err(Refusal::Over(review.state)) } else { Ok(()) }
}

/// That the LEA answers in `review`.
pub(super) fn open(review: &Review) -> Result<(), Refusal> {
    not_over(review)?;
    if review.state == ReviewState::Planned { Err(Refusal::NotOpenYet) } else { Ok(()) }
}

/// That `count` items may be added.
pub(super) fn may_add_items(caller: &Caller, seen: &SeenReview, count: usize, now: Timestamp) -> Result<(), Refusal> {
    caller.has(Right::DecideReviews, AdministrationYear::at(now))?;
    not_over(seen.review())?;
    if seen.record().items.len() + count > MAX_ITEMS {
        return Err(Refusal::TooMany("a review has at most 500 items"));
    }
    Ok(())
}

/// That evidence may be asked for.
pub(super) fn may_request_evidence(caller: &Caller, seen: &SeenReview, now: Timestamp) -> Result<(), Refusal> {
    caller.has(Right::DecideReviews, AdministrationYear::at(now))?;
    not_over(seen.review())?;
    if seen.record().requests.len() >= MAX_REQUESTS {
        return Err(Refusal::TooMany("a review has at most 500 evidence requests"));
    }
    Ok(())
}

/// That a comment may be written.
pub(super) fn may_comment(caller: &Caller, seen: &SeenReview, now: Timestamp) -> Result<(), Refusal> {
    caller.has(Right::Comment, AdministrationYear::at(now))?;
    open(seen.review())
}

/// Decides to add items to an instrument of a review.
///
/// # Errors
/// The first reason why not.
pub fn add_items(
    caller: &Caller,
    seen: &SeenReview,
    instrument: ProgramInstrument,
    new: Vec<NewItem>,
    now: Timestamp,
) -> Result<Change, Refusal> {
    may_add_items(caller, seen, new.len(), now)?;
    if !seen.instruments().contains(&instrument) {
        return Err(Refusal::NoSuchTarget);
    }
    if new.is_empty() {
        return Err(Refusal::Nothing);
    }
    if new.len() > MAX_ITEMS_AT_ONCE {
        return Err(Refusal::TooMany("at most 50 items are added at once"));
    }
    let known = |number: &ItemNumber| {
        seen.record().items.iter().any(|item| item.instrument == instrument && item.number == *number)
    };
    let mut items: Vec<Item> = Vec::with_capacity(new.len());
    for (place, NewItem { id, number, kind, citation, text }) in new.into_iter().enumerate() {
        if known(&number) || items.iter().any(|item| item.number == number) {
            return Err(Refusal::NumberTaken(place));
        }
        items.push(Item { id, version: 1, instrument, number, kind, citation, text });
    }
    let event = ReviewEvent::ItemsAdded { instrument, count: items.len() };
    let parts = items.into_iter().map(Part::Item).collect();
    Ok(Change { allowed_by: Some(Right::DecideReviews), parts, event, notices: Vec::new() })
}

/// Decides to ask for evidence for an item.
///
/// # Errors
/// The first reason why not.
pub fn request_evidence(
    caller: &Caller,
    seen: &SeenReview,
    id: EvidenceRequestId,
    item: ItemId,
    (text, due): (Prose, Date),
    now: Timestamp,
) -> Result<Change, Refusal> {
    may_request_evidence(caller, seen, now)?;
    let item = seen.item(item)?;
    due_from(due, now)?;
    let request = EvidenceRequest {
        id,
        version: 1,
        item: item.id,
        instrument: item.instrument,
        text,
        due,
        requested_by: caller.into(),
        requested_at: now,
    };
    let event = ReviewEvent::EvidenceRequested { request: id, due };
    Ok(asked(seen, request, event))
}

/// Decides to change what is asked for or until when. `None` when everything is so already.
///
/// # Errors
/// The first reason why not.
pub fn change_request(
    caller: &Caller,
    seen: &SeenReview,
    id: EvidenceRequestId,
    (text, due): (Option<Prose>, Option<Date>),
    now: Timestamp,
) -> Result<Option<Change>, Refusal> {
    caller.has(Right::DecideReviews, AdministrationYear::at(now))?;
    not_over(seen.review())?;
    let before = seen.request(id)?;
    let mut after = before.clone();
    after.text = text.unwrap_or_else(|| before.text.clone());
    after.due = due.unwrap_or(before.due);
    if after == *before {
        return Ok(None);
    }
    if after.due != before.due {
        due_from(after.due, now)?;
    }
    after.version += 1;
    let event = ReviewEvent::EvidenceRequestChanged { request: id, due: after.due };
    Ok(Some(asked(seen, after, event)))
}

fn due_from(due: Date, now: Timestamp) -> Result<(), Refusal> {
    let today = day_in_california(now);
    if due < today { Err(Refusal::DueInThePast(today)) } else { Ok(()) }
}

fn asked(seen: &SeenReview, request: EvidenceRequest, event: ReviewEvent) -> Change {
    let notice = (Audience::Lea, ReviewNotice::EvidenceRequested { due: request.due });
    // While a review is planned the LEA is not bothered: the letter that it is open says so.
    let notices = Some(notice).filter(|_| seen.review().state == ReviewState::Open).into_iter().collect();
    Change { allowed_by: Some(Right::DecideReviews), parts: vec![Part::EvidenceRequest(request)], event, notices }
}

/// Decides to write a comment. Who follows the thread is told by the day's digest and not by a letter for each.
///
/// # Errors
/// The first reason why not.
pub fn comment(
    caller: &Caller,
    seen: &SeenReview,
    id: CommentId,
    target: CommentTarget,
    text: Prose,
    now: Timestamp,
) -> Result<Change, Refusal> {
    may_comment(caller, seen, now)?;
    let instrument = seen.instrument_of_thread(target)?;
    let comment = Comment { id, target, instrument, by: Author::from(caller), at: now, text };
    let event = ReviewEvent::Commented { comment: id };
    let parts = vec![Part::Comment(comment)];
    Ok(Change { allowed_by: Some(Right::Comment), parts, event, notices: Vec::new() })
}
