use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Assignments, Demographics, Elas, Grade, Ssid, UnlistedResources};
use crate::access::{Guarded, Placement, Right};
use crate::ids::StudentId;
use crate::names::PersonName;

/// An enrolment in a school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrollment {
    /// Where.
    #[serde(flatten)]
    pub place: Placement,
    /// The school's name, from the directory when the student was imported.
    pub school_name: String,
    /// The LEA's name, likewise.
    pub lea_name: String,
}

/// A student, as CALPADS describes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Student {
    /// The opaque id.
    pub id: StudentId,
    /// The statewide identifier.
    pub ssid: Ssid,
    /// The name.
    pub name: PersonName,
    /// Born on.
    pub birthdate: Date,
    /// The primary enrolment (CALPADS status 10): this school and LEA are responsible for testing.
    pub enrollment: Enrollment,
    /// A second, short-term enrolment (status 30): that school sees the student and changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_enrollment: Option<Enrollment>,
    /// The grade.
    pub grade: Grade,
    /// English language acquisition status.
    pub elas: Elas,
    /// Everything else.
    pub demographics: Demographics,
    /// A request for unlisted resources, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlisted_resources: Option<UnlistedResources>,
}

/// A student in a list: what a search shows, and what its criteria look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The opaque id.
    pub id: StudentId,
    /// The statewide identifier.
    pub ssid: Ssid,
    /// The name.
    pub name: PersonName,
    /// The enrolment listed: a student enrolled twice is listed at each school.
    pub enrollment: Enrollment,
    /// The grade.
    pub grade: Grade,
    /// English language acquisition status.
    pub elas: Elas,
    /// A request for unlisted resources, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlisted_resources: Option<UnlistedResources>,
}

impl Student {
    /// The student as listed at `enrollment`.
    #[must_use]
    pub fn listed_at(&self, enrollment: &Enrollment) -> Listing {
        Listing {
            id: self.id,
            ssid: self.ssid,
            name: self.name.clone(),
            enrollment: enrollment.clone(),
            grade: self.grade,
            elas: self.elas,
            unlisted_resources: self.unlisted_resources,
        }
    }
}

/// A student's record as stored: what is opened, changed and saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudentRecord {
    /// The student.
    pub student: Student,
    /// The test assignments of this administration year.
    pub assignments: Assignments,
    /// Which state of the two this is.
    pub version: RecordVersion,
}

/// Counts the changes of a record: an edit is made to one version and refused on a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordVersion {
    /// Changes of the student by imports.
    pub student: u64,
    /// Changes of the assignments; 0 before there are any.
    pub assignments: u64,
}

impl std::fmt::Display for RecordVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.student, self.assignments)
    }
}

impl Guarded for StudentRecord {
    const TO_KNOW: Right = Student::TO_KNOW;

    fn places(&self) -> impl Iterator<Item = &Placement> {
        self.student.places()
    }
}

impl Guarded for Student {
    const TO_KNOW: Right = Right::FindStudents;

    fn places(&self) -> impl Iterator<Item = &Placement> {
        std::iter::once(&self.enrollment).chain(&self.second_enrollment).map(|enrollment| &enrollment.place)
    }
}
