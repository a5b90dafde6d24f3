//! What a day brings, over random days: leap days, year ends and changes of the clock are among them.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::accounts::{AccountState, User};
use crate::ids::{CommentId, DocumentId};
use crate::mail::{Circular, Letter, Readership, Text};

const CALIFORNIA: TimeZone = jiff::tz::get!("America/Los_Angeles");

/// A time on `day` in California.
fn at(day: Date, hour: i8, minute: i8, second: i8) -> Timestamp {
    day.at(hour, minute, second, 0).to_zoned(CALIFORNIA).unwrap().timestamp()
}

fn watched(record: &ReviewRecord) -> Watched {
    Watched::of(Unchecked::new(Some(record.clone()))).unwrap()
}

/// The review with its one evidence request due on `due`.
fn due_on(due: Date) -> ReviewRecord {
    let mut record = record(today());
    record.requests[0].due = due;
    record
}

fn answered(mut record: ReviewRecord) -> ReviewRecord {
    let new = NewDocument {
        id: DocumentId::new(review_id(), [1; 8]),
        target: DocumentTarget::EvidenceRequest(request_id()),
        file_name: "letters.pdf".parse().unwrap(),
        content_type: ContentType::Pdf,
        size: 1,
        sha256: FileHash::from_bytes([1; 32]),
        replaces: None,
    };
    let coordinator = coordinator();
    let (mut document, _) = give_ticket(&coordinator, &seen(&coordinator, &record), new, now()).unwrap();
    document.state = DocumentState::Clean;
    record.documents.push(document);
    record
}

/// The lines of a reminder: overdue, upcoming.
fn lines(circular: &Circular) -> (Vec<DueLine>, Vec<DueLine>) {
    match &circular.letter {
        Letter::ReviewReminder { overdue, upcoming, .. } => (overdue.clone(), upcoming.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_reminder_names_all_that_is_due_and_goes_to_the_leas_people() {
    let record = with_finding(due_on(date(2027, 1, 13)), today(), today());
    assert_eq!(record.findings[0].due, date(2027, 1, 6));
    let day = date(2027, 1, 7);
    let circular = watched(&record).reminder(day, noon(day)).unwrap();
    assert_eq!(circular.to, Readership::lea_of(&record.review));
    let (overdue, upcoming) = lines(&circular);
    assert_eq!((overdue.len(), upcoming.len()), (1, 0), "six days before the request nothing is said of it");
    assert_eq!((overdue[0].what, overdue[0].due), (DueKind::Resolution, date(2027, 1, 6)));

    let record = due_on(date(2027, 1, 20));
    let record = with_finding(record, today(), today());
    let day = date(2027, 1, 6 + 7);
    let (overdue, upcoming) = lines(&watched(&record).reminder(day, noon(day)).unwrap());
    assert!(overdue.is_empty());
    assert_eq!((upcoming[0].what, upcoming[0].number.to_string().as_str()), (DueKind::Evidence, "I-01"));
}

#[test]
fn what_is_answered_submitted_or_in_a_review_that_is_not_open_is_not_reminded_of() {
    let due = date(2026, 12, 1);
    let day = date(2026, 12, 2);
    assert!(watched(&due_on(due)).reminder(day, noon(day)).is_some());
    let done = watched(&answered(due_on(due)));
    assert!(done.reminder(day, noon(day)).is_none() && done.missed(day).is_empty());
    let mut record = with_finding(due_on(date(2027, 6, 1)), today(), today());
    let day = date(2027, 1, 7);
    assert!(watched(&record).reminder(day, noon(day)).is_some());
    record.findings[0].state = FindingState::Submitted;
    assert!(watched(&record).reminder(day, noon(day)).is_none(), "waits for the CDE");
    for state in [ReviewState::Planned, ReviewState::Completed, ReviewState::Cancelled] {
        record.review.state = state;
        assert!(Watched::of(Unchecked::new(Some(record.clone()))).is_none(), "{state}");
    }
    assert!(Watched::of(Unchecked::new(None)).is_none());
}

#[test]
fn a_long_reminder_says_how_many_there_are_more() {
    let mut record = due_on(date(2026, 12, 1));
    let request = record.requests[0].clone();
    record.requests.extend((0..60).map(|own| EvidenceRequest {
        id: crate::ids::EvidenceRequestId::new(review_id(), [own + 100; 8]),
        ..request.clone()
    }));
    let day = date(2026, 12, 2);
    let Letter::ReviewReminder { overdue, more, .. } = watched(&record).reminder(day, noon(day)).unwrap().letter else {
        panic!("a reminder")
    };
    assert_eq!((overdue.len(), more), (LINES_MAX, 11));
}

#[test]
fn the_monitors_of_an_instrument_get_one_list_of_those_who_did_not_submit() {
    let record = due_on(date(2026, 12, 1));
    let day = date(2026, 12, 2);
    let missed = watched(&record).missed(day);
    let [(instrument, lea)] = missed.into_iter().collect::<Vec<_>>().try_into().unwrap();
    assert_eq!((instrument, lea.evidence_requests, lea.findings), (ProgramInstrument::EnglishLearner, 1, 0));
    assert!(watched(&record).missed(date(2026, 12, 3)).is_empty(), "they were told the day before");
    let alder = NonSubmitter { organization_name: "Alder Unified".into(), ..lea.clone() };
    let circular = non_submitters(instrument, day, vec![lea.clone(), alder.clone()], noon(day));
    assert_eq!(circular.to, Readership::Monitors { instruments: [instrument].into() });
    let Letter::NonSubmitters { due, leas, more, .. } = &circular.letter else { panic!("a list") };
    assert_eq!((*due, leas, *more), (date(2026, 12, 1), &vec![alder, lea.clone()], 0));
    assert_eq!(circular.id, non_submitters(instrument, day, Vec::new(), noon(day)).id);
    assert_ne!(circular.id, non_submitters(ProgramInstrument::MigrantEducation, day, Vec::new(), noon(day)).id);
    let many = vec![lea; LEAS_MAX + 3];
    let Letter::NonSubmitters { leas, more, .. } = non_submitters(instrument, day, many, noon(day)).letter else {
        panic!("a list")
    };
    assert_eq!((leas.len(), more), (LEAS_MAX, 3));
}

fn written(caller: &Caller, own: u8, instrument: ProgramInstrument) -> Comment {
    Comment {
        id: CommentId::new(review_id(), [own; 8]),
        target: CommentTarget::Instrument(instrument),
        instrument,
        by: caller.into(),
        at: now(),
        text: prose("When?"),
    }
}

#[test]
fn each_side_is_told_once_of_what_the_other_wrote() {
    let (english, fiscal) = (ProgramInstrument::EnglishLearner, ProgramInstrument::FiscalMonitoring);
    let record = record(today());
    let day = date(2026, 11, 23);
    let digests = |comments: &[Comment]| watched(&record).digests(comments, day, noon(day));
    assert!(digests(&[]).is_empty());
    let comments = [
        written(&coordinator(), 1, english),
        written(&contributor(), 2, fiscal),
        written(&coordinator(), 3, english),
        written(&english_learner_monitor(), 4, english),
        written(&administrator(), 5, fiscal),
    ];
    let [to_monitors, to_lea] = digests(&comments).try_into().unwrap();
    assert_eq!(to_monitors.to, Readership::Monitors { instruments: [english, fiscal].into() });
    assert_eq!(to_lea.to, Readership::lea_of(&record.review));
    assert_ne!(to_monitors.id, to_lea.id);
    let counted = |instrument, count| CommentCount { instrument, count };
    let told = |circular: &Circular| match &circular.letter {
        Letter::CommentsDigest { day, by, comments, .. } => (*day, *by, comments.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(told(&to_monitors), (today(), Side::Lea, vec![counted(english, 2), counted(fiscal, 1)]));
    assert_eq!(told(&to_lea), (today(), Side::Cde, vec![counted(english, 1), counted(fiscal, 1)]));
    assert_eq!(digests(&comments[3..]).into_iter().map(|circular| circular.id).collect::<Vec<_>>(), [to_lea.id]);
}

#[test]
fn a_monitor_reads_nothing_in_a_digest_of_instruments_that_are_not_theirs() {
    let (english, fiscal) = (ProgramInstrument::EnglishLearner, ProgramInstrument::FiscalMonitoring);
    let record = record(today());
    let day = date(2026, 11, 23);
    let comments = [written(&coordinator(), 1, english), written(&coordinator(), 2, fiscal)];
    let [digest] = watched(&record).digests(&comments, day, noon(day)).try_into().unwrap();
    let read = |instruments: &[ProgramInstrument], year: &str| {
        let role = crate::accounts::RoleAssignment::new(
            Role::ComplianceMonitor,
            crate::access::Seat::State,
            year.parse().unwrap(),
        );
        let user = User {
            id: UserId::from_bytes([3; 16]),
            username: "m@cde.test".parse().unwrap(),
            first_name: "Ana".into(),
            last_name: "Ortiz".into(),
            telephone: None,
            state: AccountState::Active,
            epoch: Epoch(1),
            version: 1,
            roles: vec![role.for_instruments(instruments.to_vec())],
            affidavits: Vec::new(),
            second_factors: Vec::new(),
            terms_accepted: None,
        };
        digest.letter.text(&user).map(|text| match text {
            Text::CommentsDigest { comments, .. } => comments.iter().map(|counted| counted.instrument).collect(),
            _ => Vec::new(),
        })
    };
    assert_eq!(read(&[english], "2026-27"), Some(vec![english]));
    assert_eq!(read(&[english, fiscal], "2026-27"), Some(vec![english, fiscal]));
    assert_eq!(read(&[ProgramInstrument::MigrantEducation], "2026-27"), None);
    assert_eq!(read(&[english], "2025-26"), None, "was a monitor last year");
}

#[test]
fn on_the_days_the_clock_changes_the_job_begins_at_seven_all_the_same() {
    for day in [date(2026, 11, 1), date(2027, 3, 14), date(2028, 2, 29)] {
        assert_eq!(last_day(at(day, 7, 0, 0)), day);
        assert_eq!(last_day(at(day, 6, 59, 59)), day.yesterday().unwrap());
        assert_eq!(last_day(at(day, 0, 0, 0)), day.yesterday().unwrap());
        assert_eq!(last_day(at(day, 23, 59, 59)), day);
    }
}

#[test]
fn the_first_time_only_the_day_itself_is_done_and_missed_days_are_done_up_to_fourteen() {
    let day = date(2026, 11, 22);
    let now = at(day, 7, 0, 0);
    assert_eq!(next_day(None, now), Some(day));
    assert_eq!(next_day(Some(day), now), None);
    assert_eq!(next_day(Some(date(2026, 11, 20)), now), Some(date(2026, 11, 21)));
    assert_eq!(next_day(Some(date(2026, 11, 8)), now), Some(date(2026, 11, 9)));
    assert_eq!(next_day(Some(date(2026, 9, 1)), now), Some(date(2026, 11, 9)), "what is older is of no use");
    assert_eq!(next_day(Some(date(2026, 11, 30)), now), None, "a clock that went back");
}

/// A random day of a hundred years.
fn any_day() -> impl Strategy<Value = Date> {
    (0_i32..36_500).prop_map(|day| date(2000, 1, 1).saturating_add(day.days()))
}

fn plus(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// Runs the job at these times, and gives of each run the days done and those that reminded.
fn run_at(watched: &Watched, times: &[Timestamp]) -> Vec<(Vec<Date>, Vec<Date>)> {
    let mut done = None;
    let mut runs = Vec::new();
    for now in times {
        let (mut days, mut reminded) = (Vec::new(), Vec::new());
        while let Some(day) = next_day(done, *now) {
            reminded.extend(watched.reminder(day, *now).map(|_| day));
            days.push(day);
            done = Some(day);
        }
        runs.push((days, reminded));
    }
    runs
}

proptest! {
    #[test]
    fn a_job_that_runs_every_day_at_whatever_hour_reminds_14_7_and_1_days_before_and_on_the_day_after(
        due in any_day(), hours in proptest::collection::vec((7_i8..24, 0_i8..60), 25),
    ) {
        let watched = watched(&due_on(due));
        let times = (-20..).zip(&hours).map(|(days, (hour, minute))| at(plus(due, days), *hour, *minute, 0));
        let times: Vec<_> = times.collect();
        let runs = run_at(&watched, &times);
        prop_assert!(runs.iter().all(|(days, _)| days.len() == 1));
        let reminded: Vec<_> = runs.into_iter().flat_map(|(_, reminded)| reminded).collect();
        prop_assert_eq!(reminded, [plus(due, -14), plus(due, -7), plus(due, -1), plus(due, 1)]);
    }

    #[test]
    fn whatever_days_are_missed_what_is_due_is_named_once_a_run_and_in_every_run_that_is_the_first_after_a_day_to_remind(
        due in any_day(), gaps in proptest::collection::vec((0_i32..13, 0_i8..24), 1..30),
    ) {
        let watched = watched(&due_on(due));
        let mut day = plus(due, -40);
        let mut times = vec![at(day, 12, 0, 0)];
        for (gap, hour) in gaps {
            day = plus(day, gap);
            times.push(at(day, hour, 0, 0));
        }
        times.sort_unstable();
        let runs = run_at(&watched, &times);
        let all: Vec<_> = runs.iter().flat_map(|(days, _)| days.clone()).collect();
        prop_assert!(all.windows(2).all(|pair| pair[0].tomorrow().unwrap() == pair[1]), "each day once, none left out");
        let to_remind = [plus(due, -14), plus(due, -7), plus(due, -1), plus(due, 1)];
        for (days, reminded) in runs {
            let has_come = days.iter().any(|day| to_remind.contains(day));
            prop_assert_eq!(reminded.len(), usize::from(has_come), "{:?} {:?}", days, reminded);
        }
    }

    #[test]
    fn what_reminds_is_looked_for_on_the_days_it_is_due(due in any_day(), days in -20_i32..20) {
        let day = plus(due, days);
        let found = due_days(day).any(|other| other == due);
        prop_assert_eq!(found, watched(&due_on(due)).reminder(day, at(day, 12, 0, 0)).is_some());
        prop_assert_eq!(missed_day(day) == due, !watched(&due_on(due)).missed(day).is_empty());
    }

    #[test]
    fn the_latest_day_never_goes_back_and_is_today_or_yesterday(seconds in 946_684_800_i64..4_102_444_800, later in 0_i64..200_000) {
        let now = Timestamp::from_second(seconds).unwrap();
        let then = Timestamp::from_second(seconds + later).unwrap();
        prop_assert!(last_day(now) <= last_day(then));
        let today = day_in_california(now);
        prop_assert!(last_day(now) == today || last_day(now) == today.yesterday().unwrap());
    }
}
