//! The rules of a review, each refusal with its sentence.

mod access;
mod actions;
mod documents;
mod findings;
mod history;
mod mailing;
mod managing;
mod reminding;

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};

use super::*;
use crate::access::{Caller, Epoch, OrganizationCode, Role, RoleInForce, Scope, Unchecked};
use crate::directory::{Organization, OrganizationKind};
use crate::ids::{EvidenceRequestId, FindingId, ItemId, ReviewId, UserId};
use crate::year::{AdministrationYear, day_in_california};

const POPPY: &str = "9900001";
const REDWOOD: &str = "9900002";

/// 22 November 2026, noon in California.
fn now() -> Timestamp {
    "2026-11-22T20:00:00Z".parse().unwrap()
}

fn today() -> Date {
    date(2026, 11, 22)
}

/// A time on `day` in California: noon in winter.
fn noon(day: Date) -> Timestamp {
    day.at(20, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}

fn prose(text: &str) -> Prose {
    text.parse().unwrap()
}

fn caller(role: Role, scope: Scope, user: u8) -> Caller {
    Caller {
        user: UserId::from_bytes([user; 16]),
        name: "Ines Moreau".into(),
        role: RoleInForce {
            role,
            organization: OrganizationCode::State,
            organization_name: "Poppy Valley Unified".into(),
            scope,
            lea: if let Scope::Lea(lea) = scope { Some(lea) } else { None },
            year: AdministrationYear::at(now()),
            affidavit_signed: true,
            instruments: Vec::new(),
        },
        epoch: Epoch(1),
    }
}

/// `caller`, working in the year of `day`.
fn on(mut caller: Caller, day: Date) -> Caller {
    caller.role.year = AdministrationYear::of(day);
    caller
}

fn lea(code: &str) -> Scope {
    Scope::Lea(code.parse().unwrap())
}

fn coordinator() -> Caller {
    caller(Role::LeaReviewCoordinator, lea(POPPY), 1)
}

fn contributor() -> Caller {
    caller(Role::LeaComplianceContributor, lea(POPPY), 2)
}

fn monitor(instruments: &[ProgramInstrument]) -> Caller {
    let mut caller = caller(Role::ComplianceMonitor, Scope::State, 3);
    caller.role.instruments = instruments.to_vec();
    caller
}

fn english_learner_monitor() -> Caller {
    monitor(&[ProgramInstrument::EnglishLearner])
}

fn administrator() -> Caller {
    caller(Role::ComplianceAdministrator, Scope::State, 4)
}

fn district() -> Organization {
    organization("99000010000000", OrganizationKind::District, POPPY)
}

fn organization(code: &str, kind: OrganizationKind, lea: &str) -> Organization {
    let cds: crate::cds::CdsCode = code.parse().unwrap();
    Organization {
        code: OrganizationCode::Cds(cds),
        name: format!("Organization {code}"),
        kind,
        county: cds.county(),
        lea: Some(lea.parse().unwrap()),
        charter: None,
    }
}

fn review_id() -> ReviewId {
    ReviewId::from_bytes([7; 16])
}

fn item_of(instrument: ProgramInstrument) -> ItemId {
    let place = ProgramInstrument::ALL.iter().position(|other| *other == instrument).unwrap();
    ItemId::new(review_id(), [u8::try_from(place).unwrap(); 8])
}

fn request_id() -> EvidenceRequestId {
    EvidenceRequestId::new(review_id(), [1; 8])
}

fn finding_id(own: u8) -> FindingId {
    FindingId::new(review_id(), [own; 8])
}

/// An open review of Poppy Valley that ended on `last_day`, with an item for English Learner and for Fiscal Monitoring, an
/// evidence request for the first, and the contributor let in.
fn record(last_day: Date) -> ReviewRecord {
    let instruments = BTreeSet::from([ProgramInstrument::EnglishLearner, ProgramInstrument::FiscalMonitoring]);
    let new = NewReview {
        id: review_id(),
        instruments,
        mode: ReviewMode::OnSite,
        first_day: today(),
        last_day: today(),
        open: true,
    };
    let made = make(&administrator(), &district(), &[], new, now()).unwrap();
    let [Part::Review(review)] = made.parts.as_slice() else { panic!("a review is made") };
    // It may have been long ago.
    let mut review = Review { first_day: last_day.saturating_sub(4.days()), last_day, ..review.clone() };
    review.contributors.push(Contributor { user: contributor().user, name: "Dev".into() });
    let item = |instrument: &ProgramInstrument| Item {
        id: item_of(*instrument),
        version: 1,
        instrument: *instrument,
        number: "I-01".parse().unwrap(),
        kind: ItemKind::Core,
        citation: prose("20 U.S.C. 6312"),
        text: prose("The LEA notifies parents."),
    };
    let items = review.instruments.iter().map(item).collect();
    let request = EvidenceRequest {
        id: request_id(),
        version: 1,
        item: item_of(ProgramInstrument::EnglishLearner),
        instrument: ProgramInstrument::EnglishLearner,
        text: prose("The letters to parents"),
        due: date(2026, 12, 1),
        requested_by: (&administrator()).into(),
        requested_at: now(),
    };
    ReviewRecord { review, items, requests: vec![request], documents: Vec::new(), findings: Vec::new() }
}

fn seen(caller: &Caller, record: &ReviewRecord) -> SeenReview {
    see(caller, Unchecked::new(Some(record.clone())), caller.role.year).unwrap()
}

/// `record` after `change`.
#[expect(clippy::needless_pass_by_value, reason = "a record before a change is of no use any more")]
fn apply(record: ReviewRecord, change: &Change) -> ReviewRecord {
    seen(&administrator(), &record).after(change).record().clone()
}

/// `record` after a finding was issued with a notification of `notified_on`, at noon of `on_day`.
fn with_finding(record: ReviewRecord, notified_on: Date, on_day: Date) -> ReviewRecord {
    let administrator = on(administrator(), on_day);
    let new = NewFinding {
        id: finding_id(1),
        item: item_of(ProgramInstrument::EnglishLearner),
        text: prose("No letters were sent."),
    };
    let issued = issue_findings(&administrator, &seen(&administrator, &record), notified_on, vec![new], noon(on_day));
    apply(record, &issued.unwrap())
}
