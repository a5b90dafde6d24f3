//! A row of the school file of CALPADS: `^` between nine columns, one row a school.

use super::entry::{DirectoryRow, NamedDistrict, Standing, county_name, name, school};
use super::{CharterFunding, OrganizationKind};
use crate::Malformed;
use crate::cds::{CdsCode, LeaCode};
use crate::rows::{Fields, RowError};

columns! {
    /// The columns.
    pub enum CalpadsSchoolColumn, "a column of the CALPADS school file" {
        /// 7 digits; for a school that is its own LEA the school's own code.
        CountyDistrict = "County-District Code",
        /// 7 digits.
        School = "School Code",
        /// 14 digits: county and district (for a charter that authorized it) and school.
        AuthorizingCds = "Auth CDS Code",
        /// The county's name.
        CountyName = "County Name",
        /// The district's name.
        DistrictName = "District Name",
        /// The school's name.
        SchoolName = "School Name",
        /// `Y` or `N`.
        Charter = "Charter School",
        /// `DF`, `LF` or blank.
        CharterStatus = "Charter Status",
        /// `Y` or `N`.
        NonPublic = "NPS School",
    }
}

const AS_TEXT: &str = "Leading zeros may be lost: format the column as text and export the file again";
const EXPORT_AGAIN: &str = "Correct it in CALPADS and export the file again";

/// Reads one row.
///
/// A row whose first column is the school's own code acts as its own LEA. Nearly all are directly funded charters. The
/// file of 2017 has two that are not marked so (`36675870120592`, no charter; `42750100135590`, a charter without a
/// status): their rows lie in no district either, the district digits of their CDS code being those of the authorizer. They
/// get the kind of a charter that is its own LEA, since that kind decides scope and parent, and no funding.
///
/// # Errors
/// Everything that is wrong with the row.
pub fn parse<'a>(field: impl Fn(CalpadsSchoolColumn) -> &'a str) -> Result<DirectoryRow, Vec<RowError>> {
    use CalpadsSchoolColumn as C;
    let mut fields = Fields::new(field);
    let county_district = fields.read(C::CountyDistrict, AS_TEXT, str::parse::<LeaCode>);
    let school_code = fields.read(C::School, AS_TEXT, str::parse::<LeaCode>);
    let cds = fields.read(C::AuthorizingCds, AS_TEXT, str::parse::<CdsCode>);
    let county = fields.read(C::CountyName, EXPORT_AGAIN, |text| county_name(cds, text));
    let district_name = fields.read(C::DistrictName, EXPORT_AGAIN, name);
    let school_name = fields.read(C::SchoolName, EXPORT_AGAIN, name);
    let charter = fields.read(C::Charter, EXPORT_AGAIN, yes_or_no);
    let funding = fields.optional(C::CharterStatus, EXPORT_AGAIN, str::parse::<CharterFunding>);
    let non_public = fields.read(C::NonPublic, EXPORT_AGAIN, yes_or_no);

    if let (Some(school_code), Some(cds)) = (school_code, cds)
        && cds.school_part() != school_code
    {
        fields.wrong(C::AuthorizingCds, "the last 7 digits are not the school code", EXPORT_AGAIN);
    }
    if let (Some(district), Some(school_code), Some(cds)) = (county_district, school_code, cds)
        && district != school_code
        && district != cds.county_district()
    {
        fields.wrong(
            C::CountyDistrict,
            "this is neither the district of the CDS code nor the school's own code",
            EXPORT_AGAIN,
        );
    }
    let read = (county_district, school_code, cds, county, district_name, school_name, charter, funding, non_public);
    let (
        Some(county_district),
        Some(school_code),
        Some(cds),
        Some(county_name),
        Some(district_name),
        Some(school_name),
        Some(_),
        Some(funding),
        Some(non_public),
    ) = read
    else {
        return Err(fields.errors);
    };
    if !fields.errors.is_empty() {
        return Err(fields.errors);
    }

    let own_code = county_district == school_code;
    let is_program = own_code && county_district == cds.county_district();
    let own_lea = funding == Some(CharterFunding::Direct) || (own_code && !is_program);
    let kind = match (is_program, own_lea, non_public) {
        (true, ..) => OrganizationKind::DistrictLevelProgram,
        (_, true, _) => OrganizationKind::DirectlyFundedCharter,
        (.., true) => OrganizationKind::NonPublicSchool,
        _ => OrganizationKind::School,
    };
    let lea = if own_lea { cds.school_part() } else { cds.county_district() };
    let standing = if is_program { Standing::Program } else { Standing::School };
    Ok(DirectoryRow {
        county: cds.county(),
        county_name,
        district: (!own_lea).then_some(NamedDistrict { lea, name: district_name, standing }),
        school: Some(school(cds, school_name, kind, lea, funding)),
    })
}

fn yes_or_no(text: &str) -> Result<bool, Malformed> {
    match text {
        "Y" => Ok(true),
        "N" => Ok(false),
        _ => Err(Malformed::because("this must be Y or N")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::Column;
    use proptest::prelude::*;

    fn row(line: &str) -> Result<DirectoryRow, Vec<RowError>> {
        let fields: Vec<_> = line.split('^').collect();
        assert_eq!(fields.len(), CalpadsSchoolColumn::ALL.len());
        parse(|column| fields[column as usize])
    }

    fn kind_and_lea(line: &str) -> (OrganizationKind, String) {
        let school = row(line).unwrap().school.unwrap();
        (school.kind, school.lea.unwrap().to_string())
    }

    #[test]
    fn a_school_lies_in_the_district_of_its_code() {
        let read = row("9900001^0000103^99000010000103^Poppy^Poppy Valley Unified^Cedar High  ^N^^N").unwrap();
        assert_eq!(read.district.unwrap().lea.to_string(), "9900001");
        let school = read.school.unwrap();
        assert_eq!((school.kind, school.name.as_str()), (OrganizationKind::School, "Cedar High"));
        assert_eq!(school.parent().to_string(), "99000010000000");
    }

    #[test]
    fn a_directly_funded_charter_is_its_own_lea_and_lies_in_no_district() {
        let read = row("0000201^0000201^99000010000201^Poppy^Estuary Charter^Estuary Charter^Y^DF^N").unwrap();
        assert_eq!(read.district, None);
        let school = read.school.unwrap();
        assert_eq!(school.kind, OrganizationKind::DirectlyFundedCharter);
        assert_eq!((school.lea.unwrap().to_string(), school.charter), ("0000201".into(), Some(CharterFunding::Direct)));
        assert_eq!(school.parent().to_string(), "99");
    }

    #[test]
    fn a_locally_funded_charter_is_a_school_of_its_district() {
        let read = row("9900001^0000105^99000010000105^Poppy^Poppy Valley Unified^Elm Charter^Y^LF^N")
            .unwrap()
            .school
            .unwrap();
        assert_eq!((read.kind, read.charter), (OrganizationKind::School, Some(CharterFunding::Local)));
        assert_eq!(read.lea.unwrap().to_string(), "9900001");
    }

    #[test]
    fn a_row_under_its_own_code_is_its_own_lea_whatever_its_charter_columns_say() {
        let own = (OrganizationKind::DirectlyFundedCharter, "0000202".to_owned());
        assert_eq!(kind_and_lea("0000202^0000202^99000010000202^Poppy^Gulf Public^Gulf Public^N^^N"), own);
        assert_eq!(kind_and_lea("0000202^0000202^99000010000202^Poppy^Gulf Public^Gulf Public^Y^^N"), own);
    }

    #[test]
    fn a_district_level_program_is_told_by_its_code() {
        let line = "9900001^9900001^99000019900001^Poppy^Poppy Valley Unified School District^Poppy Valley Unified District Level Program^N^^N";
        assert_eq!(kind_and_lea(line), (OrganizationKind::DistrictLevelProgram, "9900001".into()));
        assert_eq!(row(line).unwrap().district.unwrap().standing, Standing::Program);
    }

    #[test]
    fn only_county_77_may_be_without_a_name() {
        let read =
            row("7776422^7776422^77764227776422^^Out-of-State^Out-of-State District Level Program^N^^N").unwrap();
        assert_eq!(read.county_name, "Out of state");
        let errors = row("9900001^0000103^99000010000103^ ^Poppy Valley Unified^Cedar High^N^^Y").unwrap_err();
        assert_eq!((errors.len(), errors[0].column), (1, "County Name"));
    }

    #[test]
    fn a_non_public_school_is_marked() {
        assert_eq!(
            kind_and_lea("9900001^0000106^99000010000106^Poppy^Poppy Valley Unified^Hill^N^^Y").0,
            OrganizationKind::NonPublicSchool
        );
    }

    #[test]
    fn all_that_is_wrong_with_a_row_is_told_at_once() {
        let errors = row("990001^0000103^99000010000104^Poppy^^Cedar High^maybe^XF^N").unwrap_err();
        let columns: Vec<_> = errors.iter().map(|error| error.column).collect();
        assert_eq!(
            columns,
            ["County-District Code", "District Name", "Charter School", "Charter Status", "Auth CDS Code"]
        );
    }

    #[test]
    fn a_row_whose_district_is_anothers_is_refused() {
        let errors = row("9900002^0000103^99000010000103^Poppy^Redwood Coast^Cedar High^N^^N").unwrap_err();
        assert_eq!((errors.len(), errors[0].column), (1, "County-District Code"));
    }

    proptest! {
        #[test]
        fn no_row_makes_it_panic_and_a_row_taken_keeps_its_code(fields in prop::collection::vec("[0-9YNDFL ñ]{0,15}", 9)) {
            if let Ok(read) = parse(|column| fields[column as usize].as_str()) {
                let code = read.school.unwrap().cds_code().unwrap().to_string();
                prop_assert_eq!(code.as_str(), fields[2].trim());
            }
        }

        #[test]
        fn a_school_of_a_district_has_the_lea_of_its_code(district in "[0-9]{7}", school in "[0-9]{7}") {
            prop_assume!(district != school);
            let line = format!("{district}^{school}^{district}{school}^Poppy^Unified^High^N^^N");
            prop_assert_eq!(kind_and_lea(&line), (OrganizationKind::School, district));
        }
    }

    #[test]
    fn every_column_is_named_as_in_the_header_of_the_file() {
        let header: Vec<_> = <CalpadsSchoolColumn as Column>::ALL.iter().map(|column| column.name()).collect();
        assert_eq!(
            header.join("^"),
            "County-District Code^School Code^Auth CDS Code^County Name^District Name^School Name^Charter School^Charter Status^NPS School"
        );
    }
}
