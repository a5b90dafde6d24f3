//! Where a right reaches: decided on codes from the directory, never on names and never on a code's digits alone.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::Malformed;
use crate::cds::{CdsCode, CountyCode, LeaCode};

/// How an organization is named outside: `CA` the state, 2 digits a county, 14 digits an LEA or a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrganizationCode {
    /// California.
    State,
    /// A county, 2 digits.
    County(CountyCode),
    /// A district, school or charter, 14 digits.
    Cds(CdsCode),
}

impl OrganizationCode {
    /// `CA`, 2 or 14 digits.
    #[must_use]
    pub fn code(&self) -> Cow<'static, str> {
        match self {
            Self::State => "CA".into(),
            Self::County(county) => county.code(),
            Self::Cds(cds) => cds.code(),
        }
    }
}

impl std::str::FromStr for OrganizationCode {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text.len() {
            2 if text == "CA" => Ok(Self::State),
            2 => text.parse().map(Self::County).map_err(|_| WRONG_ORGANIZATION),
            _ => text.parse().map(Self::Cds).map_err(|_| WRONG_ORGANIZATION),
        }
    }
}

const WRONG_ORGANIZATION: Malformed =
    Malformed::because("an organization must be CA, a 2-digit county code or a 14-digit CDS code");

text_form!(OrganizationCode);

/// Where a record belongs: its school, that school's LEA as the directory has it, and the county. A directly funded
/// charter's LEA is the charter itself, whatever district authorized it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The county, 2 digits.
    pub county: CountyCode,
    /// The LEA, 7 digits.
    pub lea: LeaCode,
    /// The school, 14 digits.
    pub school: CdsCode,
}

/// What a role covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All of California.
    State,
    /// A county and the LEAs in it.
    County(CountyCode),
    /// An LEA and its schools.
    Lea(LeaCode),
    /// One school.
    School(CdsCode),
}

impl Scope {
    /// Whether a record at `place` is covered.
    #[must_use]
    pub fn covers(&self, place: &Placement) -> bool {
        match self {
            Self::State => true,
            Self::County(county) => *county == place.county,
            Self::Lea(lea) => *lea == place.lea,
            Self::School(school) => *school == place.school,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lea: &str, school: &str) -> Placement {
        let school: CdsCode = school.parse().unwrap();
        Placement { county: school.county(), lea: lea.parse().unwrap(), school }
    }

    #[test]
    fn a_directly_funded_charter_is_not_covered_by_the_district_whose_digits_it_carries() {
        let authorizer = Scope::Lea("9900001".parse().unwrap());
        let charter = place("0000201", "99000010000201");
        assert!(!authorizer.covers(&charter));
        assert!(Scope::Lea("0000201".parse().unwrap()).covers(&charter));
        assert!(Scope::School(charter.school).covers(&charter));
        assert!(Scope::County("99".parse().unwrap()).covers(&charter));
        assert!(Scope::State.covers(&charter));
    }

    #[test]
    fn a_school_covers_itself_and_no_sibling_and_a_county_no_other_county() {
        let cedar = place("9900001", "99000010000103");
        let dune = place("9900001", "99000010000104");
        assert!(Scope::School(cedar.school).covers(&cedar));
        assert!(!Scope::School(cedar.school).covers(&dune));
        assert!(Scope::Lea(cedar.lea).covers(&dune));
        assert!(!Scope::Lea("9900002".parse().unwrap()).covers(&cedar));
        assert!(!Scope::County("01".parse().unwrap()).covers(&cedar));
    }

    #[test]
    fn an_organization_code_is_the_state_a_county_or_14_digits() {
        assert_eq!("CA".parse(), Ok(OrganizationCode::State));
        assert_eq!("99".parse::<OrganizationCode>().unwrap().to_string(), "99");
        assert_eq!("99000010000000".parse::<OrganizationCode>().unwrap().to_string(), "99000010000000");
        for wrong in ["", "NV", "9900001", "990000100000001"] {
            assert_eq!(wrong.parse::<OrganizationCode>(), Err(WRONG_ORGANIZATION), "{wrong:?}");
        }
    }
}
