use super::{CharterFunding, Organization, OrganizationKind};
use crate::Malformed;
use crate::access::OrganizationCode;
use crate::cds::{CdsCode, CountyCode, LeaCode};

/// How much a district's name is worth when rows disagree: the highest wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// From a `… District Level Program` row, which writes it with "School District" behind.
    Program,
    /// From a school's row.
    School,
    /// From the district's own row.
    District,
}

/// What a row says of the district above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedDistrict {
    /// The district.
    pub lea: LeaCode,
    /// Its name there.
    pub name: String,
    /// What that is worth.
    pub standing: Standing,
}

/// What one row of a directory file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryRow {
    /// The county.
    pub county: CountyCode,
    /// Its name.
    pub county_name: String,
    /// The district that the row lies in or is; none for a school that is its own LEA.
    pub district: Option<NamedDistrict>,
    /// The school; none for the row of a district.
    pub school: Option<Organization>,
}

/// The name of county 77, which both files leave blank: it holds the non-public schools in other states.
pub const OUT_OF_STATE: &str = "Out of state";
const OUT_OF_STATE_CODE: &str = "77";

/// The longest name, in characters. Source: CDE, "File Structure: Public Schools".
const NAME_MAX: usize = 90;

/// The county's entry.
#[must_use]
pub fn county(code: CountyCode, name: String) -> Organization {
    Organization {
        code: OrganizationCode::County(code),
        name,
        kind: OrganizationKind::County,
        county: code,
        lea: None,
        charter: None,
    }
}

/// The district's entry: its code and seven zeros.
#[must_use]
pub fn district(lea: LeaCode, name: String) -> Organization {
    let record = lea.district_record();
    Organization {
        code: OrganizationCode::Cds(record),
        name,
        kind: OrganizationKind::District,
        county: record.county(),
        lea: Some(lea),
        charter: None,
    }
}

pub(super) fn school(
    cds: CdsCode,
    name: String,
    kind: OrganizationKind,
    lea: LeaCode,
    charter: Option<CharterFunding>,
) -> Organization {
    Organization { code: OrganizationCode::Cds(cds), name, kind, county: cds.county(), lea: Some(lea), charter }
}

pub(super) fn name(text: &str) -> Result<String, Malformed> {
    crate::names::name_part(text, NAME_MAX)
}

pub(super) fn county_name(cds: Option<CdsCode>, text: &str) -> Result<String, Malformed> {
    match cds {
        Some(cds) if text.is_empty() && cds.county().code() == OUT_OF_STATE_CODE => Ok(OUT_OF_STATE.to_owned()),
        _ => name(text),
    }
}
