//! Reading reviews: what is shown, to whom, and that nobody else can tell that there is something.

mod calendar;
mod hidden;
mod history;
mod lists;
mod reports;
mod review;
mod threads;

use domain::access::Role;
use domain::compliance::{CommentTarget, DocumentState, FindingState, ProgramInstrument};
use jiff::civil::date;
use testkit::places::{CEDAR, POPPY, REDWOOD};
use testkit::{Person, ReviewBuilder, a_review, at_lea, at_school, at_state};

const ENGLISH_LEARNER: ProgramInstrument = ProgramInstrument::EnglishLearner;
const FISCAL_MONITORING: ProgramInstrument = ProgramInstrument::FiscalMonitoring;

fn coordinator() -> Person {
    Person::named("review.coordinator@poppy.test").with(Role::LeaReviewCoordinator, at_lea(POPPY))
}

fn superintendent() -> Person {
    Person::named("superintendent@poppy.test").with(Role::Superintendent, at_lea(POPPY))
}

fn contributor() -> Person {
    Person::named("contributor@poppy.test").with(Role::LeaComplianceContributor, at_lea(POPPY))
}

fn monitor_of(instruments: &[ProgramInstrument]) -> Person {
    let name = instruments.iter().map(|instrument| instrument.code()).collect::<Vec<_>>().join(".");
    let person = Person::named(&format!("{name}@cde.test"));
    person.with(Role::ComplianceMonitor, at_state()).for_instruments(instruments)
}

fn administrator() -> Person {
    Person::named("compliance.admin@cde.test").with(Role::ComplianceAdministrator, at_state())
}

/// Who has a role that reads reviews, but no part in this one.
fn without_a_part() -> [Person; 4] {
    [
        monitor_of(&[ProgramInstrument::MigrantEducation]),
        Person::named("review.coordinator@redwood.test").with(Role::LeaReviewCoordinator, at_lea(REDWOOD)),
        Person::named("superintendent@redwood.test").with(Role::Superintendent, at_lea(REDWOOD)),
        Person::named("other.contributor@poppy.test").with(Role::LeaComplianceContributor, at_lea(POPPY)),
    ]
}

/// Who has a role that reads no reviews at all.
fn without_the_right() -> [Person; 4] {
    [
        Person::named("site.coordinator@poppy.test").with(Role::SiteCaasppCoordinator, at_school(CEDAR)),
        Person::named("lea.coordinator@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(POPPY)),
        Person::named("help.desk@caltac.test").with(Role::HelpDesk, at_state()),
        Person::named("state.admin@cde.test").with(Role::StateAdministrator, at_state()),
    ]
}

/// A review with something of everything: in English Learner an item, an evidence request with two editions of a document,
/// comments and a finding; in Fiscal Monitoring an item and an evidence request that is late.
fn full_review() -> ReviewBuilder {
    let review = a_review(1).with_contributor(&contributor()).with_item(ENGLISH_LEARNER);
    let review = review.with_request(date(2026, 12, 1));
    let review = review.with_document(DocumentState::Clean).with_document(DocumentState::Clean);
    let review = review.with_finding(date(2026, 11, 16), FindingState::Issued);
    let request = CommentTarget::EvidenceRequest(review.request(1));
    let review = review.with_comment(request, "Which languages?").with_comment(request, "Spanish and Hmong.");
    review.with_item(FISCAL_MONITORING).with_request(date(2026, 11, 20))
}
