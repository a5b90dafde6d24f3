//! The lists that a user stands in: at each organization that a role is given for, at its LEA and at the state. They make
//! the list of a school, of an LEA and of California one range of keys each.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::access::{OrganizationCode, Role, Scope};
use crate::accounts::{AccountState, Affidavit, RoleAssignment, User, Username};
use crate::cds::{CdsCode, LeaCode};
use crate::ids::UserId;
use crate::names::FoldedName;
use crate::students::ProgramFamily;
use crate::year::AdministrationYear;

codes! {
    /// Users who are listed together, since the same people look after them.
    pub enum UserClass, "a class of users" {
        /// Superintendents and the coordinators of LEAs.
        Lea = "lea",
        /// Site coordinators, test administrators, test examiners.
        Site = "site",
        /// Review coordinators and compliance contributors.
        Compliance = "compliance",
        /// The CDE's own staff and the help desk.
        State = "state",
    }
}

impl UserClass {
    /// The class of those who hold `role`.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        match role {
            Role::Superintendent | Role::LeaCaasppCoordinator | Role::LeaElpacCoordinator => Self::Lea,
            Role::SiteCaasppCoordinator | Role::SiteElpacCoordinator | Role::TestAdministrator | Role::TestExaminer => {
                Self::Site
            }
            Role::LeaReviewCoordinator | Role::LeaComplianceContributor => Self::Compliance,
            Role::ComplianceMonitor
            | Role::ComplianceAdministrator
            | Role::BulletinEditor
            | Role::StateAdministrator
            | Role::HelpDesk => Self::State,
        }
    }
}

/// Where a list is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListingPlace {
    /// California.
    State,
    /// An LEA with its schools.
    Lea(LeaCode),
    /// A school.
    School(CdsCode),
}

impl ListingPlace {
    /// Where everybody in `scope` is listed; nowhere for a county, for which no role is given.
    #[must_use]
    pub const fn of(scope: Scope) -> Option<Self> {
        match scope {
            Scope::State => Some(Self::State),
            Scope::County(_) => None,
            Scope::Lea(lea) => Some(Self::Lea(lea)),
            Scope::School(school) => Some(Self::School(school)),
        }
    }

    fn of_role(held: &RoleAssignment) -> impl Iterator<Item = Self> {
        let school = match held.scope {
            Scope::School(school) => Some(Self::School(school)),
            _ => None,
        };
        [Some(Self::State), held.lea.map(Self::Lea), school].into_iter().flatten()
    }
}

/// What a list shows of a user: the roles of its class at its place and below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedUser {
    /// The id.
    pub id: UserId,
    /// The e-mail address.
    pub username: Username,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Where the account stands.
    pub state: AccountState,
    /// Those roles.
    pub roles: Vec<RoleAssignment>,
    /// The security affidavits signed, where one of the roles asks for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affidavits: Vec<Affidavit>,
}

impl ListedUser {
    /// What of somebody listed has to do with the security affidavit of `program` in `year`: the roles of that year that
    /// ask for it, and its signature if there is one. `None` where nothing asks for it.
    #[must_use]
    pub fn asked_to_sign(mut self, program: ProgramFamily, year: AdministrationYear) -> Option<Self> {
        self.roles.retain(|held| held.year == year && held.role.affidavits().contains(&program));
        self.affidavits.retain(|signed| (signed.program, signed.year) == (program, year));
        (!self.roles.is_empty()).then_some(self)
    }
}

/// An entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Which list.
    pub place: ListingPlace,
    /// Of which users.
    pub class: UserClass,
    /// The order in it: last name, first name.
    pub name: (FoldedName, FoldedName),
    /// What it shows.
    pub user: ListedUser,
}

/// All entries of `user`. A role makes at most three of them.
#[must_use]
pub fn listings(user: &User) -> Vec<Listing> {
    let mut lists: BTreeMap<(ListingPlace, UserClass), Vec<RoleAssignment>> = BTreeMap::new();
    for held in &user.roles {
        for place in ListingPlace::of_role(held) {
            lists.entry((place, UserClass::of(held.role))).or_default().push(held.clone());
        }
    }
    let name = (FoldedName::of(&user.last_name), FoldedName::of(&user.first_name));
    let entry = |((place, class), roles): ((ListingPlace, UserClass), Vec<RoleAssignment>)| {
        let asked = roles.iter().any(|held| !held.role.affidavits().is_empty());
        let affidavits = if asked { user.affidavits.clone() } else { Vec::new() };
        let user = ListedUser {
            id: user.id,
            username: user.username.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            state: user.state,
            roles,
            affidavits,
        };
        Listing { place, class, name: name.clone(), user }
    };
    lists.into_iter().map(entry).collect()
}

/// An office of which it is known who holds it: LEA CAASPP and ELPAC coordinator of an LEA in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holding {
    /// The LEA.
    pub organization: OrganizationCode,
    /// The administration year.
    pub year: AdministrationYear,
    /// The role.
    pub role: Role,
}

/// The offices that `user` holds; none while access is stopped.
#[must_use]
pub fn holdings(user: &User) -> BTreeSet<Holding> {
    let office = |held: &&RoleAssignment| {
        user.state != AccountState::Deactivated
            && matches!(held.role, Role::LeaCaasppCoordinator | Role::LeaElpacCoordinator)
    };
    let holding = |held: &RoleAssignment| Holding { organization: held.organization, year: held.year, role: held.role };
    user.roles.iter().filter(office).map(holding).collect()
}
