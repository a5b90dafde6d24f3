use std::collections::BTreeSet;

use domain::access::{OrganizationCode, Role, Scope};
use domain::compliance::{
    Agreement, Author, Clocks, Comment, CommentTarget, ContentType, Contributor, Document, DocumentState,
    DocumentTarget, EvidenceRequest, FileHash, Finding, FindingState, Item, ItemKind, Part, ProgramInstrument, Review,
    ReviewMode, ReviewState, TICKET,
};
use domain::ids::{CommentId, DocumentId, EvidenceRequestId, FindingId, ItemId, ReviewId, UserId};
use domain::year::AdministrationYear;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use store::Table;
use store::compliance::review_items;

use crate::people::{Person, at_lea};
use crate::places::POPPY;
use crate::world::World;

/// A review in the making. What lies in it is numbered by kind, from 1, in the order in which it is put in.
pub struct ReviewBuilder {
    review: Review,
    items: Vec<Item>,
    requests: Vec<EvidenceRequest>,
    documents: Vec<Document>,
    comments: Vec<Comment>,
    findings: Vec<Finding>,
}

/// Begins an open review of Poppy Valley, on-site from 9 to 13 November 2026, in English Learner and Fiscal Monitoring.
#[must_use]
pub fn a_review(own: u8) -> ReviewBuilder {
    let (lea, organization) = seat(POPPY);
    let review = Review {
        id: ReviewId::from_bytes([own; 16]),
        version: 1,
        program: ProgramInstrument::EnglishLearner.program(),
        lea,
        organization,
        organization_name: "Poppy Valley Unified".to_owned(),
        year: AdministrationYear::of(date(2026, 11, 9)),
        mode: ReviewMode::OnSite,
        sites: Vec::new(),
        first_day: date(2026, 11, 9),
        last_day: date(2026, 11, 13),
        state: ReviewState::Open,
        instruments: BTreeSet::from([ProgramInstrument::EnglishLearner, ProgramInstrument::FiscalMonitoring]),
        contributors: Vec::new(),
        findings: 0,
        unresolved: 0,
        created_at: asked_at(),
    };
    let (items, requests, documents, comments, findings) = Default::default();
    ReviewBuilder { review, items, requests, documents, comments, findings }
}

fn seat(code: &str) -> (domain::cds::LeaCode, domain::cds::CdsCode) {
    match at_lea(code) {
        (OrganizationCode::Cds(organization), Scope::Lea(lea)) => (lea, organization),
        _ => panic!("{code} is no LEA"),
    }
}

/// When everything in a review was written: the morning of 2 November 2026.
fn asked_at() -> Timestamp {
    "2026-11-02T17:00:00Z".parse().expect("a time")
}

fn somebody(role: Role, organization_name: &str) -> Author {
    let user = UserId::from_bytes([200; 16]);
    Author { user, name: "Ines Moreau".to_owned(), role, organization_name: organization_name.to_owned() }
}

fn monitor() -> Author {
    somebody(Role::ComplianceMonitor, "California")
}

fn coordinator() -> Author {
    somebody(Role::LeaReviewCoordinator, "Poppy Valley Unified")
}

/// What names the `place`-th of its kind.
fn own(place: usize) -> [u8; 8] {
    [u8::try_from(place).expect("few parts"); 8]
}

impl ReviewBuilder {
    /// Of this LEA.
    #[must_use]
    pub fn of(mut self, lea: &str) -> Self {
        (self.review.lea, self.review.organization) = seat(lea);
        self.review.organization_name = format!("Organization {lea}");
        self
    }

    /// Of an LEA of this name.
    #[must_use]
    pub fn called(mut self, organization_name: &str) -> Self {
        organization_name.clone_into(&mut self.review.organization_name);
        self
    }

    /// With these program instruments.
    #[must_use]
    pub fn in_instruments(mut self, instruments: &[ProgramInstrument]) -> Self {
        self.review.program = instruments[0].program();
        self.review.instruments = instruments.iter().copied().collect();
        self
    }

    /// In this state.
    #[must_use]
    pub const fn in_state(mut self, state: ReviewState) -> Self {
        self.review.state = state;
        self
    }

    /// From this day to that.
    #[must_use]
    pub const fn held(mut self, first_day: Date, last_day: Date) -> Self {
        (self.review.first_day, self.review.last_day) = (first_day, last_day);
        self
    }

    /// With this contributor let in.
    #[must_use]
    pub fn with_contributor(mut self, person: &Person) -> Self {
        self.review.contributors.push(Contributor { user: person.id, name: format!("Person {}", person.username) });
        self
    }

    /// With an item of an instrument, named by its place there: `1`.
    #[must_use]
    pub fn with_item(mut self, instrument: ProgramInstrument) -> Self {
        let place = self.items.len() + 1;
        self.items.push(Item {
            id: ItemId::new(self.review.id, own(place)),
            version: 1,
            instrument,
            number: format!("I-{place:02}").parse().expect("a number"),
            kind: ItemKind::Core,
            citation: "20 U.S.C. 6312(e)(3)".parse().expect("a text"),
            text: "The LEA notifies parents within 30 days.".parse().expect("a text"),
        });
        self
    }

    /// With an evidence request for the last item, due on this day.
    #[must_use]
    pub fn with_request(mut self, due: Date) -> Self {
        let item = self.items.last().expect("an item first");
        self.requests.push(EvidenceRequest {
            id: EvidenceRequestId::new(self.review.id, own(self.requests.len() + 1)),
            version: 1,
            item: item.id,
            instrument: item.instrument,
            text: "The letters to parents, in each language.".parse().expect("a text"),
            due,
            requested_by: monitor(),
            requested_at: asked_at(),
        });
        self
    }

    /// With a document for the last evidence request; it replaces the one before where that is for the same.
    #[must_use]
    pub fn with_document(mut self, state: DocumentState) -> Self {
        let request = self.requests.last().expect("an evidence request first");
        let target = DocumentTarget::EvidenceRequest(request.id);
        let before = self.documents.iter().rfind(|document| document.target == target);
        let before = before.filter(|document| document.state == DocumentState::Clean);
        let (replaces, edition) = (before.map(|document| document.id), before.map_or(1, |before| before.edition + 1));
        let place = self.documents.len() + 1;
        let uploaded_at = asked_at() + SignedDuration::from_hours(i64::try_from(place).expect("few documents"));
        self.documents.push(Document {
            id: DocumentId::new(self.review.id, own(place)),
            version: 1,
            target,
            instrument: request.instrument,
            file_name: format!("Letters {place}.pdf").parse().expect("a file name"),
            content_type: ContentType::Pdf,
            size: 1_000,
            sha256: FileHash::from_bytes([1; 32]),
            uploaded_by: coordinator(),
            uploaded_at,
            ticket_ends_at: uploaded_at + TICKET,
            replaces,
            edition,
            state,
        });
        self
    }

    /// With a comment, a minute after the one before.
    #[must_use]
    pub fn with_comment(mut self, target: CommentTarget, text: &str) -> Self {
        let place = self.comments.len() + 1;
        let instrument = match target {
            CommentTarget::Instrument(instrument) => instrument,
            CommentTarget::Item(id) => self.items.iter().find(|item| item.id == id).expect("an item").instrument,
            CommentTarget::EvidenceRequest(id) => {
                self.requests.iter().find(|request| request.id == id).expect("a request").instrument
            }
        };
        let at = asked_at() + SignedDuration::from_mins(i64::try_from(place).expect("few comments"));
        let (id, text) = (CommentId::new(self.review.id, own(place)), text.parse().expect("a text"));
        self.comments.push(Comment { id, target, instrument, by: coordinator(), at, text });
        self
    }

    /// With a finding about the last item, of which the LEA was notified on this day.
    #[must_use]
    pub fn with_finding(mut self, notified_on: Date, state: FindingState) -> Self {
        let item = self.items.last().expect("an item first");
        self.review.findings += 1;
        self.review.unresolved += u32::from(state != FindingState::Resolved);
        self.findings.push(Finding {
            id: FindingId::new(self.review.id, own(self.findings.len() + 1)),
            version: 1,
            item: item.id,
            instrument: item.instrument,
            text: "No letters were sent.".parse().expect("a text"),
            notified_on,
            last_day: self.review.last_day,
            due: Clocks::new(notified_on, self.review.last_day).resolution_due,
            state,
            issued_by: monitor(),
            issued_at: asked_at(),
            resolution: None,
            agreement: None,
        });
        self
    }

    /// With this resolution agreement for the last finding.
    #[must_use]
    pub fn with_agreement(mut self, agreement: Agreement) -> Self {
        let finding = self.findings.last_mut().expect("a finding first");
        if let domain::compliance::AgreementState::Approved { until } = agreement.state {
            finding.due = until;
        }
        finding.agreement = Some(agreement);
        self
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> ReviewId {
        self.review.id
    }

    /// The id of the `place`-th item.
    #[must_use]
    pub fn item(&self, place: usize) -> ItemId {
        self.items[place - 1].id
    }

    /// The id of the `place`-th evidence request.
    #[must_use]
    pub fn request(&self, place: usize) -> EvidenceRequestId {
        self.requests[place - 1].id
    }

    /// The id of the `place`-th document.
    #[must_use]
    pub fn document(&self, place: usize) -> DocumentId {
        self.documents[place - 1].id
    }

    /// The id of the `place`-th finding.
    #[must_use]
    pub fn finding(&self, place: usize) -> FindingId {
        self.findings[place - 1].id
    }

    /// Writes it, in place of what was there, with the lists it stands in; gives the id.
    pub async fn save(&self, world: &World) -> ReviewId {
        let mut parts = vec![Part::Review(self.review.clone())];
        parts.extend(self.items.iter().cloned().map(Part::Item));
        parts.extend(self.requests.iter().cloned().map(Part::EvidenceRequest));
        parts.extend(self.documents.iter().cloned().map(Part::Document));
        parts.extend(self.comments.iter().cloned().map(Part::Comment));
        parts.extend(self.findings.iter().cloned().map(Part::Finding));
        for item in review_items(&parts).expect("items") {
            world.put(Table::Compliance, item).await;
        }
        self.review.id
    }
}
