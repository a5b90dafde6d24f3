//! Second scoring: the schools that must have another person score a student's answers to the California Alternate Assessment
//! for ELA beside the first examiner. Source: "Second Scoring for the CAA for ELA" in the communication of November 2025.

use serde::{Deserialize, Serialize};

use super::{WordQuery, Words};
use crate::Malformed;
use crate::cds::{CdsCode, LeaCode};
use crate::ids::CircularId;
use crate::mail::{Circular, Letter, Readership};
use crate::rows::{Fields, RowError};
use crate::students::Grade;
use crate::year::AdministrationYear;

/// The most schools of a year's list. Our choice: the list is "a subset of schools", and a look-up reads all of it at once.
pub const MAX_SECOND_SCORING: usize = 1000;
/// The longest name of a form, in characters. Our choice.
const FORM_MAX: usize = 40;
const LAST_YEAR_REMEDY: &str =
    "See whether this is the list of the right year: a school of one year is not chosen for the next";

/// A school on the list of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondScoringSchool {
    /// The school.
    pub school: CdsCode,
    /// Its name, as the directory has it.
    pub name: String,
    /// Its LEA.
    pub lea: LeaCode,
    /// The LEA's name.
    pub lea_name: String,
    /// The form of the test that is scored twice.
    pub form: String,
    /// The form that its coordinators were told of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_of: Option<String>,
}

impl SecondScoringSchool {
    /// Whether its coordinators were told of the form that it has now.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.told_of.as_deref() == Some(self.form.as_str())
    }

    /// Who its coordinators are.
    #[must_use]
    pub fn readers(&self) -> Readership {
        Readership::School { school: self.school, lea: self.lea }
    }

    /// Tells its coordinators: one and the same for a school, a year and a form, however often it is written.
    #[must_use]
    pub fn circular(&self, year: AdministrationYear, now: jiff::Timestamp) -> Circular {
        Circular {
            id: CircularId::of(&format!("second scoring {year} {} {}", self.school, self.form)),
            to: self.readers(),
            letter: Letter::SecondScoring { year, school_name: self.name.clone(), form: self.form.clone() },
            queued_at: now,
        }
    }
}

/// The grades that need no second scoring in `year`. Source: the CDE, from 2024-25 on ("Second scoring is not required for
/// grades three through five").
#[must_use]
pub fn exempt_from_second_scoring(year: AdministrationYear) -> &'static [Grade] {
    if year.first_day().year() >= 2024 { &[Grade::G03, Grade::G04, Grade::G05] } else { &[] }
}

/// What is looked for in the list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum SchoolQuery {
    /// The school of these 14 digits.
    School(CdsCode),
    /// The school of these 7 digits, or the schools of the LEA of these.
    SchoolOrLea(LeaCode),
    /// By name.
    Name(WordQuery),
}

impl SchoolQuery {
    /// Whether `listed` is looked for.
    #[must_use]
    pub fn finds(&self, listed: &SecondScoringSchool) -> bool {
        match self {
            Self::School(code) => listed.school == *code,
            Self::SchoolOrLea(code) => listed.school.school_part() == *code || listed.lea == *code,
            Self::Name(words) => words.finds(&Words::of([listed.name.as_str()])),
        }
    }
}

impl TryFrom<String> for SchoolQuery {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl std::str::FromStr for SchoolQuery {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        // Codes are also written with hyphens: 99-00001-0000103.
        let joined: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if joined.is_empty() || !joined.chars().all(|c| c.is_ascii_digit()) {
            return text.parse().map(Self::Name);
        }
        match joined.len() {
            14 => joined.parse().map(Self::School),
            7 => joined.parse().map(Self::SchoolOrLea),
            _ => Err(Malformed::because("must be the name of a school, or a code of 7 or 14 digits")),
        }
    }
}

columns! {
    /// The columns of a year's list. Our choice: the CDE publishes a look-up and no file.
    pub enum SecondScoringColumn, "a column of the list of second scoring" {
        /// 14 digits.
        Cds = "CDS Code",
        /// As it is known to people: compared with the directory.
        School = "School Name",
        /// As in `Form 2`.
        Form = "Form",
    }
}

/// A row of a year's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondScoringRow {
    /// The school.
    pub school: CdsCode,
    /// The name in the file.
    pub name: String,
    /// The form.
    pub form: String,
}

impl SecondScoringRow {
    /// Reads one row.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn read<'a>(field: impl Fn(SecondScoringColumn) -> &'a str) -> Result<Self, Vec<RowError>> {
        use SecondScoringColumn as C;
        let mut fields = Fields::new(field);
        let school = fields.read(
            C::Cds,
            "Leading zeros may be lost: format the column as text, and give the code of a school",
            |text| text.parse::<CdsCode>().and_then(school_only),
        );
        let name = fields.read(C::School, "Give the name of the school", |text| line(text, 100));
        let form = fields.read(C::Form, "Give the form, as in Form 2", |text| line(text, FORM_MAX));
        match (school, name, form) {
            (Some(school), Some(name), Some(form)) => Ok(Self { school, name, form }),
            _ => Err(fields.errors),
        }
    }

    /// That the school was on the list of `last_year` too. The row is taken.
    #[must_use]
    pub fn listed_before(&self, last_year: AdministrationYear) -> RowError {
        let problem = format!("the school was on the list of {last_year} too");
        let code = self.school.code();
        RowError {
            problem: problem.into(),
            ..RowError::left_out(SecondScoringColumn::Cds, &code, "", LAST_YEAR_REMEDY)
        }
    }

    /// That the directory has the school under another name. The row is taken.
    #[must_use]
    pub fn named_otherwise(&self) -> RowError {
        let problem = "the directory has another name for this code; the directory's name is shown";
        RowError::left_out(SecondScoringColumn::School, &self.name, problem, "See whether the code is the right one")
    }

    /// That the directory has no such school.
    #[must_use]
    pub fn unknown(&self) -> RowError {
        let remedy = "Put the code right, or import the directory first";
        RowError::new(SecondScoringColumn::Cds, &self.school.code(), "the directory has no such school", remedy)
    }

    /// That the school stands in the file twice.
    #[must_use]
    pub fn twice(&self) -> RowError {
        let problem = "the school stands in the file twice; the first row was taken";
        RowError::new(SecondScoringColumn::Cds, &self.school.code(), problem, "Take the wrong row out of the file")
    }
}

fn school_only(code: CdsCode) -> Result<CdsCode, Malformed> {
    if code.is_district() { Err(Malformed::because("this is the code of a district")) } else { Ok(code) }
}

/// One line of something, with at most `max` characters.
pub(super) fn line(text: &str, max: usize) -> Result<String, Malformed> {
    if text.is_empty() || text.chars().count() > max || text.chars().any(char::is_control) {
        return Err(Malformed(format!("must be one line of 1 to {max} characters").into()));
    }
    Ok(text.to_owned())
}
