use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Demographics, Elas, Grade, Ssid, UnlistedResources};
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

impl Guarded for Student {
    const TO_KNOW: Right = Right::FindStudents;

    fn places(&self) -> impl Iterator<Item = &Placement> {
        std::iter::once(&self.enrollment).chain(&self.second_enrollment).map(|enrollment| &enrollment.place)
    }
}
