//! A row of the public directory of the CDE (`pubschls.txt`): tabs between its columns, one row a district or school.
//! Source: CDE, "File Structure: Public Schools". The columns vary from year to year; those read here have stayed.

use super::entry::{DirectoryRow, NamedDistrict, Standing, county_name, name, school};
use super::{CharterFunding, OrganizationKind};
use crate::Malformed;
use crate::cds::CdsCode;
use crate::rows::{Fields, RowError};

columns! {
    /// The columns that are read.
    pub enum PublicDirectoryColumn, "a column of the public directory" {
        /// 14 digits; a district's end in seven zeros.
        Cds = "CDSCode",
        /// `Active`, `Closed`, `Merged` or `Pending`.
        Status = "StatusType",
        /// The county's name.
        County = "County",
        /// The district's name.
        District = "District",
        /// The school's name; `No Data` for a district.
        School = "School",
        /// `Y`, `N` or `No Data`.
        Charter = "Charter",
        /// `Directly funded`, `Locally funded` or something else.
        Funding = "FundingType",
    }
}

codes! {
    /// Whether a district or school is in use.
    pub enum DirectoryStatus, "a status" {
        /// In use.
        Active = "Active",
        /// Closed.
        Closed = "Closed",
        /// Part of another now.
        Merged = "Merged",
        /// Opens within the next year.
        Pending = "Pending",
    }
}

/// What a row of the public directory is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicDirectoryRow {
    /// A district or school in use.
    Active(DirectoryRow),
    /// Closed, merged or not open yet: nobody is enrolled there.
    NotInUse(DirectoryStatus),
}

const AS_TEXT: &str = "Leading zeros may be lost: format the column as text, or use the file as the CDE publishes it";
const AS_PUBLISHED: &str = "Use the file as the CDE publishes it, or correct this row";

/// Reads one row.
///
/// # Errors
/// Everything that is wrong with the row. Of a row that is not in use only the status is looked at.
pub fn parse<'a>(field: impl Fn(PublicDirectoryColumn) -> &'a str) -> Result<PublicDirectoryRow, Vec<RowError>> {
    use PublicDirectoryColumn as C;
    let mut fields = Fields::new(|column| blank_if_no_data(field(column)));
    let status = fields.read(C::Status, AS_PUBLISHED, str::parse::<DirectoryStatus>);
    if let Some(status) = status
        && status != DirectoryStatus::Active
    {
        return Ok(PublicDirectoryRow::NotInUse(status));
    }
    let cds = fields.read(C::Cds, AS_TEXT, str::parse::<CdsCode>);
    let county = fields.read(C::County, AS_PUBLISHED, |text| county_name(cds, text));
    let district_name = fields.read(C::District, AS_PUBLISHED, name);
    let is_district = cds.is_some_and(|cds| cds.is_district());
    let school_name =
        if is_district { Some(None) } else { fields.read(C::School, AS_PUBLISHED, |text| name(text).map(Some)) };
    let charter = fields.read(C::Charter, AS_PUBLISHED, is_charter);
    let funding = funding(fields.text(C::Funding));
    let (Some(_), Some(cds), Some(county_name), Some(district_name), Some(school_name), Some(charter)) =
        (status, cds, county, district_name, school_name, charter)
    else {
        return Err(fields.errors);
    };

    let funding = funding.filter(|_| charter);
    let own_lea = funding == Some(CharterFunding::Direct);
    let lea = if own_lea { cds.school_part() } else { cds.county_district() };
    let kind = if own_lea { OrganizationKind::DirectlyFundedCharter } else { OrganizationKind::School };
    let standing = if is_district { Standing::District } else { Standing::School };
    Ok(PublicDirectoryRow::Active(DirectoryRow {
        county: cds.county(),
        county_name,
        district: (!own_lea).then_some(NamedDistrict { lea, name: district_name, standing }),
        school: school_name.map(|name| school(cds, name, kind, lea, funding)),
    }))
}

fn blank_if_no_data(text: &str) -> &str {
    if text.trim() == "No Data" { "" } else { text }
}

fn is_charter(text: &str) -> Result<bool, Malformed> {
    match text {
        "Y" => Ok(true),
        "N" | "" => Ok(false),
        _ => Err(Malformed::because("this must be Y, N or No Data")),
    }
}

/// Whatever else the column says (`Not in CS funding model`, `Disallowed`) is no funding of its own: the charter stays in the
/// district that authorized it.
fn funding(text: &str) -> Option<CharterFunding> {
    match text {
        "Directly funded" => Some(CharterFunding::Direct),
        "Locally funded" => Some(CharterFunding::Local),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: &str) -> Result<PublicDirectoryRow, Vec<RowError>> {
        let fields: Vec<_> = line.split('|').collect();
        assert_eq!(fields.len(), PublicDirectoryColumn::ALL.len());
        parse(|column| fields[column as usize])
    }

    fn active(line: &str) -> DirectoryRow {
        match row(line) {
            Ok(PublicDirectoryRow::Active(row)) => row,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_district_row_names_the_district_and_no_school() {
        let read = active("99000010000000|Active|Poppy|Poppy Valley Unified|No Data|No Data|No Data");
        assert_eq!(read.school, None);
        assert_eq!(read.district.unwrap().standing, Standing::District);
    }

    #[test]
    fn a_directly_funded_charter_is_its_own_lea() {
        let read = active("99000010000201|Active|Poppy|Poppy Valley Unified|Estuary Charter|Y|Directly funded");
        assert_eq!(read.district, None);
        let school = read.school.unwrap();
        assert_eq!(
            (school.kind, school.lea.unwrap().to_string()),
            (OrganizationKind::DirectlyFundedCharter, "0000201".into())
        );
    }

    #[test]
    fn a_locally_funded_charter_and_one_without_funding_stay_in_their_district() {
        for (funding, charter) in
            [("Locally funded", Some(CharterFunding::Local)), ("Not in CS funding model", None), ("No Data", None)]
        {
            let school = active(&format!("99000010000105|Active|Poppy|Poppy Valley Unified|Elm Charter|Y|{funding}"))
                .school
                .unwrap();
            assert_eq!(
                (school.kind, school.charter, school.lea.unwrap().to_string()),
                (OrganizationKind::School, charter, "9900001".into())
            );
        }
    }

    #[test]
    fn what_is_closed_merged_or_pending_is_not_in_use_whatever_else_its_row_says() {
        for status in [DirectoryStatus::Closed, DirectoryStatus::Merged, DirectoryStatus::Pending] {
            assert_eq!(row(&format!("x|{status}||||?|")), Ok(PublicDirectoryRow::NotInUse(status)));
        }
    }

    #[test]
    fn all_that_is_wrong_with_a_row_is_told_at_once() {
        let columns: Vec<_> =
            row("9900001000010|Open||No Data|No Data|maybe|").unwrap_err().iter().map(|error| error.column).collect();
        assert_eq!(columns, ["StatusType", "CDSCode", "County", "District", "School", "Charter"]);
    }
}
