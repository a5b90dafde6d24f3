//! What is asked and what is answered.

use std::collections::BTreeMap;

use domain::access::OrganizationCode;
use domain::names::{FoldedName, GIVEN_NAME_MAX, LAST_NAME_MAX};
use domain::students::{Criteria, Elas, Grade, Listing, Ssid};
use edge::{Field, FieldError, FieldErrors, Limit, Problem};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// All that is given must hold. Leave out what does not matter.
#[derive(Deserialize, ToSchema)]
#[schema(as = StudentSearch)]
pub(crate) struct SearchBody {
    /// All 10 digits.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = r"^\d{10}$", example = "9000000001")]
    ssid: Field<Ssid>,
    /// The beginning of the first name.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Ana")]
    first_name: Field<String>,
    /// The beginning of the last name.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "alvarez")]
    last_name: Field<String>,
    /// The 14-digit code of an LEA or school within the role's organization.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "99000010000103")]
    organization: Field<OrganizationCode>,
    /// `TK`, `KN`, `01` to `12`, `UE`, `US`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "11")]
    grade: Field<Grade>,
    /// `EO`, `IFEP`, `EL`, `RFEP`, `TBD`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "EL")]
    elas: Field<Elas>,
    /// Whether there is a request for unlisted resources.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    unlisted_resources: Field<bool>,
    /// How many to show, 1 to 100; 50 unless given.
    #[serde(default)]
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 100)]
    limit: Field<Limit>,
    /// The `next_cursor` of the page before, with the same criteria.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    cursor: Field<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// A search that makes sense.
pub(crate) struct Wanted {
    pub(crate) criteria: Criteria,
    pub(crate) organization: Option<OrganizationCode>,
    pub(crate) limit: Limit,
    pub(crate) cursor: Option<String>,
    /// The criteria for the audit trail.
    pub(crate) recorded: Value,
}

impl SearchBody {
    pub(crate) fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let ssid = errors.optional("/ssid", self.ssid);
        let first_name = errors.optional("/first_name", self.first_name);
        let last_name = errors.optional("/last_name", self.last_name);
        let organization = errors.optional("/organization", self.organization);
        let grade = errors.optional("/grade", self.grade);
        let elas = errors.optional("/elas", self.elas);
        let unlisted_resources = errors.optional("/unlisted_resources", self.unlisted_resources);
        let limit = errors.optional("/limit", self.limit).unwrap_or_default();
        let cursor = errors.optional("/cursor", self.cursor);
        for (pointer, name, max) in
            [("/first_name", &first_name, GIVEN_NAME_MAX), ("/last_name", &last_name, LAST_NAME_MAX)]
        {
            if name.as_ref().is_some_and(|name| name.chars().count() > max) {
                errors.push(pointer, format!("must have at most {max} characters"));
            }
            if name.as_ref().is_some_and(|name| FoldedName::of(name).is_empty()) {
                errors.push(pointer, "must hold at least one letter or digit");
            }
        }
        errors.unknown("", &self.unknown);
        errors.finish()?;
        let mut recorded = Map::new();
        let mut record =
            |name: &str, value: Option<Value>| recorded.extend(value.map(|value| (name.to_owned(), value)));
        record("ssid", ssid.map(|ssid| ssid.to_string().into()));
        record("first_name", first_name.clone().map(Value::from));
        record("last_name", last_name.clone().map(Value::from));
        record("organization", organization.map(|code| code.to_string().into()));
        record("grade", grade.map(|grade| grade.code().into()));
        record("elas", elas.map(|elas| elas.code().into()));
        record("unlisted_resources", unlisted_resources.map(Value::from));
        record("page", cursor.as_ref().map(|_| "next".into()));
        let folded = |name: Option<String>| name.map(|name| FoldedName::of(&name));
        let (first_name, last_name) = (folded(first_name), folded(last_name));
        let criteria = Criteria { ssid, first_name, last_name, grade, elas, unlisted_resources };
        Ok(Wanted { criteria, organization, limit, cursor, recorded: Value::Object(recorded) })
    }
}

/// A cursor that was not given for this search, or was tampered with: one answer.
pub(crate) fn wrong_cursor() -> Problem {
    Problem::invalid(vec![FieldError::new(
        "/cursor",
        "is not one that was given for this search; begin again without a cursor",
    )])
}

/// An organization that is not there for the caller.
pub(crate) fn no_such_organization() -> Problem {
    Problem::invalid(vec![FieldError::new("/organization", "is no LEA or school within your role's organization")])
}

/// A page of students.
#[derive(Serialize, ToSchema)]
#[schema(as = FoundStudents)]
pub(crate) struct Page {
    students: Vec<FoundStudent>,
    /// Give it back with the same criteria for the next page; none on the last.
    next_cursor: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct FoundStudent {
    /// The opaque id, as in URLs.
    id: String,
    /// As in `Álvarez, Ana`.
    name: String,
    /// 10 digits.
    ssid: String,
    school: School,
    #[schema(value_type = String)]
    grade: &'static str,
    #[schema(value_type = String)]
    elas: &'static str,
    /// Whether there is a request for unlisted resources.
    unlisted_resources: bool,
    /// Where that request stands.
    ur_status: Option<&'static str>,
    /// When it was submitted.
    #[schema(value_type = Option<String>, format = Date)]
    ur_submitted_on: Option<Date>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FoundSchool)]
struct School {
    /// 14 digits.
    cds_code: String,
    name: String,
}

impl Page {
    pub(crate) fn of(students: Vec<Listing>, next_cursor: Option<String>) -> Self {
        let students = students.into_iter().map(|listed| FoundStudent {
            id: listed.id.to_string(),
            name: listed.name.last_first(),
            ssid: listed.ssid.to_string(),
            school: School {
                cds_code: listed.enrollment.place.school.to_string(),
                name: listed.enrollment.school_name,
            },
            grade: listed.grade.code(),
            elas: listed.elas.code(),
            unlisted_resources: listed.unlisted_resources.is_some(),
            ur_status: listed.unlisted_resources.map(|request| request.state.code()),
            ur_submitted_on: listed.unlisted_resources.map(|request| request.submitted_on),
        });
        Self { students: students.collect(), next_cursor }
    }
}
