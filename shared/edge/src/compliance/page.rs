use domain::access::Caller;
use domain::compliance::{ReviewAction, SeenReview, review_actions};
use domain::year::day_in_california;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::finding::FindingBody;
use super::parts::{ContributorBody, EvidenceRequestBody, ItemBody, SiteBody};
use super::summary::ReviewHead;
use super::{Blocked, DocumentBody, sorted};
use crate::ETag;

/// A review with all of it that the caller sees but the comments, and what the caller may do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Review)]
pub struct ReviewPage {
    #[serde(flatten)]
    head: ReviewHead,
    /// How many findings are not resolved; only for whom the whole review is seen by.
    #[serde(skip_serializing_if = "Option::is_none")]
    unresolved: Option<u32>,
    /// For `If-Match` of a change of the review; the `ETag` has it too.
    version: u64,
    sites: Vec<SiteBody>,
    contributors: Vec<ContributorBody>,
    /// Whether the caller sees every instrument of it: only then the review itself is the caller's to change.
    is_whole: bool,
    /// As they are numbered in the instruments.
    items: Vec<ItemBody>,
    /// What is due first stands first.
    evidence_requests: Vec<EvidenceRequestBody>,
    /// All editions; what came first stands first.
    documents: Vec<DocumentBody>,
    /// What is due first stands first.
    findings: Vec<FindingBody>,
    /// What the caller may do now.
    #[schema(value_type = Vec<String>)]
    allowed: Vec<&'static str>,
    /// What not, and why.
    blocked: Vec<Blocked>,
}

impl ReviewPage {
    /// The page that `caller` sees of the review at `now`.
    #[must_use]
    pub fn of(caller: &Caller, seen: &SeenReview, now: Timestamp) -> Self {
        let (review, record) = (seen.review(), seen.record());
        let (allowed, blocked) = sorted(review_actions(caller, seen, now), ReviewAction::code);
        let (answered, current) = (record.answered_requests(), record.current_documents());
        let overdue = record.overdue_requests(day_in_california(now));
        let requests = record.requests.iter().map(|request| {
            EvidenceRequestBody::of(request, answered.contains(&request.id), overdue.contains(&request.id))
        });
        let documents = record.documents.iter();
        let documents = documents.map(|document| DocumentBody::new(document, current.contains(&document.id), now));
        Self {
            head: ReviewHead::of(review, seen.instruments()),
            unresolved: seen.is_whole().then_some(review.unresolved),
            version: review.version,
            sites: review.sites.iter().map(Into::into).collect(),
            contributors: review.contributors.iter().map(Into::into).collect(),
            is_whole: seen.is_whole(),
            items: record.items.iter().map(Into::into).collect(),
            evidence_requests: requests.collect(),
            documents: documents.collect(),
            findings: record.findings.iter().map(|finding| FindingBody::of(caller, seen, finding, now)).collect(),
            allowed,
            blocked,
        }
    }

    /// The tag of what it shows: the review's version.
    #[must_use]
    pub fn etag(&self) -> ETag {
        ETag::new(self.version)
    }
}
