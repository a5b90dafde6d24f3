//! County-district-school codes. Source: CDE, "School Directory: CDS code" (14 digits: county 2, district 5, school 7);
//! the leading zero is significant (Alameda is `01`).

use crate::Malformed;

digits! {
    /// A county: the first 2 digits of a CDS code. `77` holds the out-of-state non-public schools.
    pub struct CountyCode(2), "a county code"
}

digits! {
    /// A local educational agency, 7 digits. For a district: county 2 and district 5. For a directly funded charter, which
    /// is its own LEA: its 7-digit school code (CALPADS writes that into the County-District Code column).
    pub struct LeaCode(7), "an LEA code"
}

digits! {
    /// A 14-digit CDS code: county 2, district 5, school 7. It ends in `0000000` for a district.
    pub struct CdsCode(14), "a CDS code"
}

macro_rules! debug_as_code {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    )+};
}
debug_as_code!(CountyCode, LeaCode, CdsCode);

const DISTRICT_RECORD: &[u8; 7] = b"0000000";

impl CdsCode {
    /// The county, 2 digits.
    #[must_use]
    pub fn county(&self) -> CountyCode {
        CountyCode([self.0[0], self.0[1]])
    }

    /// County and district, 7 digits. This is the LEA unless the school is a directly funded charter.
    #[must_use]
    pub fn county_district(&self) -> LeaCode {
        let mut digits = [0; 7];
        digits.copy_from_slice(&self.0[..7]);
        LeaCode(digits)
    }

    /// The school, 7 digits, written as CALPADS writes a directly funded charter's LEA code.
    #[must_use]
    pub fn school_part(&self) -> LeaCode {
        let mut digits = [0; 7];
        digits.copy_from_slice(&self.0[7..]);
        LeaCode(digits)
    }

    /// Whether this names a district, not a school.
    #[must_use]
    pub fn is_district(&self) -> bool {
        self.0[7..] == *DISTRICT_RECORD
    }
}

impl LeaCode {
    /// The district's own record: these 7 digits and seven zeros. Meaningless for a directly funded charter.
    #[must_use]
    pub fn district_record(&self) -> CdsCode {
        let mut digits = [b'0'; 14];
        digits[..7].copy_from_slice(&self.0);
        CdsCode(digits)
    }
}

/// The counties of California in the order of their codes: `01` is Alameda, `58` is Yuba.
const COUNTIES: [&str; 58] = [
    "Alameda",
    "Alpine",
    "Amador",
    "Butte",
    "Calaveras",
    "Colusa",
    "Contra Costa",
    "Del Norte",
    "El Dorado",
    "Fresno",
    "Glenn",
    "Humboldt",
    "Imperial",
    "Inyo",
    "Kern",
    "Kings",
    "Lake",
    "Lassen",
    "Los Angeles",
    "Madera",
    "Marin",
    "Mariposa",
    "Mendocino",
    "Merced",
    "Modoc",
    "Mono",
    "Monterey",
    "Napa",
    "Nevada",
    "Orange",
    "Placer",
    "Plumas",
    "Riverside",
    "Sacramento",
    "San Benito",
    "San Bernardino",
    "San Diego",
    "San Francisco",
    "San Joaquin",
    "San Luis Obispo",
    "San Mateo",
    "Santa Barbara",
    "Santa Clara",
    "Santa Cruz",
    "Shasta",
    "Sierra",
    "Siskiyou",
    "Solano",
    "Sonoma",
    "Stanislaus",
    "Sutter",
    "Tehama",
    "Trinity",
    "Tulare",
    "Tuolumne",
    "Ventura",
    "Yolo",
    "Yuba",
];

/// The counties of California, by code.
pub fn counties() -> impl Iterator<Item = (CountyCode, &'static str)> {
    COUNTIES.iter().enumerate().map(|(at, name)| {
        let number = u8::try_from(at + 1).unwrap_or_default();
        (CountyCode([b'0' + number / 10, b'0' + number % 10]), *name)
    })
}

/// The name of a county of California.
#[must_use]
pub fn county_name(county: CountyCode) -> Option<&'static str> {
    counties().find(|(code, _)| *code == county).map(|(_, name)| name)
}

/// Joins a 7-digit county-district code and a 7-digit school code, as the CALPADS school file gives them.
///
/// # Errors
/// When either part is not 7 digits.
pub fn join(county_district: &str, school: &str) -> Result<CdsCode, Malformed> {
    let district: LeaCode = county_district.parse()?;
    let school: LeaCode = school.parse()?;
    let mut digits = [0; 14];
    digits[..7].copy_from_slice(&district.0);
    digits[7..].copy_from_slice(&school.0);
    Ok(CdsCode(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dana_hills_high_is_a_school_of_capistrano_unified_in_orange_county() {
        let school: CdsCode = "30664643038569".parse().unwrap();
        assert_eq!(school.county().to_string(), "30");
        assert_eq!(school.county_district().to_string(), "3066464");
        assert_eq!(school.county_district().district_record().to_string(), "30664640000000");
        assert!(!school.is_district());
        assert_eq!(join("3066464", "3038569"), Ok(school));
    }

    #[test]
    fn a_leading_zero_is_kept() {
        let school: CdsCode = "01612590130617".parse().unwrap();
        assert_eq!(school.to_string(), "01612590130617");
        assert_eq!(school.county().to_string(), "01");
    }

    #[test]
    fn what_is_not_14_digits_is_refused_with_the_remedy() {
        for wrong in ["", "3066464303856", "306646430385690", "3066464303856x", "３0664643038569", " 30664643038569"] {
            assert_eq!(wrong.parse::<CdsCode>().unwrap_err().to_string(), "a CDS code must be 14 digits", "{wrong:?}");
        }
    }
}
