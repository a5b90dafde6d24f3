//! Who sees which review. Source: access table, "read reviews"; CDE, CMT roles: agency-level and review-level.

use std::collections::HashSet;

use jiff::civil::Date;

use super::{
    Change, CommentTarget, Document, DocumentState, DocumentTarget, EvidenceRequest, Finding, Item, Part,
    ProgramInstrument, Refusal, Review, ReviewEvent, ReviewList, ReviewState,
};
use crate::access::{AccessError, Caller, Right, Role, Scope, Unchecked};
use crate::ids::{DocumentId, EvidenceRequestId, FindingId, ItemId};
use crate::year::AdministrationYear;

/// A review with all that lies in it but its comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRecord {
    /// The review.
    pub review: Review,
    /// The items of its instruments.
    pub items: Vec<Item>,
    /// The evidence requests.
    pub requests: Vec<EvidenceRequest>,
    /// The documents, all editions.
    pub documents: Vec<Document>,
    /// The findings.
    pub findings: Vec<Finding>,
}

impl ReviewRecord {
    /// A review in which nothing lies yet.
    #[must_use]
    pub const fn new(review: Review) -> Self {
        Self { review, items: Vec::new(), requests: Vec::new(), documents: Vec::new(), findings: Vec::new() }
    }

    /// In the order in which it is shown: items as they are numbered, what is due first, what came first.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.items.sort_by(|a, b| (a.instrument, &a.number).cmp(&(b.instrument, &b.number)));
        self.requests.sort_by_key(|request| (request.due, request.id));
        self.documents.sort_by_key(|document| (document.uploaded_at, document.id));
        self.findings.sort_by_key(|finding| (finding.due, finding.id));
        self
    }

    /// The documents that are clean and that no clean one replaces: what is shown first; older editions are kept.
    #[must_use]
    pub fn current_documents(&self) -> HashSet<DocumentId> {
        let clean = || self.documents.iter().filter(|document| document.state == DocumentState::Clean);
        let replaced: HashSet<_> = clean().filter_map(|document| document.replaces).collect();
        clean().map(|document| document.id).filter(|id| !replaced.contains(id)).collect()
    }

    /// The evidence requests that the LEA answered: there is a clean document for each. What is replaced has a newer one, so
    /// any clean document says that a current one is there.
    #[must_use]
    pub fn answered_requests(&self) -> HashSet<EvidenceRequestId> {
        let clean = self.documents.iter().filter(|document| document.state == DocumentState::Clean);
        let answered = clean.filter_map(|document| match document.target {
            DocumentTarget::EvidenceRequest(request) => Some(request),
            DocumentTarget::Item(_) | DocumentTarget::Finding(_) => None,
        });
        answered.collect()
    }

    /// The evidence requests that the LEA is late with on `today`. Only an open review is answered, so in no other one it is.
    #[must_use]
    pub fn overdue_requests(&self, today: Date) -> HashSet<EvidenceRequestId> {
        let answered = self.answered_requests();
        let open = self.review.state == ReviewState::Open;
        let late = |request: &&EvidenceRequest| open && today > request.due && !answered.contains(&request.id);
        self.requests.iter().filter(late).map(|request| request.id).collect()
    }

    fn put(&mut self, part: Part) {
        match part {
            Part::Review(review) => self.review = review,
            Part::Item(item) => put(&mut self.items, item, |item| item.id),
            Part::EvidenceRequest(request) => put(&mut self.requests, request, |request| request.id),
            Part::Document(document) => put(&mut self.documents, document, |document| document.id),
            Part::Finding(finding) => put(&mut self.findings, finding, |finding| finding.id),
            Part::Comment(_) => {}
        }
    }
}

/// Puts `one` in the place of the version before it.
fn put<T, K: PartialEq>(all: &mut Vec<T>, one: T, key: impl Fn(&T) -> K) {
    all.retain(|other| key(other) != key(&one));
    all.push(one);
}

/// A review as one caller sees it: nothing in it is of an instrument that the caller does not see.
#[derive(Clone, Debug)]
pub struct SeenReview {
    record: ReviewRecord,
    instruments: Vec<ProgramInstrument>,
}

impl Caller {
    /// Whether this caller sees `review`, and which of its instruments. Empty when not.
    #[must_use]
    pub fn instruments_of(&self, review: &Review) -> Vec<ProgramInstrument> {
        let covers = match self.role.scope {
            Scope::State => true,
            Scope::Lea(lea) => lea == review.lea,
            Scope::County(_) | Scope::School(_) => false,
        };
        let let_in = match self.role.role {
            // A review-level role: it ends with the review.
            Role::LeaComplianceContributor => review.has_contributor(self.user) && !review.state.is_over(),
            _ => true,
        };
        let assigned = self.role.role.is_for_instruments();
        let sees = |instrument: &ProgramInstrument| !assigned || self.role.instruments.contains(instrument);
        if covers && let_in && self.role.role.gives(Right::ReadReviews) {
            review.instruments.iter().copied().filter(sees).collect()
        } else {
            Vec::new()
        }
    }

    /// The lists in which this caller finds all reviews that they see. Several of them may name one review.
    #[must_use]
    pub fn review_lists(&self) -> Vec<ReviewList> {
        match (self.role.role, self.role.scope) {
            (role, _) if !role.gives(Right::ReadReviews) => Vec::new(),
            (Role::ComplianceMonitor, Scope::State) => {
                self.role.instruments.iter().copied().map(ReviewList::Instrument).collect()
            }
            (Role::LeaComplianceContributor, _) => vec![ReviewList::Contributor(self.user)],
            (_, Scope::State) => vec![ReviewList::All],
            (_, Scope::Lea(lea)) => vec![ReviewList::Lea(lea)],
            (_, Scope::County(_) | Scope::School(_)) => Vec::new(),
        }
    }
}

/// Looks at `record`. A review that the caller does not see answers like one that does not exist.
///
/// # Errors
/// The role may know no reviews, or there is none to be seen.
pub fn see(
    caller: &Caller,
    record: Unchecked<ReviewRecord>,
    this_year: AdministrationYear,
) -> Result<SeenReview, AccessError> {
    caller.has(Right::ReadReviews, this_year)?;
    let mut record = record.into_inner().ok_or(AccessError::NotFound)?;
    let instruments = caller.instruments_of(&record.review);
    if instruments.is_empty() {
        return Err(AccessError::NotFound);
    }
    record.items.retain(|item| instruments.contains(&item.instrument));
    record.requests.retain(|request| instruments.contains(&request.instrument));
    record.documents.retain(|document| instruments.contains(&document.instrument));
    record.findings.retain(|finding| instruments.contains(&finding.instrument));
    Ok(SeenReview { record, instruments })
}

impl SeenReview {
    /// The review just made, as `caller`, who made it, sees it.
    #[must_use]
    pub fn made(caller: &Caller, review: Review) -> Self {
        let instruments = caller.instruments_of(&review);
        Self { record: ReviewRecord::new(review), instruments }
    }

    /// The review after `change`, which the same caller decided: what is answered once it is committed.
    #[must_use]
    pub fn after(&self, change: &Change) -> Self {
        let mut record = self.record.clone();
        change.parts.iter().cloned().for_each(|part| record.put(part));
        // Who changes the instruments sees the whole review before and after.
        let after = record.review.instruments.iter().copied();
        let instruments = if self.is_whole() {
            after.collect()
        } else {
            after.filter(|instrument| self.instruments.contains(instrument)).collect()
        };
        Self { record: record.in_order(), instruments }
    }

    /// The review.
    #[must_use]
    pub const fn review(&self) -> &Review {
        &self.record.review
    }

    /// What the caller sees of what lies in it.
    #[must_use]
    pub const fn record(&self) -> &ReviewRecord {
        &self.record
    }

    /// The instruments that the caller sees.
    #[must_use]
    pub fn instruments(&self) -> &[ProgramInstrument] {
        &self.instruments
    }

    /// Whether these are all: only then the review itself is the caller's to change.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.instruments.len() == self.record.review.instruments.len()
    }

    /// The item of this id.
    ///
    /// # Errors
    /// There is none to be seen.
    pub fn item(&self, id: ItemId) -> Result<&Item, Refusal> {
        self.record.items.iter().find(|item| item.id == id).ok_or(Refusal::NoSuchTarget)
    }

    /// The evidence request of this id.
    ///
    /// # Errors
    /// There is none to be seen.
    pub fn request(&self, id: EvidenceRequestId) -> Result<&EvidenceRequest, Refusal> {
        self.record.requests.iter().find(|request| request.id == id).ok_or(Refusal::NoSuchTarget)
    }

    /// The finding of this id.
    ///
    /// # Errors
    /// There is none to be seen.
    pub fn finding(&self, id: FindingId) -> Result<&Finding, Refusal> {
        self.record.findings.iter().find(|finding| finding.id == id).ok_or(Refusal::NoSuchTarget)
    }

    /// The document of this id.
    ///
    /// # Errors
    /// There is none to be seen.
    pub fn document(&self, id: DocumentId) -> Result<&Document, Refusal> {
        self.record.documents.iter().find(|document| document.id == id).ok_or(Refusal::NoSuchTarget)
    }

    /// The instrument that what a comment is about lies in.
    ///
    /// # Errors
    /// There is no such thing to be seen.
    pub fn instrument_of_thread(&self, target: CommentTarget) -> Result<ProgramInstrument, Refusal> {
        match target {
            CommentTarget::Instrument(instrument) if self.instruments.contains(&instrument) => Ok(instrument),
            CommentTarget::Instrument(_) => Err(Refusal::NoSuchTarget),
            CommentTarget::Item(item) => self.item(item).map(|item| item.instrument),
            CommentTarget::EvidenceRequest(request) => self.request(request).map(|request| request.instrument),
        }
    }

    /// The instrument that what a document is for lies in.
    ///
    /// # Errors
    /// There is no such thing to be seen.
    pub fn instrument_of_target(&self, target: DocumentTarget) -> Result<ProgramInstrument, Refusal> {
        match target {
            DocumentTarget::Item(item) => self.item(item).map(|item| item.instrument),
            DocumentTarget::EvidenceRequest(request) => self.request(request).map(|request| request.instrument),
            DocumentTarget::Finding(finding) => self.finding(finding).map(|finding| finding.instrument),
        }
    }

    /// Whether the caller sees what `event` happened to. Who does not see the whole review is not told of comments, of which
    /// the event names no instrument: they stand in the threads.
    #[must_use]
    pub fn shows(&self, event: &ReviewEvent) -> bool {
        let finding = |id: &FindingId| self.finding(*id).is_ok();
        match event {
            _ if self.is_whole() => true,
            ReviewEvent::Made { .. }
            | ReviewEvent::Changed { .. }
            | ReviewEvent::StateChanged { .. }
            | ReviewEvent::ContributorsChanged { .. } => true,
            ReviewEvent::ItemsAdded { instrument, .. } => self.instruments.contains(instrument),
            ReviewEvent::EvidenceRequested { request, .. } | ReviewEvent::EvidenceRequestChanged { request, .. } => {
                self.request(*request).is_ok()
            }
            ReviewEvent::TicketGiven { document }
            | ReviewEvent::DocumentChecked { document, .. }
            | ReviewEvent::DocumentOpened { document } => self.document(*document).is_ok(),
            ReviewEvent::Commented { .. } => false,
            ReviewEvent::FindingsIssued { findings, .. } => findings.iter().any(finding),
            ReviewEvent::ResolutionSubmitted { finding: id }
            | ReviewEvent::ResolutionReturned { finding: id }
            | ReviewEvent::FindingResolved { finding: id }
            | ReviewEvent::AgreementRequested { finding: id, .. }
            | ReviewEvent::AgreementApproved { finding: id, .. }
            | ReviewEvent::AgreementDenied { finding: id } => finding(id),
        }
    }

    /// The clean documents for `target` that no clean one replaces: what is shown first; older editions are kept.
    #[must_use]
    pub fn current_documents(&self, target: DocumentTarget) -> Vec<&Document> {
        let current = self.record.current_documents();
        let shown = |document: &&Document| document.target == target && current.contains(&document.id);
        self.record.documents.iter().filter(shown).collect()
    }
}
