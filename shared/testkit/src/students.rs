use domain::access::Placement;
use domain::cds::CdsCode;
use domain::ids::StudentId;
use domain::names::PersonName;
use domain::students::{
    Assignments, Condition, Demographics, Elas, Enrollment, Grade, Progress, Student, TestProgram, UnlistedResources,
    UnlistedResourcesState, refresh,
};
use jiff::civil::date;
use store::students::{AssignmentsItem, StudentItem, profile_item, second_enrollment_item};
use store::{Partition, Sort, Table};

use crate::places::CEDAR;
use crate::world::World;

/// A student in the making: grade 11 at Cedar High, English only, with the tests of that grade, nothing started.
pub struct StudentBuilder {
    student: Student,
    changes: Vec<(TestProgram, Progress)>,
    conditions: Vec<(TestProgram, Condition)>,
}

/// Begins a student with this SSID.
#[must_use]
pub fn a_student(ssid: &str) -> StudentBuilder {
    let student = Student {
        id: StudentId::from_bytes([0; 16]),
        ssid: ssid.parse().expect("an SSID"),
        name: PersonName { last: "Álvarez".into(), first: "Ana".into(), middle: None },
        birthdate: date(2010, 3, 14),
        enrollment: enrollment(CEDAR),
        second_enrollment: None,
        grade: Grade::G11,
        elas: Elas::Eo,
        demographics: Demographics::default(),
        unlisted_resources: None,
    };
    StudentBuilder { student, changes: Vec::new(), conditions: Vec::new() }
}

fn enrollment(school: &str) -> Enrollment {
    let cds: CdsCode = school.parse().expect("a CDS code");
    let lea = crate::people::lea_of(cds);
    Enrollment {
        place: Placement { county: cds.county(), lea, school: cds },
        school_name: format!("School {school}"),
        lea_name: format!("LEA {lea}"),
    }
}

impl StudentBuilder {
    /// Last and first name.
    #[must_use]
    pub fn named(mut self, last: &str, first: &str) -> Self {
        self.student.name = PersonName { last: last.into(), first: first.into(), middle: None };
        self
    }

    /// Enrolled at this school.
    #[must_use]
    pub fn at(mut self, school: &str) -> Self {
        self.student.enrollment = enrollment(school);
        self
    }

    /// With a second enrolment.
    #[must_use]
    pub fn also_at(mut self, school: &str) -> Self {
        self.student.second_enrollment = Some(enrollment(school));
        self
    }

    /// In this grade.
    #[must_use]
    pub const fn in_grade(mut self, grade: Grade) -> Self {
        self.student.grade = grade;
        self
    }

    /// With this English language acquisition status.
    #[must_use]
    pub const fn with_elas(mut self, elas: Elas) -> Self {
        self.student.elas = elas;
        self
    }

    /// With an individualized education program.
    #[must_use]
    pub fn with_disability(mut self) -> Self {
        self.student.demographics.idea = true;
        self.student.demographics.primary_disability = Some("AUT".into());
        self
    }

    /// With a request for unlisted resources.
    #[must_use]
    pub const fn with_unlisted_resources(mut self) -> Self {
        let submitted_on = date(2026, 10, 5);
        self.student.unlisted_resources =
            Some(UnlistedResources { state: UnlistedResourcesState::Submitted, submitted_on });
        self
    }

    /// This far in a test, which is assigned.
    #[must_use]
    pub fn with_test(mut self, program: TestProgram, progress: Progress) -> Self {
        self.changes.push((program, progress));
        self
    }

    /// With a condition code for a test, which is assigned.
    #[must_use]
    pub fn with_condition(mut self, program: TestProgram, condition: Condition) -> Self {
        self.conditions.push((program, condition));
        self
    }

    /// The student.
    #[must_use]
    pub fn build(mut self, world: &World) -> Student {
        self.student.id = world.student_key().id(self.student.ssid);
        self.student
    }

    /// Writes the student, found by every index, with the tests of the grade; gives the id.
    pub async fn save(mut self, world: &World) -> StudentId {
        self.student.id = world.student_key().id(self.student.ssid);
        let student = self.student;
        let id = student.id;
        let year = world.clock().this_year();
        let mut assignments = refresh(&student, &Assignments::none(year));
        for (program, progress) in self.changes {
            assignments.tests.entry(program).or_default().progress = progress;
        }
        for (program, condition) in self.conditions {
            assignments.tests.entry(program).or_default().condition = Some(condition);
        }
        if let Some(second) = second_enrollment_item(&student).expect("an item") {
            world.put(Table::Students, second).await;
        }
        world.put(Table::Students, profile_item(&StudentItem { version: 1, student }).expect("an item")).await;
        let assignments = AssignmentsItem { version: 1, assignments };
        let item = store::item(&Partition::Student(id), &Sort::Assignments(year), &assignments).expect("an item");
        world.put(Table::Students, item).await;
        id
    }
}
