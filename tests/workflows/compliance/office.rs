//! A world with a review in it.

use std::collections::BTreeSet;

use domain::access::{Caller, Epoch, Role, RoleInForce, Scope};
use domain::audit::{Entry, Event, Subject};
use domain::compliance::{
    self, Change, ItemKind, NewFinding, NewItem, NewReview, Part, ProgramInstrument, Prose, Refusal, Review,
    ReviewMode, ReviewNotice, ReviewRecord, SeenReview,
};
use domain::directory::{Organization, OrganizationKind};
use domain::ids::{FindingId, ItemId, LetterId, RequestId, ReviewId};
use domain::mail::{Letter, QueuedLetter, Recipient};
use domain::year::AdministrationYear;
use jiff::Timestamp;
use jiff::civil::date;
use store::compliance::{DAY_SHARDS, Days, DuePart, ReviewCommit, ReviewCommits, ReviewOutcome, Reviews, Settlements};
use store::{Grant, Table};
use testkit::places::POPPY;
use testkit::{Person, World, at_lea, at_state};

pub(super) const ENGLISH_LEARNER: ProgramInstrument = ProgramInstrument::EnglishLearner;

/// A world with a coordinator, a monitor and a review that the monitor made.
pub(super) struct Office {
    pub(super) world: World,
    pub(super) coordinator: Caller,
    pub(super) monitor: Caller,
    requests: std::cell::Cell<u8>,
}

async fn caller(world: &World, person: &mut Person, role: Role, scope: Scope) -> Caller {
    person.save(world).await;
    let (organization, _) = if scope == Scope::State { at_state() } else { at_lea(POPPY) };
    let monitor = role == Role::ComplianceMonitor;
    Caller {
        user: person.id,
        name: format!("Person {}", person.username),
        role: RoleInForce {
            role,
            organization,
            organization_name: "Poppy Valley Unified".into(),
            scope,
            lea: (scope != Scope::State).then(|| POPPY[..7].parse().unwrap()),
            year: AdministrationYear::at(world.now()),
            affidavit_signed: true,
            instruments: if monitor { vec![ENGLISH_LEARNER] } else { Vec::new() },
        },
        epoch: Epoch(1),
    }
}

pub(super) fn review_id(own: u8) -> ReviewId {
    ReviewId::from_bytes([own; 16])
}

pub(super) fn prose(text: &str) -> Prose {
    text.parse().unwrap()
}

fn new_review(own: u8) -> NewReview {
    NewReview {
        id: review_id(own),
        instruments: BTreeSet::from([ENGLISH_LEARNER]),
        mode: ReviewMode::Online,
        first_day: date(2026, 11, 16),
        last_day: date(2026, 11, 16 + i8::try_from(own).unwrap().min(6)),
        open: true,
    }
}

impl Office {
    pub(super) async fn open() -> Self {
        let world = World::start().await;
        let mut coordinator = Person::named("rc@poppy.test").with(Role::LeaReviewCoordinator, at_lea(POPPY));
        let mut monitor = Person::named("m@cde.test").with(Role::ComplianceMonitor, at_state());
        let coordinator = caller(&world, &mut coordinator, Role::LeaReviewCoordinator, at_lea(POPPY).1).await;
        let monitor = caller(&world, &mut monitor, Role::ComplianceMonitor, Scope::State).await;
        let office = Self { world, coordinator, monitor, requests: std::cell::Cell::new(0) };
        assert_eq!(office.make(1).await, ReviewOutcome::Done);
        let _ = office.world.calls.take();
        office
    }

    pub(super) fn commits(&self) -> ReviewCommits {
        let [accounts, compliance, mail, audit] =
            [Table::Accounts, Table::Compliance, Table::Mail, Table::Audit].map(|table| self.world.table(table));
        ReviewCommits::new(&self.world.dynamo, accounts, compliance, mail, audit)
    }

    pub(super) fn settlements(&self) -> Settlements {
        let [compliance, mail, audit] =
            [Table::Compliance, Table::Mail, Table::Audit].map(|table| self.world.table(table));
        Settlements::new(&self.world.dynamo, compliance, mail, audit)
    }

    pub(super) fn compliance(&self) -> String {
        self.world.table(Table::Compliance)
    }

    pub(super) fn days(&self) -> Days {
        Days::new(&self.world.dynamo, self.compliance())
    }

    pub(super) fn request(&self) -> RequestId {
        self.requests.set(self.requests.get() + 1);
        RequestId::from_bytes([self.requests.get(); 16])
    }

    pub(super) async fn make(&self, own: u8) -> ReviewOutcome {
        let organization = Organization {
            code: POPPY.parse().unwrap(),
            name: "Poppy Valley Unified".into(),
            kind: OrganizationKind::District,
            county: "99".parse().unwrap(),
            lea: Some("9900001".parse().unwrap()),
            charter: None,
        };
        let change = compliance::make(&self.monitor, &organization, &[], new_review(own), self.world.now()).unwrap();
        self.commit(&self.monitor, None, review_id(own), &change).await
    }

    pub(super) async fn seen(&self, caller: &Caller) -> SeenReview {
        let record = Reviews::new(&self.world.dynamo, self.compliance()).read(review_id(1)).await.unwrap();
        compliance::see(caller, record, caller.role.year).unwrap()
    }

    pub(super) async fn commit(
        &self,
        caller: &Caller,
        before: Option<&Review>,
        review: ReviewId,
        change: &Change,
    ) -> ReviewOutcome {
        let (request, now) = (self.request(), self.world.now());
        let event = Event::ReviewChanged { change: change.event.clone() };
        let entry = Entry::by(caller, request, now, Subject::Review(review), event, change.allowed_by.unwrap());
        let made = change.parts.iter().find_map(|part| match part {
            Part::Review(review) => Some(review),
            _ => None,
        });
        let own = *request.bytes();
        let (letters, circulars) = change.mailing(made.or(before).unwrap(), || own, now);
        let commit = ReviewCommit { caller, before, change, letters, circulars, entry };
        self.commits().commit(&commit).await.unwrap()
    }

    pub(super) fn letter(&self, review: ReviewId, notice: &ReviewNotice, request: RequestId) -> QueuedLetter {
        let organization_name = "Poppy Valley Unified".to_owned();
        let letter = Letter::ReviewNotice { review, organization_name, notice: notice.clone() };
        let to = Recipient::User(self.coordinator.user);
        QueuedLetter { id: LetterId::from_bytes(*request.bytes()), to, letter, queued_at: self.world.now() }
    }

    /// Decides on the review as it is, and commits.
    pub(super) async fn act(
        &self,
        caller: &Caller,
        decide: impl FnOnce(&SeenReview, Timestamp) -> Result<Change, Refusal>,
    ) -> ReviewOutcome {
        let seen = self.seen(caller).await;
        let change = decide(&seen, self.world.now()).unwrap();
        self.commit(caller, Some(seen.review()), review_id(1), &change).await
    }

    pub(super) async fn with_item(&self) -> ItemId {
        let id = ItemId::new(review_id(1), [1; 8]);
        let new = NewItem {
            id,
            number: "I-EL 01".parse().unwrap(),
            kind: ItemKind::Core,
            citation: prose("20 U.S.C. 6312"),
            text: prose("The LEA notifies parents."),
        };
        let added = self.act(&self.monitor, |seen, now| {
            compliance::add_items(&self.monitor, seen, ENGLISH_LEARNER, vec![new], now)
        });
        assert_eq!(added.await, ReviewOutcome::Done);
        id
    }

    pub(super) async fn with_finding(&self) -> FindingId {
        let (id, item) = (FindingId::new(review_id(1), [1; 8]), self.with_item().await);
        let new = NewFinding { id, item, text: prose("No letters were sent.") };
        let notified_on = date(2026, 11, 20);
        let issued = self.act(&self.monitor, |seen, now| {
            compliance::issue_findings(&self.monitor, seen, notified_on, vec![new], now)
        });
        assert_eq!(issued.await, ReviewOutcome::Done);
        id
    }

    pub(super) async fn record(&self) -> ReviewRecord {
        self.seen(&self.coordinator).await.record().clone()
    }

    /// What is due on a day, whatever its shard.
    pub(super) async fn due(&self, day: jiff::civil::Date) -> Vec<DuePart> {
        let mut due = Vec::new();
        for shard in 0..DAY_SHARDS {
            let page = self.days().due(day, shard, None).await.unwrap();
            assert!(page.next.is_none());
            due.extend(page.found);
        }
        due
    }

    pub(super) fn used(&self) -> BTreeSet<Grant> {
        self.world.calls.take().into_iter().flat_map(|call| call.used).collect()
    }
}
