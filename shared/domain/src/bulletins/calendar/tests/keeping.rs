use jiff::civil::date;

use super::*;
use crate::access::{AccessError, Right};
use crate::students::ProgramFamily;

fn refused(training: Training) -> CalendarRefusal {
    keep(&editor(), id(), text(training), now()).unwrap_err()
}

fn own(capacity: Option<u32>, closes_at: Timestamp) -> Registering {
    Registering::Own(OwnRegistration { capacity, closes_at })
}

#[test]
fn only_a_bulletin_editor_keeps_up_the_calendar() {
    let before = event(training());
    for role in Role::ALL.iter().filter(|role| **role != Role::BulletinEditor) {
        let forbidden = CalendarRefusal::Access(AccessError::Forbidden(Right::KeepCalendar));
        assert_eq!(keep(&caller(*role), id(), text(training()), now()).unwrap_err(), forbidden, "{role}");
        let changed = revise_event(&caller(*role), &before, 0, text(session()), now());
        assert_eq!(changed.unwrap_err(), forbidden, "{role}");
        assert_eq!(withdraw(&caller(*role), &before, now()).unwrap_err(), forbidden, "{role}");
    }
}

#[test]
fn a_training_begins_ends_and_closes_in_this_order_within_a_day() {
    let at = training().starts;
    assert_eq!(refused(Training { ends: at, ..training() }), CalendarRefusal::EndsBeforeItBegins);
    assert_eq!(refused(Training { ends: at + hours(13), ..training() }), CalendarRefusal::TooLong);
    let far = now() + hours(24 * 366 * 2 + 24);
    assert_eq!(refused(Training { starts: far, ends: far + hours(1), ..training() }), CalendarRefusal::TooFar);
    let late = own(None, at + hours(1));
    assert_eq!(refused(Training { registering: late, ..training() }), CalendarRefusal::ClosesAfterBeginning);
}

#[test]
fn the_places_of_a_training_are_a_number_that_people_fit_in() {
    for wrong in [0, 100_001] {
        let registering = own(Some(wrong), now());
        assert_eq!(refused(Training { registering, ..training() }), CalendarRefusal::Capacity);
    }
    let fewer = Training { registering: own(Some(1), now() + hours(24)), ..training() };
    let changed = revise_event(&editor(), &event(training()), 2, text(fewer), now());
    assert_eq!(changed.unwrap_err(), CalendarRefusal::CapacityBelow(2));
}

#[test]
fn one_registers_for_a_series_or_for_a_training_of_none() {
    let of_none = Training { series: None, number: None, ..session() };
    assert_eq!(refused(of_none), CalendarRefusal::SeriesRegistration);
    let registering = training().registering;
    assert_eq!(refused(Training { registering, ..session() }), CalendarRefusal::SeriesRegistration);
    assert_eq!(refused(Training { number: Some(7), ..training() }), CalendarRefusal::NumberWithoutSeries);
    assert!(keep(&editor(), id(), text(session()), now()).is_ok());
    let needless = Training { registering: Registering::Needless, ..session() };
    assert_eq!(event(needless).roll(), None);
}

#[test]
fn a_recording_is_posted_once_the_training_is_over() {
    let recording = Some("https://video.example.org/7".parse().unwrap());
    let recorded = Training { recording, ..training() };
    assert_eq!(refused(recorded.clone()), CalendarRefusal::RecordingTooEarly);
    let before = event(training());
    let after = revise_event(&editor(), &before, 2, text(recorded), training().ends).unwrap().unwrap();
    assert_eq!(after.version, 2);
    assert_eq!(after.training().unwrap().state_at(2, training().ends), TrainingState::RecordingPosted);
}

#[test]
fn what_people_registered_for_is_not_changed_under_them() {
    let before = event(session());
    let other = Some("Tea Sessions".parse().unwrap());
    let elsewhere = Training { series: other, ..session() };
    let next_year = Training { starts: now() + hours(24 * 300), ends: now() + hours(24 * 300 + 1), ..session() };
    let alone = Training { series: None, number: None, ..training() };
    for changed in [elsewhere, next_year, alone] {
        let refused = revise_event(&editor(), &before, 0, text(changed), now()).unwrap_err();
        assert_eq!(refused, CalendarRefusal::RollFixed);
    }
    let spelled = Some("COFFEE sessions".parse().unwrap());
    let changed = revise_event(&editor(), &before, 0, text(Training { series: spelled, ..session() }), now());
    assert_eq!(changed.unwrap().unwrap().roll(), before.roll());
    let window = TestWindow { program: ProgramFamily::Elpac, first_day: date(2027, 2, 1), last_day: date(2027, 5, 31) };
    let window = EventText { title: before.title.clone(), details: None, act: Act::TestWindow(window) };
    assert_eq!(revise_event(&editor(), &before, 0, window, now()).unwrap_err(), CalendarRefusal::KindFixed);
}

#[test]
fn what_changes_nothing_makes_no_version_and_what_is_withdrawn_stays_so() {
    let before = event(training());
    assert_eq!(revise_event(&editor(), &before, 0, text(training()), now()), Ok(None));
    let withdrawn = withdraw(&editor(), &before, now()).unwrap();
    assert_eq!((withdrawn.version, withdrawn.withdrawn_at), (2, Some(now())));
    assert_eq!(withdraw(&editor(), &withdrawn, now()).unwrap_err(), CalendarRefusal::Withdrawn);
    let changed = revise_event(&editor(), &withdrawn, 0, text(session()), now());
    assert_eq!(changed.unwrap_err(), CalendarRefusal::Withdrawn);
}

#[test]
fn opportunities_and_windows_lie_within_reach_and_windows_end_after_they_begin() {
    let refused = |act| keep(&editor(), id(), EventText { act, ..text(training()) }, now()).unwrap_err();
    let opportunity = |closes_on| {
        let apply_address = "https://apply.example.org/".parse().unwrap();
        Act::Opportunity(Opportunity { dates: "March 10, 11, and 17, 2027".parse().unwrap(), closes_on, apply_address })
    };
    assert_eq!(refused(opportunity(date(2206, 11, 13))), CalendarRefusal::ClosesTooFar);
    let window =
        |first_day, last_day| Act::TestWindow(TestWindow { program: ProgramFamily::Elpac, first_day, last_day });
    assert_eq!(refused(window(date(2027, 2, 1), date(2027, 1, 31))), CalendarRefusal::WindowEndsBeforeItBegins);
    assert_eq!(refused(window(date(2027, 2, 1), date(2207, 5, 31))), CalendarRefusal::WindowTooFar);
    let closes = keep(&editor(), id(), EventText { act: opportunity(date(2026, 11, 22)), ..text(training()) }, now());
    let closes = closes.unwrap();
    assert!(!closes.is_over(now() + hours(11)), "until the day is over in California");
    assert!(closes.is_over(now() + hours(12)));
}

#[test]
fn an_event_is_stored_by_its_kind_and_read_again() {
    for before in [event(training()), event(session())] {
        let stored = serde_json::to_value(&before).unwrap();
        assert_eq!(stored["kind"], "training");
        assert_eq!(serde_json::from_value::<CalendarEvent>(stored).unwrap(), before);
    }
}
