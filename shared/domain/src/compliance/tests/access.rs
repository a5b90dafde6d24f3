use super::*;
use crate::access::{AccessError, Right};

fn refused(caller: &Caller, record: Option<ReviewRecord>) -> Option<AccessError> {
    see(caller, Unchecked::new(record), caller.role.year).err()
}

#[test]
fn an_lea_sees_its_own_reviews_and_cannot_tell_that_another_has_one() {
    let record = record(today());
    for role in [Role::Superintendent, Role::LeaReviewCoordinator] {
        assert!(seen(&caller(role, lea(POPPY), 1), &record).is_whole(), "{role}");
        let foreign = caller(role, lea(REDWOOD), 1);
        assert_eq!(refused(&foreign, Some(record.clone())), Some(AccessError::NotFound), "{role}");
        assert_eq!(refused(&foreign, None), Some(AccessError::NotFound), "{role}");
    }
}

#[test]
fn a_role_that_reads_no_reviews_learns_nothing_from_the_answer() {
    let record = record(today());
    let forbidden = Some(AccessError::Forbidden(Right::ReadReviews));
    for role in Role::ALL.iter().filter(|role| !role.gives(Right::ReadReviews)) {
        for scope in [Scope::State, lea(POPPY)] {
            let caller = caller(*role, scope, 9);
            assert_eq!(refused(&caller, Some(record.clone())), forbidden, "{role}");
            assert_eq!(refused(&caller, None), forbidden, "{role}");
            assert!(caller.review_lists().is_empty(), "{role}");
        }
    }
}

#[test]
fn a_contributor_sees_the_reviews_let_into_until_they_are_over() {
    let mut record = record(today());
    assert!(seen(&contributor(), &record).is_whole());
    let other = caller(Role::LeaComplianceContributor, lea(POPPY), 8);
    assert_eq!(refused(&other, Some(record.clone())), Some(AccessError::NotFound));
    let moved = caller(Role::LeaComplianceContributor, lea(REDWOOD), 2);
    assert_eq!(refused(&moved, Some(record.clone())), Some(AccessError::NotFound));
    for (state, over) in [(ReviewState::Planned, false), (ReviewState::Completed, true), (ReviewState::Cancelled, true)]
    {
        record.review.state = state;
        let answer = refused(&contributor(), Some(record.clone()));
        assert_eq!(answer, over.then_some(AccessError::NotFound), "{state}");
        let listed = record.review.lists().contains(&ReviewList::Contributor(contributor().user));
        assert_eq!(listed, !over, "{state}");
        assert!(seen(&coordinator(), &record).is_whole(), "an agency-level role sees it still: {state}");
    }
}

#[test]
fn a_monitor_sees_the_assigned_programs_of_a_review_and_nothing_of_others() {
    let record = with_finding(record(today()), today(), today());
    let english_learner = seen(&english_learner_monitor(), &record);
    assert!(!english_learner.is_whole());
    assert_eq!(english_learner.record().items.len(), 1);
    assert_eq!(english_learner.record().requests.len(), 1);
    assert_eq!(english_learner.record().findings.len(), 1);
    assert!(english_learner.item(item_of(ProgramInstrument::EnglishLearner)).is_ok());
    let fiscal = seen(&monitor(&[ProgramInstrument::FiscalMonitoring]), &record);
    assert!(fiscal.record().requests.is_empty() && fiscal.record().findings.is_empty());
    assert_eq!(fiscal.finding(finding_id(1)).err(), Some(Refusal::NoSuchTarget));
    assert_eq!(fiscal.request(request_id()).err(), Some(Refusal::NoSuchTarget));
    let thread = CommentTarget::Instrument(ProgramInstrument::EnglishLearner);
    assert_eq!(fiscal.instrument_of_thread(thread), Err(Refusal::NoSuchTarget));
    for foreign in [monitor(&[ProgramInstrument::MigrantEducation]), monitor(&[])] {
        assert_eq!(refused(&foreign, Some(record.clone())), Some(AccessError::NotFound));
    }
    assert!(seen(&administrator(), &record).is_whole());
}

#[test]
fn a_review_stands_in_a_list_of_everybody_who_sees_it_and_of_nobody_else() {
    let review = record(today()).review;
    let lists = review.lists();
    let all = [
        (coordinator(), true),
        (contributor(), true),
        (english_learner_monitor(), true),
        (administrator(), true),
        (caller(Role::Superintendent, lea(POPPY), 5), true),
        (caller(Role::LeaReviewCoordinator, lea(REDWOOD), 5), false),
        (caller(Role::LeaComplianceContributor, lea(POPPY), 8), false),
        (monitor(&[ProgramInstrument::MigrantEducation]), false),
        (caller(Role::HelpDesk, Scope::State, 5), false),
    ];
    for (caller, sees) in all {
        let listed = caller.review_lists().iter().any(|list| lists.contains(list));
        assert_eq!(listed, sees, "{}", caller.role.role);
        assert_eq!(!caller.instruments_of(&review).is_empty(), sees, "{}", caller.role.role);
    }
}

#[test]
fn last_years_role_reads_no_reviews() {
    let mut coordinator = coordinator();
    coordinator.role.year = "2025-26".parse().unwrap();
    let record = Unchecked::new(Some(record(today())));
    assert_eq!(see(&coordinator, record, AdministrationYear::at(now())).err(), Some(AccessError::OtherYear));
}
