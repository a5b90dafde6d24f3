use serde::{Deserialize, Serialize};

use crate::access::{OrganizationCode, Placement, Scope};
use crate::cds::{CdsCode, CountyCode, LeaCode};

codes! {
    /// What an organization is.
    pub enum OrganizationKind, "an organization kind" {
        /// A county.
        County = "county",
        /// A district or county office of education.
        District = "district",
        /// A school of a district, or a locally funded charter.
        School = "school",
        /// A charter that is its own LEA.
        DirectlyFundedCharter = "directly-funded-charter",
        /// A non-public, non-sectarian school.
        NonPublicSchool = "non-public-school",
        /// CALPADS' stand-in for students without a school: `… District Level Program`.
        DistrictLevelProgram = "district-level-program",
    }
}

codes! {
    /// How a charter school is funded. Source: CALPADS school file, "Charter Status".
    pub enum CharterFunding, "a charter funding" {
        /// Directly funded: its own LEA.
        Direct = "DF",
        /// Locally funded: part of the authorizing district.
        Local = "LF",
    }
}

/// An entry of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// 2 digits for a county, 14 for all others.
    pub code: OrganizationCode,
    /// The name, up to 90 characters.
    pub name: String,
    /// What it is.
    pub kind: OrganizationKind,
    /// The county, 2 digits.
    pub county: CountyCode,
    /// The LEA: itself for a district or a directly funded charter; none for a county.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lea: Option<LeaCode>,
    /// How it is funded, for a charter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charter: Option<CharterFunding>,
}

impl Organization {
    /// What a role given for this organization covers.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match (self.kind, self.lea, self.code) {
            (OrganizationKind::District | OrganizationKind::DirectlyFundedCharter, Some(lea), _) => Scope::Lea(lea),
            (_, _, OrganizationCode::Cds(cds)) => Scope::School(cds),
            _ => Scope::County(self.county),
        }
    }

    /// Where students of this school belong; `None` for a county or a district, which enrol nobody.
    #[must_use]
    pub fn placement(&self) -> Option<Placement> {
        match (self.kind, self.code, self.lea) {
            (OrganizationKind::County | OrganizationKind::District, ..) => None,
            (_, OrganizationCode::Cds(school), Some(lea)) => Some(Placement { county: self.county, lea, school }),
            _ => None,
        }
    }

    /// The organization above: the state for a county, the county for an LEA, the district for a school.
    #[must_use]
    pub fn parent(&self) -> OrganizationCode {
        match (self.kind, self.lea) {
            (OrganizationKind::County, _) => OrganizationCode::State,
            (OrganizationKind::District | OrganizationKind::DirectlyFundedCharter, _) | (_, None) => {
                OrganizationCode::County(self.county)
            }
            (_, Some(lea)) => OrganizationCode::Cds(lea.district_record()),
        }
    }

    /// Whether `scope` covers this entry itself.
    #[must_use]
    pub fn is_in(&self, scope: Scope) -> bool {
        match scope {
            Scope::State => true,
            Scope::County(county) => county == self.county,
            Scope::Lea(lea) => self.lea == Some(lea),
            Scope::School(school) => self.code == OrganizationCode::Cds(school),
        }
    }

    /// The code as a CDS code; `None` for a county.
    #[must_use]
    pub fn cds_code(&self) -> Option<CdsCode> {
        match self.code {
            OrganizationCode::Cds(cds) => Some(cds),
            OrganizationCode::State | OrganizationCode::County(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organization(code: &str, kind: OrganizationKind, lea: &str) -> Organization {
        let cds: CdsCode = code.parse().unwrap();
        Organization {
            code: OrganizationCode::Cds(cds),
            name: String::new(),
            kind,
            county: cds.county(),
            lea: Some(lea.parse().unwrap()),
            charter: None,
        }
    }

    #[test]
    fn a_directly_funded_charter_lies_under_its_county_and_not_under_the_district_that_authorized_it() {
        let charter = organization("19647330117846", OrganizationKind::DirectlyFundedCharter, "0117846");
        assert_eq!(charter.parent().to_string(), "19");
        assert_eq!(charter.scope(), Scope::Lea("0117846".parse().unwrap()));
        assert!(!charter.is_in(Scope::Lea("1964733".parse().unwrap())));
    }

    #[test]
    fn a_school_lies_under_its_district() {
        let school = organization("30664643038569", OrganizationKind::School, "3066464");
        assert_eq!(school.parent().to_string(), "30664640000000");
        assert_eq!(school.scope(), Scope::School("30664643038569".parse().unwrap()));
        assert!(school.is_in(Scope::Lea("3066464".parse().unwrap())));
        assert_eq!(school.placement().unwrap().lea.to_string(), "3066464");
    }
}
