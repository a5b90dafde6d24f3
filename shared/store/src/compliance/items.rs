//! The items of the compliance table.

use std::collections::BTreeMap;

use domain::Failure;
use domain::compliance::{
    Comment, CommentTarget, Document, EvidenceRequest, Finding, Item as InstrumentItem, Part, Review, ReviewList,
};
use domain::ids::{CommentId, ReviewId};
use domain::year::day_in_california;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::{Item, item, text};
use crate::keys::{Partition, Sort};

/// The attribute of what belongs to a day: the partition key of the index `by-day`.
pub(super) const DAY: &str = "day";

/// An entry of a list of reviews: a copy of the review.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EntryItem {
    pub(super) review: Review,
}

/// Where a comment stands in its thread: by the comment's id alone it cannot be found, nor known to be there.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PlaceItem {
    target: CommentTarget,
    at: Timestamp,
}

impl PlaceItem {
    /// The item that goes with `comment`.
    pub(super) fn of(comment: &Comment) -> Result<Item, Failure> {
        let place = Self { target: comment.target, at: comment.at };
        item(&Partition::Review(comment.id.review()), &Sort::CommentPlace(comment.id), &place)
    }

    /// The key of the comment that stands here.
    pub(super) fn key(&self, id: CommentId) -> Sort {
        Sort::Comment(self.target, self.at, id)
    }
}

/// Which day something is found under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayOf {
    /// An evidence request or a finding that awaits the LEA is due.
    Due(Date),
    /// A comment was written.
    Commented(Date),
    /// Somebody got a ticket that is not settled.
    Awaited(Date),
}

/// How many partitions of the index a day has.
pub(super) const SHARDS: u8 = 4;

impl DayOf {
    /// The key of one shard.
    pub(super) fn key(self, shard: u8) -> String {
        match self {
            Self::Due(day) => format!("DUE#{day}#{shard}"),
            Self::Commented(day) => format!("COMMENTED#{day}#{shard}"),
            Self::Awaited(day) => format!("AWAITED#{day}#{shard}"),
        }
    }
}

/// The shard of a review: the same for all that lies in it.
fn shard(review: ReviewId) -> u8 {
    review.bytes()[0] % SHARDS
}

/// What is stored of a part: its key, and its item.
pub(super) fn stored(part: &Part) -> Result<Item, Failure> {
    match part {
        Part::Review(review) => item(&Partition::Review(review.id), &Sort::Review, review),
        Part::Item(it) => at(it.id.review(), &Sort::InstrumentItem(it.id), it, None),
        Part::EvidenceRequest(request) => {
            at(request.id.review(), &Sort::EvidenceRequest(request.id), request, Some(DayOf::Due(request.due)))
        }
        Part::Document(document) => {
            let awaited = matches!(document.state, domain::compliance::DocumentState::Awaiting)
                .then(|| DayOf::Awaited(day_in_california(document.ticket_ends_at)));
            at(document.id.review(), &Sort::Document(document.id), document, awaited)
        }
        Part::Comment(comment) => {
            let day = Some(DayOf::Commented(day_in_california(comment.at)));
            at(comment.id.review(), &Sort::Comment(comment.target, comment.at, comment.id), comment, day)
        }
        Part::Finding(finding) => {
            let due = finding.awaits_lea().then_some(DayOf::Due(finding.due));
            at(finding.id.review(), &Sort::Finding(finding.id), finding, due)
        }
    }
}

fn at(review: ReviewId, sort: &Sort, body: &impl Serialize, day: Option<DayOf>) -> Result<Item, Failure> {
    let mut stored = item(&Partition::Review(review), sort, body)?;
    if let Some(day) = day {
        stored.insert(DAY.to_owned(), text(day.key(shard(review))));
    }
    Ok(stored)
}

/// Where an entry of a list stands: the latest last day is read first.
fn entry_key(list: ReviewList, review: &Review) -> (Partition, Sort) {
    (Partition::Reviews(list), Sort::ReviewEntry(review.last_day, review.id))
}

/// Entries by partition and sort key: each its keys and its whole item.
pub(super) type Entries = BTreeMap<(String, String), ((Partition, Sort), Item)>;

/// Every entry of `review`.
pub(super) fn entries(review: &Review) -> Result<Entries, Failure> {
    let mut entries = BTreeMap::new();
    for list in review.lists() {
        let (partition, sort) = entry_key(list, review);
        let stored = item(&partition, &sort, &EntryItem { review: review.clone() })?;
        entries.insert((partition.to_string(), sort.to_string()), ((partition, sort), stored));
    }
    Ok(entries)
}

/// All items of what is put in by an operator: the parts, and the lists that the review stands in.
///
/// # Errors
/// When something cannot be written as attributes.
pub fn review_items(parts: &[Part]) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::new();
    for part in parts {
        items.push(stored(part)?);
        if let Part::Review(review) = part {
            items.extend(entries(review)?.into_values().map(|(_, entry)| entry));
        }
    }
    Ok(items)
}

/// Something found in a review's partition.
#[derive(Debug)]
pub(super) enum Found {
    Review(Review),
    Item(InstrumentItem),
    EvidenceRequest(EvidenceRequest),
    Document(Document),
    Comment(Comment),
    Finding(Box<Finding>),
}

impl Found {
    /// What an item of a review's partition is, by its sort key.
    pub(super) fn of(stored: Item) -> Result<Self, Failure> {
        use crate::item::{body, sort_of};
        let kind = sort_of(&stored).split('#').next().unwrap_or_default().to_owned();
        match kind.as_str() {
            "REVIEW" => body(stored).map(Self::Review),
            "ITEM" => body(stored).map(Self::Item),
            "REQUEST" => body(stored).map(Self::EvidenceRequest),
            "DOCUMENT" => body(stored).map(Self::Document),
            "COMMENT" => body(stored).map(Self::Comment),
            "FINDING" => body(stored).map(Box::new).map(Self::Finding),
            _ => Err(Failure::Internal("an unknown item in a review".into())),
        }
    }
}
