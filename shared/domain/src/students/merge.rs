//! What an import makes of a student: the file is right about what it has, and leaves alone what it has not.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::extract::ExtractRow;
use super::{Assignment, Assignments, DeliveryMode, Demographics, Enrollment, Student, StudentRecord, refresh};
use crate::audit::Event;
use crate::ids::StudentId;
use crate::year::AdministrationYear;

/// What is to be written for a row, and what the history says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The student afterwards.
    pub student: Student,
    /// The assignments afterwards.
    pub assignments: Assignments,
    /// What happened; nothing where everything stands as it stood.
    pub events: Vec<Event>,
}

/// Puts a row over what is stored.
///
/// A second enrolment, a request for unlisted resources and a local student id are not in the file and stay; but a student
/// who moved to another LEA is no longer shown to the school of the second enrolment. Assignments
/// follow grade and status ([`refresh`]); whether a test is given on paper is taken from the file when it is assigned.
#[must_use]
pub fn merge(
    row: &ExtractRow,
    id: StudentId,
    enrollment: Enrollment,
    before: Option<&StudentRecord>,
    year: AdministrationYear,
) -> Merged {
    let stored = before.map(|before| &before.student);
    let second_enrollment = stored
        .and_then(|stored| stored.second_enrollment.clone())
        .filter(|second| second.place.school != enrollment.place.school)
        .filter(|_| stored.is_some_and(|stored| stored.enrollment.place.lea == enrollment.place.lea));
    let local_student_id = stored.and_then(|stored| stored.demographics.local_student_id.clone());
    let student = Student {
        id,
        ssid: row.ssid,
        name: row.name.clone(),
        birthdate: row.birthdate,
        enrollment,
        second_enrollment,
        grade: row.grade,
        elas: row.elas,
        demographics: Demographics { local_student_id, ..row.demographics.clone() },
        unlisted_resources: stored.and_then(|stored| stored.unlisted_resources),
    };
    let given = before.map_or_else(|| Assignments::none(year), |before| before.assignments.clone());
    let mut assignments = refresh(&student, &given);
    for (program, assignment) in &mut assignments.tests {
        if row.on_paper.contains(program) && !given.tests.contains_key(program) {
            *assignment = Assignment { delivery_mode: DeliveryMode::Paper, ..assignment.clone() };
        }
    }
    let events = match before {
        None => vec![Event::Imported],
        Some(before) => events(before, &student, &assignments),
    };
    Merged { student, assignments, events }
}

fn events(before: &StudentRecord, student: &Student, assignments: &Assignments) -> Vec<Event> {
    let mut events = Vec::new();
    let moved = before.student.enrollment.place.school != student.enrollment.place.school;
    if moved {
        events.push(Event::Moved { from: with_code(&before.student.enrollment), to: with_code(&student.enrollment) });
    }
    let mut fields = changed_fields(&before.student, student);
    fields.retain(|field| !(moved && field == "enrollment"));
    let (was, is) = (&before.assignments.tests, &assignments.tests);
    fields.extend(is.keys().filter(|program| !was.contains_key(program)).map(|program| format!("{program} assigned")));
    fields.extend(was.keys().filter(|program| !is.contains_key(program)).map(|program| format!("{program} removed")));
    if !fields.is_empty() {
        events.push(Event::Updated { fields });
    }
    events
}

/// As in `Cedar High (99000010000103)`.
fn with_code(enrollment: &Enrollment) -> String {
    format!("{} ({})", enrollment.school_name, enrollment.place.school)
}

/// The fields in which two states of a student differ, by their names in JSON; those of the demographics by their own, after
/// the others. Each in the order of the alphabet, whatever order JSON objects are built to keep.
#[must_use]
pub fn changed_fields(before: &Student, after: &Student) -> Vec<String> {
    let (before, after) = (fields(before), fields(after));
    let names = before.iter().chain(after.iter().filter(|(name, _)| !before.iter().any(|(known, _)| known == name)));
    let value = |fields: &[(String, Value)], name: &str| {
        fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    names.filter(|(name, _)| value(&before, name) != value(&after, name)).map(|(name, _)| name.clone()).collect()
}

fn fields(student: &Student) -> Vec<(String, Value)> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(student) else { return Vec::new() };
    let demographics = match fields.remove("demographics") {
        Some(Value::Object(demographics)) => demographics,
        _ => Map::new(),
    };
    let by_name = |fields: Map<String, Value>| fields.into_iter().collect::<BTreeMap<_, _>>();
    by_name(fields).into_iter().chain(by_name(demographics)).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::access::Placement;
    use crate::cds::CdsCode;
    use crate::students::extract::{ExtractColumn, parse};
    use crate::students::{
        Elas, Grade, Progress, RecordVersion, TestProgram, UnlistedResources, UnlistedResourcesState,
    };

    fn row(changed: &[(ExtractColumn, &str)]) -> ExtractRow {
        use ExtractColumn as C;
        let mut fields = BTreeMap::from([
            (C::State, "CA"),
            (C::ResponsibleSchool, "99000010000103"),
            (C::LastName, "Álvarez"),
            (C::FirstName, "Ana"),
            (C::Birthdate, "2010-02-28"),
            (C::Ssid, "9000000001"),
            (C::Grade, "11"),
            (C::Elas, "EO"),
        ]);
        fields.extend(changed.iter().copied());
        parse(date(2026, 11, 22), |column| fields.get(&column).copied().unwrap_or_default()).unwrap()
    }

    fn at(school: &str, name: &str) -> Enrollment {
        let school: CdsCode = school.parse().unwrap();
        let place = Placement { county: school.county(), lea: school.county_district(), school };
        Enrollment { place, school_name: name.into(), lea_name: "Poppy Valley Unified".into() }
    }

    fn cedar() -> Enrollment {
        at("99000010000103", "Cedar High")
    }

    fn import(row: &ExtractRow, enrollment: Enrollment, before: Option<&StudentRecord>) -> Merged {
        merge(row, StudentId::from_bytes([1; 16]), enrollment, before, "2026-27".parse().unwrap())
    }

    fn before(merged: Merged) -> StudentRecord {
        let version = RecordVersion { student: 1, assignments: 1 };
        StudentRecord { student: merged.student, assignments: merged.assignments, version }
    }

    #[test]
    fn a_new_student_gets_the_tests_of_the_grade() {
        let new = import(&row(&[]), cedar(), None);
        assert_eq!(new.events, [Event::Imported]);
        assert_eq!(
            new.assignments.tests.keys().copied().collect::<Vec<_>>(),
            [TestProgram::SbEla, TestProgram::SbMath]
        );
    }

    #[test]
    fn the_same_row_again_changes_nothing() {
        let stored = before(import(&row(&[]), cedar(), None));
        let again = import(&row(&[]), cedar(), Some(&stored));
        assert_eq!((again.events.len(), &again.student, &again.assignments), (0, &stored.student, &stored.assignments));
    }

    #[test]
    fn a_student_in_another_school_is_moved_and_the_history_names_both_schools() {
        let stored = before(import(&row(&[]), cedar(), None));
        let moved = import(&row(&[]), at("99000010000104", "Dune High"), Some(&stored));
        let (from, to) = ("Cedar High (99000010000103)".to_owned(), "Dune High (99000010000104)".to_owned());
        assert_eq!(moved.events, [Event::Moved { from, to }]);
    }

    #[test]
    fn other_changes_are_told_by_field() {
        let stored = before(import(&row(&[]), cedar(), None));
        let changed =
            import(&row(&[(ExtractColumn::Idea, "Y"), (ExtractColumn::FirstName, "Anna")]), cedar(), Some(&stored));
        assert_eq!(changed.events, [Event::Updated { fields: vec!["name".into(), "idea".into()] }]);
    }

    #[test]
    fn what_the_file_does_not_have_is_kept() {
        let mut stored = before(import(&row(&[]), cedar(), None));
        stored.student.second_enrollment = Some(at("99000010000104", "Dune High"));
        stored.student.demographics.local_student_id = Some("77".into());
        stored.student.unlisted_resources =
            Some(UnlistedResources { state: UnlistedResourcesState::Submitted, submitted_on: date(2026, 9, 1) });
        let again = import(&row(&[]), cedar(), Some(&stored));
        assert_eq!((again.events, again.student), (vec![], stored.student));
    }

    #[test]
    fn a_student_who_moves_to_the_school_of_the_second_enrolment_has_only_one() {
        let mut stored = before(import(&row(&[]), cedar(), None));
        stored.student.second_enrollment = Some(at("99000010000104", "Dune High"));
        let moved = import(&row(&[]), at("99000010000104", "Dune High"), Some(&stored));
        assert_eq!(moved.student.second_enrollment, None);
    }

    #[test]
    fn what_coordinators_did_to_assignments_outlives_an_import() {
        let mut stored = before(import(&row(&[]), cedar(), None));
        stored.assignments.tests.remove(&TestProgram::SbMath);
        stored.assignments.removed.insert(TestProgram::SbMath);
        stored.assignments.tests.get_mut(&TestProgram::SbEla).unwrap().progress = Progress::Started;
        let next_grade = row(&[(ExtractColumn::Grade, "12"), (ExtractColumn::Elas, "EL")]);
        let changed = import(&next_grade, cedar(), Some(&stored));
        assert_eq!((changed.student.grade, changed.student.elas), (Grade::G12, Elas::El));
        let tests: Vec<_> = changed.assignments.tests.keys().copied().collect();
        assert_eq!(tests, [TestProgram::SbEla, TestProgram::Cast, TestProgram::ElpacSummative]);
        assert_eq!(
            changed.events,
            [Event::Updated {
                fields: vec!["elas".into(), "grade".into(), "cast assigned".into(), "elpac-summative assigned".into()]
            }]
        );
    }

    #[test]
    fn paper_is_taken_from_the_file_when_a_test_is_assigned_and_not_after() {
        let on_paper = row(&[(ExtractColumn::ModeEla, "Paper")]);
        let new = import(&on_paper, cedar(), None);
        assert_eq!(new.assignments.tests[&TestProgram::SbEla].delivery_mode, DeliveryMode::Paper);
        let stored = before(import(&row(&[]), cedar(), None));
        assert_eq!(import(&on_paper, cedar(), Some(&stored)).events, []);
    }
}
