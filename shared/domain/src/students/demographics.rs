use jiff::civil::Date;
use serde::{Deserialize, Serialize};

codes! {
    /// Sex as CALPADS records it. Source: CALPADS; `X` since 2019.
    pub enum Sex, "sex" {
        /// Female.
        Female = "FEMALE",
        /// Male.
        Male = "MALE",
        /// Nonbinary.
        Nonbinary = "X",
    }
}

/// What else CALPADS tells of a student. TOMS users see it and do not change it. Codes are kept as CALPADS gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "so CALPADS has them")]
pub struct Demographics {
    /// Local student id, up to 15 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_student_id: Option<String>,
    /// Sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Reporting ethnicity, as CALPADS codes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ethnicity: Option<String>,
    /// Primary language: 2 characters until 2022-23, 3 (ISO 639) since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_language: Option<String>,
    /// Has an individualized education program (IDEA).
    #[serde(default)]
    pub idea: bool,
    /// Primary disability, as in `AUT` or `SLI`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_disability: Option<String>,
    /// Has a Section 504 plan.
    #[serde(default)]
    pub section_504: bool,
    /// Economically disadvantaged.
    #[serde(default)]
    pub economic_disadvantage: bool,
    /// Migrant.
    #[serde(default)]
    pub migrant: bool,
    /// Military family.
    #[serde(default)]
    pub military: bool,
    /// Takes the alternate assessments.
    #[serde(default)]
    pub alternate: bool,
    /// Parent education, 10 to 15.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_education: Option<String>,
    /// First entry into a school of the United States.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_us_school_entry: Option<Date>,
    /// Became a limited-English-proficient student.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lep_entry: Option<Date>,
    /// Was reclassified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lep_exit: Option<Date>,
    /// ELPAC domains the student is exempt from: `listening`, `reading`, `writing`, `speaking`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elpac_domain_exemptions: Vec<String>,
}

codes! {
    /// Where a request for an unlisted resource stands. Source: TOMS, Unlisted Resources tab.
    pub enum UnlistedResourcesState, "an unlisted resources state" {
        /// Sent to the CDE.
        Submitted = "submitted",
        /// Approved, the construct unchanged.
        Approved = "approved",
        /// Approved; the construct changes, so the score is not valid for accountability.
        ApprovedConstructChange = "approved-construct-change",
        /// Not approved.
        NotApproved = "not-approved",
    }
}

/// A request for resources that the published list does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlistedResources {
    /// Where it stands.
    pub state: UnlistedResourcesState,
    /// When it was submitted.
    pub submitted_on: Date,
}
