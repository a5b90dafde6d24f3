use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::access::{OrganizationCode, Role};
use crate::accounts::manage::{ListedUser, UserClass};
use crate::accounts::{AccountState, RoleAssignment};
use crate::cds::{CountyCode, LeaCode};
use crate::students::ProgramFamily;
use crate::year::AdministrationYear;

/// Where those live and work whom a bulletin is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Places {
    /// All of California.
    California,
    /// These counties.
    Counties(BTreeSet<CountyCode>),
    /// These LEAs.
    Leas(BTreeSet<LeaCode>),
}

impl Places {
    /// Whether the organization of this role lies here. The county is that of its 14 digits: the code of a directly funded
    /// charter as an LEA does not say it.
    fn hold(&self, held: &RoleAssignment) -> bool {
        match (self, held.organization) {
            (Self::California, _) => true,
            (Self::Counties(counties), OrganizationCode::Cds(cds)) => counties.contains(&cds.county()),
            (Self::Counties(_), _) => false,
            (Self::Leas(leas), _) => held.lea.is_some_and(|lea| leas.contains(&lea)),
        }
    }
}

/// Whom a bulletin is for. Everybody may read it once it is published; these are told by mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// In these roles: one at least.
    pub roles: BTreeSet<Role>,
    /// Which tests it is about; it is shown with the bulletin. None when it is about both or neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<ProgramFamily>,
    /// In these places.
    pub places: Places,
}

impl Audience {
    /// The roles that bulletins are mailed to. Source: the salutation of the communication ("LEA Superintendent, … LEA CAASPP
    /// Coordinator, or LEA ELPAC Coordinator"); site coordinators, test administrators and examiners are our addition.
    pub const ROLES: &'static [Role] = &[
        Role::Superintendent,
        Role::LeaCaasppCoordinator,
        Role::LeaElpacCoordinator,
        Role::SiteCaasppCoordinator,
        Role::SiteElpacCoordinator,
        Role::TestAdministrator,
        Role::TestExaminer,
    ];

    /// Whether somebody in the list of users is told: active, in one of the roles this year, in one of the places.
    #[must_use]
    pub fn is_told(&self, listed: &ListedUser, this_year: AdministrationYear) -> bool {
        listed.state == AccountState::Active
            && listed
                .roles
                .iter()
                .any(|held| held.year == this_year && self.roles.contains(&held.role) && self.places.hold(held))
    }

    /// The classes of users in whose lists all who are told stand.
    #[must_use]
    pub fn classes(&self) -> &'static [UserClass] {
        let holds = |class: UserClass| self.roles.iter().any(|role| UserClass::of(*role) == class);
        match (holds(UserClass::Lea), holds(UserClass::Site)) {
            (true, true) => &[UserClass::Lea, UserClass::Site],
            (false, true) => &[UserClass::Site],
            (_, false) => &[UserClass::Lea],
        }
    }

    /// How the letter begins: `Dear LEA CAASPP Coordinator or LEA ELPAC Coordinator:`.
    #[must_use]
    pub fn salutation(&self) -> String {
        let names: Vec<_> = self.roles.iter().map(|role| capitalised(role.name())).collect();
        match names.as_slice() {
            [] => "Dear Coordinator:".to_owned(),
            [one] => format!("Dear {one}:"),
            [first, second] => format!("Dear {first} or {second}:"),
            [rest @ .., last] => format!("Dear {}, or {last}:", rest.join(", ")),
        }
    }
}

/// Each word with a capital letter, as in a salutation.
fn capitalised(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
