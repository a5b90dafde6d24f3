use domain::access::{OrganizationCode, Placement, Seat};
use domain::cds::CdsCode;
use domain::directory::{CharterFunding, Organization, OrganizationKind, county, district};
use domain::students::{Enrollment, Grade};
use domain::{Malformed, students::Grade as G};

/// The invented county's organizations: county 99 does not exist in California.
pub(crate) struct Places {
    /// County, LEAs and schools.
    pub(crate) all: Vec<Organization>,
}

/// Codes that accounts and fixed students name.
pub(crate) const POPPY: &str = "99000010000000";
pub(crate) const ALDER: &str = "99000010000101";
pub(crate) const BAY: &str = "99000010000102";
pub(crate) const CEDAR: &str = "99000010000103";
pub(crate) const DUNE: &str = "99000010000104";
pub(crate) const ESTUARY: &str = "99000090000201";
pub(crate) const REDWOOD: &str = "99000020000000";
pub(crate) const FERN: &str = "99000020000101";
pub(crate) const GROVE: &str = "99000020000102";

const ELEMENTARY: &[Grade] = &[G::Tk, G::Kn, G::G01, G::G02, G::G03, G::G04, G::G05, G::Ue];
const MIDDLE: &[Grade] = &[G::G06, G::G07, G::G08];
const HIGH: &[Grade] = &[G::G09, G::G10, G::G11, G::G12, G::Us];
const ALL_GRADES: &[Grade] =
    &[G::Kn, G::G01, G::G02, G::G03, G::G04, G::G05, G::G06, G::G07, G::G08, G::G09, G::G10, G::G11, G::G12];

/// The schools: how often a student goes there, and the grades.
pub(crate) const SCHOOLS: &[(&str, u32, &[Grade])] = &[
    (ALDER, 24, ELEMENTARY),
    (BAY, 15, MIDDLE),
    (CEDAR, 15, HIGH),
    (DUNE, 12, HIGH),
    (ESTUARY, 12, ALL_GRADES),
    (FERN, 12, ELEMENTARY),
    (GROVE, 10, HIGH),
];

impl Places {
    pub(crate) fn new() -> Result<Self, Malformed> {
        let mut all = vec![county("99".parse()?, "Poppy County".to_owned())];
        for (code, name) in [(POPPY, "Poppy Valley Unified (demo)"), (REDWOOD, "Redwood Coast Unified (demo)")] {
            all.push(district(code.parse::<CdsCode>()?.county_district(), name.to_owned()));
        }
        for (code, name) in [
            (ALDER, "Alder Elementary"),
            (BAY, "Bay Middle"),
            (CEDAR, "Cedar High"),
            (DUNE, "Dune High"),
            (FERN, "Fern Elementary"),
            (GROVE, "Grove High"),
            (ESTUARY, "Estuary Charter"),
        ] {
            all.push(school(code.parse()?, name, code == ESTUARY));
        }
        Ok(Self { all })
    }

    /// The entry of this code.
    pub(crate) fn find(&self, code: &str) -> Result<&Organization, Malformed> {
        let found = self.all.iter().find(|organization| organization.code.code() == code);
        found.ok_or(Malformed::because("the demo has no such organization"))
    }

    /// The enrolment in a school.
    pub(crate) fn enrollment(&self, code: &str) -> Result<Enrollment, Malformed> {
        let school = self.find(code)?;
        let place: Placement = school.placement().ok_or(Malformed::because("nobody is enrolled in a district"))?;
        let lea = if school.kind == OrganizationKind::DirectlyFundedCharter {
            school
        } else {
            self.find(&school.parent().code())?
        };
        Ok(Enrollment { place, school_name: school.name.clone(), lea_name: lea.name.clone() })
    }

    /// What a role is given for; `CA` is the state.
    pub(crate) fn seat(&self, code: &str) -> Result<Seat<'_>, Malformed> {
        if code == "CA" { Ok(Seat::State) } else { self.find(code).map(Seat::Organization) }
    }
}

fn school(cds: CdsCode, name: &str, is_charter: bool) -> Organization {
    let (kind, lea, charter) = if is_charter {
        (OrganizationKind::DirectlyFundedCharter, cds.school_part(), Some(CharterFunding::Direct))
    } else {
        (OrganizationKind::School, cds.county_district(), None)
    };
    Organization {
        code: OrganizationCode::Cds(cds),
        name: name.to_owned(),
        kind,
        county: cds.county(),
        lea: Some(lea),
        charter,
    }
}
