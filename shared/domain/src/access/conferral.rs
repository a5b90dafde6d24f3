//! Who confers which role, and where a role is at home. `conferral.csv` is the table of both, which the portal reads as
//! well; the code is tested against it cell by cell. Source: access table, "users: see, add, change, deactivate"; TOMS,
//! "User Roles".

use super::{OrganizationCode, Role, Scope};
use crate::cds::LeaCode;
use crate::directory::{Organization, OrganizationKind};

codes! {
    /// The kind of organization that a role is given for.
    pub enum Level, "a level" {
        /// California: roles of the CDE and the help desk.
        State = "state",
        /// A district, or a directly funded charter, which is its own LEA.
        Lea = "lea",
        /// A school; a directly funded charter is one as well.
        School = "school",
    }
}

/// Where a role may be given: California, or what the directory has.
#[derive(Clone, Copy, Debug)]
pub enum Seat<'a> {
    /// California.
    State,
    /// An entry of the directory.
    Organization(&'a Organization),
}

impl<'a> Seat<'a> {
    /// `CA`, or the code of the entry.
    #[must_use]
    pub const fn organization(self) -> OrganizationCode {
        match self {
            Self::State => OrganizationCode::State,
            Self::Organization(organization) => organization.code,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'a str {
        match self {
            Self::State => "California",
            Self::Organization(organization) => &organization.name,
        }
    }

    /// What a role given here covers.
    #[must_use]
    pub fn scope(self) -> Scope {
        match self {
            Self::State => Scope::State,
            Self::Organization(organization) => organization.scope(),
        }
    }

    /// The LEA it lies in or is.
    #[must_use]
    pub const fn lea(self) -> Option<LeaCode> {
        match self {
            Self::State => None,
            Self::Organization(organization) => organization.lea,
        }
    }

    /// Whether `scope` covers it. No role is given for a county, so a county's covers nothing here.
    #[must_use]
    pub fn is_in(self, scope: Scope) -> bool {
        match (self, scope) {
            (_, Scope::State) => true,
            (Self::State, _) | (_, Scope::County(_)) => false,
            (Self::Organization(organization), scope) => organization.is_in(scope),
        }
    }

    const fn is_at(self, level: Level) -> bool {
        use OrganizationKind::{DirectlyFundedCharter, District, DistrictLevelProgram, NonPublicSchool, School};
        match (level, self) {
            (Level::State, Self::State) => true,
            (Level::Lea, Self::Organization(entry)) => matches!(entry.kind, District | DirectlyFundedCharter),
            (Level::School, Self::Organization(entry)) => {
                matches!(entry.kind, School | DirectlyFundedCharter | NonPublicSchool | DistrictLevelProgram)
            }
            _ => false,
        }
    }
}

impl Role {
    /// Whether who works in this role may give and take `other`, at the own organization and below.
    #[must_use]
    pub const fn confers(self, other: Self) -> bool {
        use Role::{
            ComplianceAdministrator, ComplianceMonitor, LeaCaasppCoordinator, LeaComplianceContributor,
            LeaElpacCoordinator, LeaReviewCoordinator, SiteCaasppCoordinator, SiteElpacCoordinator, StateAdministrator,
            Superintendent, TestAdministrator, TestExaminer,
        };
        match self {
            Superintendent => matches!(other, LeaCaasppCoordinator | LeaElpacCoordinator),
            LeaCaasppCoordinator | LeaElpacCoordinator => {
                matches!(other, SiteCaasppCoordinator | SiteElpacCoordinator | TestAdministrator | TestExaminer)
            }
            SiteCaasppCoordinator | SiteElpacCoordinator => matches!(other, TestAdministrator | TestExaminer),
            LeaReviewCoordinator => matches!(other, LeaComplianceContributor),
            ComplianceAdministrator => {
                matches!(other, ComplianceMonitor | ComplianceAdministrator | LeaReviewCoordinator)
            }
            StateAdministrator => true,
            _ => false,
        }
    }

    /// Whether who works in this role sees users who hold `other`: those who may be given it, and all for the help desk.
    #[must_use]
    pub const fn sees(self, other: Self) -> bool {
        matches!(self, Self::HelpDesk) || self.confers(other)
    }

    /// Whether this role is given for program instruments, outside of which it sees nothing. Source: CDE, CMT roles.
    #[must_use]
    pub const fn is_for_instruments(self) -> bool {
        matches!(self, Self::ComplianceMonitor)
    }

    /// The kind of organization this role is given for.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Superintendent
            | Self::LeaCaasppCoordinator
            | Self::LeaElpacCoordinator
            | Self::LeaReviewCoordinator
            | Self::LeaComplianceContributor => Level::Lea,
            Self::SiteCaasppCoordinator | Self::SiteElpacCoordinator | Self::TestAdministrator | Self::TestExaminer => {
                Level::School
            }
            Self::ComplianceMonitor
            | Self::ComplianceAdministrator
            | Self::BulletinEditor
            | Self::StateAdministrator
            | Self::HelpDesk => Level::State,
        }
    }

    /// Whether this role is one that can be given for `seat`.
    #[must_use]
    pub const fn fits(self, seat: Seat<'_>) -> bool {
        seat.is_at(self.level())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cds::CdsCode;

    /// One row a role that confers, with its name and level; then one column a role that is conferred: `yes` or `-`.
    const TABLE: &str = include_str!("conferral.csv");

    #[test]
    fn every_cell_of_the_table_is_what_the_code_does() {
        let mut rows = TABLE.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let head = rows.next().unwrap();
        let roles: Vec<Role> = head[3..].iter().map(|code| code.parse().unwrap()).collect();
        assert_eq!(roles, Role::ALL);
        let mut conferring = Vec::new();
        for row in rows {
            let role: Role = row[0].parse().unwrap();
            assert_eq!(row.len(), head.len(), "{role}");
            assert_eq!([row[1], row[2]], [role.name(), role.level().code()], "{role}");
            for (other, cell) in roles.iter().zip(&row[3..]) {
                let expected = match *cell {
                    "yes" => true,
                    "-" => false,
                    wrong => panic!("{role} {other}: {wrong:?}"),
                };
                assert_eq!(role.confers(*other), expected, "{role} confers {other}");
            }
            conferring.push(role);
        }
        assert_eq!(conferring, Role::ALL);
    }

    #[test]
    fn nobody_but_the_state_confers_a_role_of_a_higher_level_and_whoever_confers_may_change_users() {
        for role in Role::ALL {
            for other in Role::ALL {
                assert!(!role.confers(*other) || role.level() <= other.level(), "{role} {other}");
                assert!(!role.confers(*other) || role.gives(crate::access::Right::ChangeUsers), "{role}");
            }
        }
    }

    fn entry(code: &str, kind: OrganizationKind) -> Organization {
        let code: CdsCode = code.parse().unwrap();
        let (lea, county) = (Some(code.county_district()), code.county());
        Organization { code: OrganizationCode::Cds(code), name: String::new(), kind, county, lea, charter: None }
    }

    #[test]
    fn a_seat_is_what_the_directory_says_of_it_and_lies_in_what_covers_it() {
        let name = "Cedar High".to_owned();
        let cedar = Organization { name, ..entry("99000010000103", OrganizationKind::School) };
        let seat = Seat::Organization(&cedar);
        assert_eq!((seat.organization(), seat.name(), seat.lea()), (cedar.code, "Cedar High", cedar.lea));
        assert_eq!(seat.scope(), Scope::School("99000010000103".parse().unwrap()));
        assert_eq!((Seat::State.organization(), Seat::State.name()), (OrganizationCode::State, "California"));
        assert_eq!((Seat::State.scope(), Seat::State.lea()), (Scope::State, None));
        let (own, other) = (Scope::Lea("9900001".parse().unwrap()), Scope::Lea("9900002".parse().unwrap()));
        let county = Scope::County("99".parse().unwrap());
        for (scope, covers_cedar, covers_the_state) in
            [(Scope::State, true, true), (own, true, false), (other, false, false), (county, false, false)]
        {
            assert_eq!((seat.is_in(scope), Seat::State.is_in(scope)), (covers_cedar, covers_the_state), "{scope:?}");
        }
    }

    #[test]
    fn only_the_help_desk_sees_users_whose_roles_it_does_not_give() {
        for role in Role::ALL {
            for other in Role::ALL {
                assert_eq!(role.sees(*other), *role == Role::HelpDesk || role.confers(*other), "{role} {other}");
            }
            assert_eq!(role.is_for_instruments(), *role == Role::ComplianceMonitor);
        }
    }

    #[test]
    fn a_role_fits_the_organizations_of_its_level_and_no_other() {
        let organizations: Vec<_> = OrganizationKind::ALL.iter().map(|kind| entry("99000010000103", *kind)).collect();
        for role in Role::ALL {
            let level = role.level();
            assert_eq!(role.fits(Seat::State), level == Level::State, "{role}");
            for organization in &organizations {
                let fits = match organization.kind {
                    OrganizationKind::County => false,
                    OrganizationKind::District => level == Level::Lea,
                    OrganizationKind::DirectlyFundedCharter => level != Level::State,
                    _ => level == Level::School,
                };
                assert_eq!(role.fits(Seat::Organization(organization)), fits, "{role} {}", organization.kind);
            }
        }
    }
}
