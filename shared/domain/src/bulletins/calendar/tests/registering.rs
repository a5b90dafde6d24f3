use super::*;

fn refused(event: &CalendarEvent, registered: u32, at: Timestamp) -> RegistrationRefusal {
    register(&caller(Role::TestExaminer), event, registered, at).unwrap_err()
}

#[test]
fn whoever_works_in_a_role_registers_while_there_is_a_place() {
    for role in Role::ALL {
        let (roll, registration) = register(&caller(*role), &event(training()), 1, now()).unwrap();
        assert_eq!(roll, Roll::Event(id()));
        assert_eq!((registration.role, registration.registered_at), (*role, now()));
    }
    assert_eq!(refused(&event(training()), 2, now()), RegistrationRefusal::Full);
}

#[test]
fn registering_ends_when_it_closes_when_the_training_begins_and_when_it_is_withdrawn() {
    let alone = event(training());
    assert!(register(&editor(), &alone, 0, now() + hours(24) - SignedDuration::from_secs(1)).is_ok());
    assert_eq!(refused(&alone, 0, now() + hours(24)), RegistrationRefusal::Closed);
    let session = event(session());
    assert!(register(&editor(), &session, 9_000, now() + hours(47)).is_ok(), "a series takes any number");
    assert_eq!(refused(&session, 0, now() + hours(48)), RegistrationRefusal::Closed);
    let withdrawn = withdraw(&editor(), &session, now()).unwrap();
    assert_eq!(refused(&withdrawn, 0, now()), RegistrationRefusal::Withdrawn);
}

#[test]
fn registering_for_a_session_is_registering_for_its_series_in_that_year() {
    let (roll, _) = register(&editor(), &event(session()), 0, now()).unwrap();
    assert_eq!(roll.to_string(), "SERIES#2026-27#coffee-sessions");
    let needless = event(Training { registering: Registering::Needless, ..training() });
    assert_eq!(refused(&needless, 0, now()), RegistrationRefusal::NothingToRegister);
}

#[test]
fn a_training_is_open_then_full_then_closed_then_its_recording_is_posted() {
    let (open, ends) = (training(), training().ends);
    let states = [open.state_at(1, now()), open.state_at(2, now()), open.state_at(1, now() + hours(25))];
    assert_eq!(states, [TrainingState::Open, TrainingState::Full, TrainingState::Closed]);
    assert_eq!(open.state_at(1, ends), TrainingState::Closed);
    let recorded = Training { recording: Some("https://video.example.org/7".parse().unwrap()), ..training() };
    assert_eq!(recorded.state_at(1, ends), TrainingState::RecordingPosted);
}
