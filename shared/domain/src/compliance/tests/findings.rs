use proptest::prelude::*;

use super::*;
use crate::access::{AccessError, Right};

fn ask(record: &ReviewRecord, until: Date, on_day: Date) -> Result<Change, Refusal> {
    let coordinator = on(coordinator(), on_day);
    let (actions, justification) = (prose("Letters go out."), prose("The printer is new."));
    let command = FindingCommand::RequestAgreement { until, actions, justification };
    decide(&coordinator, &seen(&coordinator, record), finding_id(1), command, noon(on_day))
}

fn by(caller: &Caller, record: &ReviewRecord, command: FindingCommand) -> Result<Change, Refusal> {
    decide(caller, &seen(caller, record), finding_id(1), command, now())
}

fn submit() -> FindingCommand {
    FindingCommand::Submit { text: prose("Letters were sent on 20 November.") }
}

fn give_back() -> FindingCommand {
    FindingCommand::Return { comment: prose("In Spanish as well.") }
}

fn finding(record: &ReviewRecord) -> &Finding {
    &record.findings[0]
}

#[test]
fn a_finding_stores_both_days_and_is_due_45_days_after_the_notification() {
    let last_day = date(2026, 11, 10);
    let record = with_finding(record(last_day), today(), today());
    let finding = finding(&record);
    assert_eq!((finding.notified_on, finding.last_day, finding.due), (today(), last_day, date(2027, 1, 6)));
    assert_eq!(finding.clocks().agreement_latest, date(2027, 6, 23));
    assert_eq!((record.review.findings, record.review.unresolved), (1, 1));
    assert!(!finding.is_overdue(date(2027, 1, 6)) && finding.is_overdue(date(2027, 1, 7)));
}

#[test]
fn a_notification_is_dated_from_the_last_day_of_the_review_to_today() {
    let record = record(date(2026, 11, 20));
    let issue = |notified_on: Date| {
        let new = NewFinding {
            id: finding_id(1),
            item: item_of(ProgramInstrument::EnglishLearner),
            text: prose("No letters."),
        };
        issue_findings(&administrator(), &seen(&administrator(), &record), notified_on, vec![new], now())
    };
    for right in [date(2026, 11, 20), today()] {
        assert!(issue(right).is_ok(), "{right}");
    }
    for wrong in [date(2026, 11, 19), date(2026, 11, 23)] {
        assert_eq!(issue(wrong), Err(Refusal::NotificationDay(date(2026, 11, 20))), "{wrong}");
    }
}

#[test]
fn findings_are_issued_only_in_an_open_review_for_items_that_the_monitor_sees_and_at_least_one() {
    let issue = |caller: &Caller, record: &ReviewRecord, instrument| {
        let new = NewFinding { id: finding_id(1), item: item_of(instrument), text: prose("No letters.") };
        issue_findings(caller, &seen(caller, record), today(), vec![new], now())
    };
    let monitor = english_learner_monitor();
    let mut record = record(today());
    let issued = issue(&monitor, &record, ProgramInstrument::EnglishLearner).unwrap();
    assert_eq!(issued.notices, [(Audience::Lea, ReviewNotice::FindingsIssued { count: 1, due: date(2027, 1, 6) })]);
    let foreign = issue(&monitor, &record, ProgramInstrument::FiscalMonitoring);
    assert_eq!(foreign, Err(Refusal::NoSuchTarget));
    let none = issue_findings(&monitor, &seen(&monitor, &record), today(), Vec::new(), now());
    assert_eq!(none, Err(Refusal::Nothing));
    let by_lea = issue(&coordinator(), &record, ProgramInstrument::EnglishLearner);
    assert_eq!(by_lea, Err(Refusal::Access(AccessError::Forbidden(Right::DecideReviews))));
    record.review.findings = 500;
    let many = issue(&monitor, &record, ProgramInstrument::EnglishLearner);
    assert_eq!(many, Err(Refusal::TooMany("a review has at most 500 findings")));
    for (state, refusal) in [
        (ReviewState::Planned, Refusal::NotOpenYet),
        (ReviewState::Completed, Refusal::Over(ReviewState::Completed)),
        (ReviewState::Cancelled, Refusal::Over(ReviewState::Cancelled)),
    ] {
        record.review.state = state;
        assert_eq!(issue(&monitor, &record, ProgramInstrument::EnglishLearner), Err(refusal));
    }
}

#[test]
fn a_resolution_goes_to_and_fro_until_the_finding_is_resolved() {
    let mut record = with_finding(record(today()), today(), today());
    let monitor = english_learner_monitor();
    assert_eq!(by(&monitor, &record, give_back()), Err(Refusal::NothingSubmitted));
    assert_eq!(by(&monitor, &record, FindingCommand::Resolve), Err(Refusal::NothingSubmitted));
    let submitted = by(&coordinator(), &record, submit()).unwrap();
    let to = Audience::Monitors(ProgramInstrument::EnglishLearner);
    assert_eq!(submitted.notices, [(to, ReviewNotice::ResolutionSubmitted)]);
    record = apply(record, &submitted);
    assert_eq!(finding(&record).state, FindingState::Submitted);
    assert!(!finding(&record).is_overdue(date(2028, 1, 1)), "what was submitted waits for the CDE");
    assert_eq!(by(&coordinator(), &record, submit()), Err(Refusal::NotYourTurn));
    record = apply(record.clone(), &by(&monitor, &record, give_back()).unwrap());
    assert!(matches!(finding(&record).state, FindingState::Returned { .. }));
    assert!(finding(&record).is_overdue(date(2028, 1, 1)));
    record = apply(record.clone(), &by(&coordinator(), &record, submit()).unwrap());
    record = apply(record.clone(), &by(&monitor, &record, FindingCommand::Resolve).unwrap());
    assert_eq!((finding(&record).state.clone(), finding(&record).version), (FindingState::Resolved, 5));
    assert_eq!((record.review.findings, record.review.unresolved), (1, 0));
    assert!(!finding(&record).is_overdue(date(2028, 1, 1)));
    assert_eq!(by(&coordinator(), &record, submit()), Err(Refusal::NotYourTurn));
    assert_eq!(by(&monitor, &record, give_back()), Err(Refusal::NothingSubmitted));
}

#[test]
fn only_the_lea_answers_a_finding_and_only_the_cde_decides() {
    let record = with_finding(record(today()), today(), today());
    let command = FindingCommand::ApproveAgreement { until: date(2027, 2, 1) };
    let denied = FindingCommand::DenyAgreement { reason: prose("No.") };
    for command in [give_back(), FindingCommand::Resolve, command, denied] {
        let refused = Err(Refusal::Access(AccessError::Forbidden(Right::DecideReviews)));
        assert_eq!(by(&coordinator(), &record, command), refused);
    }
    for caller in [english_learner_monitor(), administrator(), contributor()] {
        let refused = Err(Refusal::Access(AccessError::Forbidden(Right::AnswerFindings)));
        assert_eq!(by(&caller, &record, submit()), refused, "{}", caller.role.role);
    }
}

#[test]
fn day_225_is_accepted_and_day_226_refused_and_today_is_too_soon() {
    let record = with_finding(record(today()), today(), today());
    let latest = date(2027, 7, 5);
    assert!(ask(&record, latest, today()).is_ok());
    assert_eq!(ask(&record, date(2027, 7, 6), today()), Err(Refusal::AgreementTooLate(latest)));
    assert!(ask(&record, date(2026, 11, 23), today()).is_ok());
    assert_eq!(ask(&record, today(), today()), Err(Refusal::AgreementTooSoon(date(2026, 11, 23))));
}

#[test]
fn today_is_the_day_in_california() {
    let record = with_finding(record(today()), today(), today());
    // 22 November, 11 p.m. in California, and the 23rd in Greenwich.
    let late: Timestamp = "2026-11-23T07:00:00Z".parse().unwrap();
    let command = |until| FindingCommand::RequestAgreement {
        until,
        actions: prose("Letters go out."),
        justification: prose("The printer is new."),
    };
    let at_night = |until| decide(&coordinator(), &seen(&coordinator(), &record), finding_id(1), command(until), late);
    assert!(at_night(date(2026, 11, 23)).is_ok());
    assert_eq!(at_night(date(2026, 11, 22)), Err(Refusal::AgreementTooSoon(date(2026, 11, 23))));
}

#[test]
fn an_approved_agreement_moves_the_due_day_and_a_denied_one_leaves_it_and_may_be_asked_for_again() {
    let until = date(2027, 5, 1);
    let mut record = with_finding(record(today()), today(), today());
    let monitor = english_learner_monitor();
    let approve = |until| FindingCommand::ApproveAgreement { until };
    assert_eq!(by(&monitor, &record, approve(until)), Err(Refusal::NoAgreementPending));
    record = apply(record.clone(), &ask(&record, until, today()).unwrap());
    assert_eq!(finding(&record).due, date(2027, 1, 6), "what is asked for is not granted yet");
    assert_eq!(ask(&record, until, today()), Err(Refusal::AgreementPending));
    let denied = by(&monitor, &record, FindingCommand::DenyAgreement { reason: prose("Sooner.") }).unwrap();
    assert_eq!(denied.notices, [(Audience::Lea, ReviewNotice::AgreementDenied { due: date(2027, 1, 6) })]);
    record = apply(record, &denied);
    assert_eq!(finding(&record).due, date(2027, 1, 6));
    record = apply(record.clone(), &ask(&record, until, today()).unwrap());
    assert_eq!(by(&monitor, &record, approve(date(2027, 7, 6))), Err(Refusal::AgreementTooLate(date(2027, 7, 5))));
    assert_eq!(by(&monitor, &record, approve(today())), Err(Refusal::AgreementTooSoon(date(2026, 11, 23))));
    record = apply(record.clone(), &by(&monitor, &record, approve(until)).unwrap());
    assert_eq!(finding(&record).due, until);
    assert!(!finding(&record).is_overdue(until) && finding(&record).is_overdue(date(2027, 5, 2)));
    assert_eq!(ask(&record, until, today()), Err(Refusal::AgreementInForce(until)));
    // It is stored with the day asked for and the day granted.
    let stored = serde_json::to_value(finding(&record)).unwrap();
    assert_eq!(
        (&stored["agreement"]["until"], &stored["agreement"]["approved_until"]),
        (&stored["due"], &stored["due"])
    );
    assert_eq!(serde_json::from_value::<Finding>(stored).unwrap(), *finding(&record));
}

#[test]
fn no_agreement_is_asked_for_what_was_submitted_and_none_decided_for_what_is_resolved() {
    let mut record = with_finding(record(today()), today(), today());
    let until = date(2027, 2, 1);
    record = apply(record.clone(), &ask(&record, until, today()).unwrap());
    record = apply(record.clone(), &by(&coordinator(), &record, submit()).unwrap());
    assert_eq!(ask(&record, until, today()), Err(Refusal::NotYourTurn));
    let monitor = english_learner_monitor();
    record = apply(record.clone(), &by(&monitor, &record, FindingCommand::Resolve).unwrap());
    let approve = FindingCommand::ApproveAgreement { until };
    assert_eq!(by(&monitor, &record, approve), Err(Refusal::NoAgreementPending));
}

proptest! {
    #[test]
    fn an_agreement_is_accepted_from_tomorrow_to_day_225_and_on_no_other_day(
        last in 0_i32..27_000, late in 0_i32..30, waited in 0_i32..260, asked in -300_i32..600,
    ) {
        let last_day = date(2000, 1, 1).saturating_add(last.days());
        let notified_on = last_day.saturating_add(late.days());
        let record = with_finding(record(last_day), notified_on, notified_on);
        let on_day = notified_on.saturating_add(waited.days());
        let until = on_day.saturating_add(asked.days());
        let day_after_review = late + waited + asked;
        let answer = ask(&record, until, on_day);
        prop_assert_eq!(answer.is_ok(), asked >= 1 && day_after_review <= 225, "{:?}", answer.err());
    }

    #[test]
    fn the_day_in_california_decides_for_each_instant(seconds in 946_684_800_i64..4_102_444_800) {
        let now = Timestamp::from_second(seconds).unwrap();
        let day = day_in_california(now);
        // California lies 7 or 8 hours behind Greenwich.
        let hours = |hours: i64| now.checked_sub(hours.hours()).unwrap().to_zoned(jiff::tz::TimeZone::UTC).date();
        prop_assert!(day == hours(7) || day == hours(8));
    }
}
