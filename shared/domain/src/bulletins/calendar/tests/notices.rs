use super::*;
use crate::mail::{Letter, Recipient};

fn registration() -> Registration {
    register(&caller(Role::LeaElpacCoordinator), &event(training()), 0, now()).unwrap().1
}

fn reminder(event: &CalendarEvent) -> TrainingNotice {
    TrainingNotice { due: reminder_at(event, now()).unwrap(), event: event.id, kind: NoticeKind::Reminder }
}

#[test]
fn a_reminder_goes_out_in_the_morning_of_the_day_before_also_across_a_clock_change() {
    let at = |starts: &str| {
        let starts: Timestamp = starts.parse().unwrap();
        let event =
            event(Training { starts, ends: starts + hours(1), registering: Registering::OfSeries, ..session() });
        reminder_at(&event, now()).map(|at| at.to_string())
    };
    assert_eq!(at("2026-11-24T23:00:00Z").unwrap(), "2026-11-23T16:00:00Z");
    // 10 a.m. on the day on which the clocks go forward; the morning before is still in winter.
    assert_eq!(at("2027-03-14T17:00:00Z").unwrap(), "2027-03-13T16:00:00Z");
    assert_eq!(at("2027-03-15T17:00:00Z").unwrap(), "2027-03-14T15:00:00Z");
    assert_eq!(at("2026-11-22T19:00:00Z"), None, "it has begun");
}

#[test]
fn nobody_is_reminded_of_what_nobody_registers_for_or_what_was_withdrawn() {
    let needless = event(Training { registering: Registering::Needless, ..training() });
    assert_eq!(reminder_at(&needless, now()), None);
    assert_eq!(reminder_at(&withdraw(&editor(), &event(training()), now()).unwrap(), now()), None);
}

#[test]
fn a_reminder_holds_until_the_training_begins_or_moves() {
    let before = event(training());
    let reminder = reminder(&before);
    assert!(reminder.still_holds(&before, reminder.due));
    assert!(!reminder.still_holds(&before, training().starts));
    let later = Training { starts: now() + hours(72), ends: now() + hours(73), ..training() };
    let moved = revise_event(&editor(), &before, 0, text(later), now()).unwrap().unwrap();
    assert!(!reminder.still_holds(&moved, reminder.due));
    let withdrawn = withdraw(&editor(), &before, now()).unwrap();
    assert!(!reminder.still_holds(&withdrawn, reminder.due));
}

#[test]
fn those_registered_are_told_of_another_time_or_place_and_of_nothing_else() {
    let before = event(training());
    let changed = |training| {
        let after = revise_event(&editor(), &before, 0, text(training), now()).unwrap().unwrap();
        news(&before, &after, now()).map(|notice| notice.kind)
    };
    let elsewhere = Training { place: "Sacramento".parse().unwrap(), ..training() };
    assert_eq!(changed(elsewhere), Some(NoticeKind::Moved));
    let later = Training { starts: now() + hours(72), ends: now() + hours(73), ..training() };
    assert_eq!(changed(later), Some(NoticeKind::Moved));
    assert_eq!(changed(Training { host: "ETS".parse().unwrap(), ..training() }), None);
    let withdrawn = withdraw(&editor(), &before, now()).unwrap();
    assert_eq!(news(&before, &withdrawn, now()).map(|notice| notice.kind), Some(NoticeKind::Withdrawn));
    let over = withdraw(&editor(), &before, training().ends).unwrap();
    assert_eq!(news(&before, &over, training().ends), None);
}

#[test]
fn each_is_told_once_and_whoever_registered_after_a_change_knows_it() {
    let (event, registration) = (event(training()), registration());
    let reminder = reminder(&event);
    let letter = reminder.letter_to(&registration, &event, now()).unwrap();
    assert_eq!(letter.to, Recipient::User(registration.user));
    assert_eq!(reminder.letter_to(&registration, &event, now() + hours(1)).unwrap().id, letter.id);
    assert!(matches!(letter.letter, Letter::TrainingNotice { notice: NoticeKind::Reminder, .. }));
    let moved = TrainingNotice { due: now() + hours(1), event: event.id, kind: NoticeKind::Moved };
    assert_ne!(moved.letter_to(&registration, &event, now()).unwrap().id, letter.id);
    let later = Registration { registered_at: now() + hours(1), ..registration };
    assert_eq!(moved.letter_to(&later, &event, now()), None);
    assert!(reminder.letter_to(&later, &event, now()).is_some());
}
