//! Tests of the rules of assignments and condition codes together: what one file decides rests on the others.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::access::{Caller, Epoch, OrganizationCode, Placement, Role, RoleInForce, Scope};
use crate::cds::CdsCode;
use crate::ids::{StudentId, UserId};
use crate::names::PersonName;
use crate::year::AdministrationYear;

const TODAY: Date = date(2026, 11, 22);

fn year() -> AdministrationYear {
    AdministrationYear::of(TODAY)
}

fn now() -> jiff::Timestamp {
    "2026-11-22T20:00:00Z".parse().unwrap()
}

fn student(grade: Grade, elas: Elas) -> Student {
    let school: CdsCode = "99000010000103".parse().unwrap();
    Student {
        id: StudentId::from_bytes([1; 16]),
        ssid: "9000000001".parse().unwrap(),
        name: PersonName { last: "Álvarez".into(), first: "Ana".into(), middle: None },
        birthdate: date(2010, 3, 14),
        enrollment: Enrollment {
            place: Placement { county: school.county(), lea: school.county_district(), school },
            school_name: "Cedar High".into(),
            lea_name: "Poppy Valley Unified".into(),
        },
        second_enrollment: None,
        grade,
        elas,
        demographics: Demographics::default(),
        unlisted_resources: None,
    }
}

fn alternate(grade: Grade, elas: Elas) -> Student {
    let mut student = student(grade, elas);
    student.demographics.idea = true;
    student.demographics.primary_disability = Some("AUT".into());
    student.demographics.alternate = true;
    student
}

fn coordinator(role: Role) -> Caller {
    Caller {
        user: UserId::from_bytes([2; 16]),
        name: "Lee Romero".into(),
        role: RoleInForce {
            role,
            organization: OrganizationCode::State,
            organization_name: "Poppy Valley Unified".into(),
            scope: Scope::Lea("9900001".parse().unwrap()),
            lea: "9900001".parse().ok(),
            year: year(),
            affidavit_signed: true,
            instruments: Vec::new(),
        },
        epoch: Epoch(1),
    }
}

fn codes(programs: impl IntoIterator<Item = TestProgram>) -> Vec<&'static str> {
    programs.into_iter().map(TestProgram::code).collect()
}

#[test]
fn each_grade_and_status_is_assigned_its_tests_without_anybody_asking() {
    use Elas::{El, Eo, Tbd};
    let none: [&str; 0] = [];
    for (grade, elas, tests) in [
        (Grade::Tk, Eo, none.as_slice()),
        (Grade::Kn, Tbd, &["elpac-initial"]),
        (Grade::G02, El, &["elpac-summative"]),
        (Grade::G03, Eo, &["sb-ela", "sb-math"]),
        (Grade::G05, El, &["sb-ela", "sb-math", "cast", "elpac-summative"]),
        (Grade::G08, Eo, &["sb-ela", "sb-math", "cast"]),
        (Grade::G09, Eo, none.as_slice()),
        (Grade::G10, Eo, none.as_slice()),
        (Grade::G11, Eo, &["sb-ela", "sb-math"]),
        (Grade::G12, Eo, &["cast"]),
        (Grade::Us, Eo, none.as_slice()),
    ] {
        assert_eq!(codes(default_programs(&student(grade, elas))), tests, "{grade} {elas}");
    }
    let alternates = codes(default_programs(&alternate(Grade::G08, El)));
    assert_eq!(alternates, ["caa-ela", "caa-math", "caa-science", "elpac-alt-summative"]);
}

#[test]
fn without_an_education_program_the_mark_of_calpads_alone_assigns_no_alternate_test() {
    let mut marked = student(Grade::G08, Elas::Eo);
    marked.demographics.alternate = true;
    assert_eq!(codes(default_programs(&marked)), ["sb-ela", "sb-math", "cast"]);
    assert_eq!(eligible(&marked, TestProgram::CaaEla), Err(NotEligible::NoEducationProgram));
}

#[test]
fn the_elpac_follows_the_acquisition_status() {
    assert_eq!(eligible(&student(Grade::G04, Elas::Eo), TestProgram::ElpacInitial), Err(NotEligible::NotTbd));
    assert_eq!(
        eligible(&student(Grade::G04, Elas::Rfep), TestProgram::ElpacSummative),
        Err(NotEligible::NotEnglishLearner)
    );
    assert_eq!(eligible(&student(Grade::G04, Elas::Tbd), TestProgram::ElpacInitial), Ok(()));
}

#[test]
fn an_import_never_takes_away_a_test_with_a_code_or_one_that_was_begun() {
    let mut before = refresh(&student(Grade::G08, Elas::El), &Assignments::none(year()));
    let set = SetBy { by: "Lee Romero".into(), at: now() };
    before.tests.get_mut(&TestProgram::SbEla).unwrap().condition = Some(Condition::Nte { set });
    before.tests.get_mut(&TestProgram::SbMath).unwrap().progress = Progress::Started;
    let after = refresh(&student(Grade::G09, Elas::Rfep), &before);
    assert_eq!(codes(after.tests.keys().copied()), ["sb-ela", "sb-math"], "CAST and the ELPAC were untouched and go");
    assert_eq!(after.tests[&TestProgram::SbEla], before.tests[&TestProgram::SbEla]);
}

#[test]
fn an_import_does_not_bring_back_what_a_coordinator_removed() {
    let student = student(Grade::G12, Elas::Eo);
    let before = refresh(&student, &Assignments::none(year()));
    let remove = [Change::Remove { program: TestProgram::Cast }];
    let caller = coordinator(Role::LeaCaasppCoordinator);
    let (removed, _) = decide(&caller, &student, &before, &remove, now(), TODAY).unwrap();
    assert!(refresh(&student, &removed).tests.is_empty());
    let add = [Change::Add { program: TestProgram::Cast }];
    let (added, _) = decide(&caller, &student, &removed, &add, now(), TODAY).unwrap();
    assert_eq!(codes(refresh(&student, &added).tests.into_keys()), ["cast"]);
}

#[test]
fn a_row_that_is_wrong_for_one_night_leaves_the_tests_as_they_were() {
    let right = alternate(Grade::G08, Elas::El);
    let before = refresh(&right, &Assignments::none(year()));
    let mut wrong = right.clone();
    wrong.demographics.idea = false;
    let meanwhile = refresh(&wrong, &before);
    assert_eq!(codes(meanwhile.tests.keys().copied()), ["sb-ela", "sb-math", "cast", "elpac-summative"]);
    assert_eq!(refresh(&right, &meanwhile), before);
}

#[test]
fn an_import_never_takes_away_what_a_coordinator_added() {
    let mut eligible = alternate(Grade::G08, Elas::Eo);
    eligible.demographics.alternate = false;
    let before = refresh(&eligible, &Assignments::none(year()));
    let swap = [Change::Add { program: TestProgram::CaaEla }, Change::Remove { program: TestProgram::SbEla }];
    let (chosen, _) =
        decide(&coordinator(Role::LeaCaasppCoordinator), &eligible, &before, &swap, now(), TODAY).unwrap();
    let mut wrong = eligible.clone();
    wrong.demographics.primary_disability = None;
    assert_eq!(refresh(&wrong, &chosen), chosen);
    assert_eq!(refresh(&eligible, &chosen), chosen);
}

#[test]
fn a_request_counts_from_the_first_of_january_before_the_year_until_today() {
    let student = student(Grade::G11, Elas::Eo);
    let before = refresh(&student, &Assignments::none(year()));
    let save = |request_received_on: Date| {
        let change = [Change::SetPge { program: TestProgram::SbEla, request_received_on, reason: None }];
        decide(&coordinator(Role::LeaCaasppCoordinator), &student, &before, &change, now(), TODAY)
            .map(|_| ())
            .map_err(|refused| refused[0].refusal.clone())
    };
    assert_eq!(save(TODAY), Ok(()));
    assert_eq!(save(date(2026, 1, 1)), Ok(()));
    assert_eq!(save(date(2025, 12, 31)), Err(Refusal::RequestOfAnotherYear(date(2026, 1, 1))));
    assert_eq!(save(date(2026, 11, 23)), Err(Refusal::RequestInFuture));
}

fn any_progress() -> impl Strategy<Value = Progress> {
    prop::sample::select(Progress::ALL)
}

fn any_assignments() -> impl Strategy<Value = Assignments> {
    let program = prop::sample::select(TestProgram::ALL);
    let condition = prop::option::of(prop_oneof![
        Just(Condition::Nte { set: SetBy { by: "x".into(), at: now() } }),
        Just(Condition::Derived { derived: DerivedCode::Nel }),
    ]);
    let assignment = (any_progress(), condition).prop_map(|(progress, condition)| Assignment {
        progress,
        delivery_mode: DeliveryMode::Online,
        condition,
    });
    prop::collection::btree_map(program, assignment, 0..11)
        .prop_map(|tests| Assignments { tests, ..Assignments::none(year()) })
}

fn any_change() -> impl Strategy<Value = Change> {
    let program = prop::sample::select(TestProgram::ALL);
    (program, 0..5_u8).prop_map(|(program, kind)| match kind {
        0 => Change::SetPge { program, request_received_on: TODAY, reason: None },
        1 => Change::SetNte { program, reason: None },
        2 => Change::RemoveCode { program, reason: "because".into() },
        3 => Change::Add { program },
        _ => Change::Remove { program },
    })
}

proptest! {
    #[test]
    fn a_page_is_decided_as_a_whole_and_touches_nothing_it_does_not_name(
        before in any_assignments(),
        changes in prop::collection::vec(any_change(), 1..6),
    ) {
        let student = alternate(Grade::G11, Elas::El);
        let caller = coordinator(Role::LeaCaasppCoordinator);
        let decided = decide(&caller, &student, &before, &changes, now(), TODAY);
        let possible = |change: &Change| permission(&caller, &student, &before, change.program(), change.action()).is_ok();
        match decided {
            Ok((after, recorded)) => {
                prop_assert_eq!(recorded.len(), changes.len());
                for program in TestProgram::ALL {
                    if changes.iter().all(|change| change.program() != *program) {
                        prop_assert_eq!(after.tests.get(program), before.tests.get(program));
                    }
                }
                prop_assert!(changes.iter().all(possible), "what is not permitted alone is not permitted on a page");
            }
            Err(refused) => {
                prop_assert!(!refused.is_empty());
                prop_assert!(refused.iter().all(|refused| refused.index < changes.len()));
                for (index, change) in changes.iter().enumerate() {
                    if !possible(change) {
                        prop_assert!(refused.iter().any(|refused| refused.index == index), "each impossible one is named");
                    }
                }
            }
        }
    }

    #[test]
    fn nobody_changes_a_test_that_is_over_or_a_code_that_is_derived(before in any_assignments(), change in any_change()) {
        let student = alternate(Grade::G11, Elas::El);
        let caller = coordinator(Role::LeaCaasppCoordinator);
        if let Some(assignment) = before.tests.get(&change.program()) {
            let over = matches!(assignment.progress, Progress::Completed | Progress::Expired | Progress::Invalidated);
            let derived = matches!(assignment.condition, Some(Condition::Derived { .. }));
            if over || derived {
                prop_assert!(decide(&caller, &student, &before, &[change], now(), TODAY).is_err());
            }
        }
    }

    #[test]
    fn no_elpac_test_ever_gets_a_parent_exemption(before in any_assignments(), program in prop::sample::select(TestProgram::ALL)) {
        let student = alternate(Grade::G11, Elas::El);
        for role in Role::ALL {
            let change = Change::SetPge { program, request_received_on: TODAY, reason: None };
            let decided = decide(&coordinator(*role), &student, &before, &[change], now(), TODAY);
            prop_assert!(decided.is_err() || program.family() == ProgramFamily::Caaspp);
        }
    }
}
