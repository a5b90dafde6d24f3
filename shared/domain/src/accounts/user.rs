use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{TERMS, Username};
use crate::access::{Epoch, OrganizationCode, Role, RoleInForce, Scope};
use crate::ids::UserId;
use crate::year::AdministrationYear;

codes! {
    /// Where an account stands. Only an active one can be signed in to.
    pub enum AccountState, "an account state" {
        /// Added by a coordinator; no password set yet.
        Added = "added",
        /// In use.
        Active = "active",
        /// Access stopped.
        Deactivated = "deactivated",
    }
}

/// A role given to a user, for one organization and one administration year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleAssignment {
    /// The role.
    pub role: Role,
    /// The organization it is given for.
    pub organization: OrganizationCode,
    /// That organization's name when the role was given.
    pub organization_name: String,
    /// What the organization covers, from the directory.
    pub scope: Scope,
    /// The administration year.
    pub year: AdministrationYear,
    /// When the year's security affidavit was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affidavit_signed_at: Option<Timestamp>,
}

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The user name.
    pub username: Username,
    /// First and last name, as shown to others.
    pub name: String,
    /// Where the account stands.
    pub state: AccountState,
    /// Raised whenever all sessions must end.
    pub epoch: Epoch,
    /// The roles held.
    pub roles: Vec<RoleAssignment>,
    /// The version of the terms accepted last, if any.
    pub terms_accepted: Option<String>,
}

impl User {
    /// Whether the terms in force are accepted.
    #[must_use]
    pub fn has_accepted_terms(&self) -> bool {
        self.terms_accepted.as_deref() == Some(TERMS.version)
    }

    /// The role held for exactly this organization and year.
    #[must_use]
    pub fn role(
        &self,
        role: Role,
        organization: OrganizationCode,
        year: AdministrationYear,
    ) -> Option<&RoleAssignment> {
        self.roles.iter().find(|held| held.role == role && held.organization == organization && held.year == year)
    }

    /// The role a session starts in: the only one of this year, or none while there is a choice to make.
    #[must_use]
    pub fn only_role(&self, this_year: AdministrationYear) -> Option<RoleInForce> {
        let mut held = self.roles.iter().filter(|held| held.year == this_year);
        match (held.next(), held.next()) {
            (Some(only), None) => Some(only.into()),
            _ => None,
        }
    }
}
