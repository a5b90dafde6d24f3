use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{TERMS, Username};
use crate::access::{Epoch, OrganizationCode, Role, RoleInForce, Scope, Seat};
use crate::cds::LeaCode;
use crate::compliance::ProgramInstrument;
use crate::ids::UserId;
use crate::students::ProgramFamily;
use crate::year::AdministrationYear;

codes! {
    /// What proves, beside the password, that it is the owner who signs in.
    pub enum FactorKind, "a second factor" {
        /// A code of an authenticator app (RFC 6238).
        Totp = "totp",
        /// A passkey (`WebAuthn`).
        Passkey = "passkey",
        /// One of the codes kept on paper for when the others are lost.
        RecoveryCode = "recovery-code",
    }
}

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
    /// The LEA that the organization lies in or is, from the directory; a school's cannot be told from its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lea: Option<LeaCode>,
    /// The administration year.
    pub year: AdministrationYear,
    /// The program instruments that a compliance monitor is assigned to; none for other roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instruments: Vec<ProgramInstrument>,
}

impl RoleAssignment {
    /// `role` given for `seat`.
    #[must_use]
    pub fn new(role: Role, seat: Seat<'_>, year: AdministrationYear) -> Self {
        let (organization, organization_name) = (seat.organization(), seat.name().to_owned());
        Self {
            role,
            organization,
            organization_name,
            scope: seat.scope(),
            lea: seat.lea(),
            year,
            instruments: Vec::new(),
        }
    }

    /// The same, assigned to these program instruments.
    #[must_use]
    pub fn for_instruments(mut self, instruments: Vec<ProgramInstrument>) -> Self {
        self.instruments = instruments;
        self
    }

    /// Whether it is given for what `scope` covers. No role is given for a county, so a county's covers none.
    #[must_use]
    pub fn is_in(&self, scope: Scope) -> bool {
        match scope {
            Scope::State => true,
            Scope::County(_) => false,
            Scope::Lea(lea) => self.lea == Some(lea),
            Scope::School(school) => self.organization == OrganizationCode::Cds(school),
        }
    }

    /// As people say it: `test administrator, Cedar High, 2026-27`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let assigned: Vec<_> = self.instruments.iter().map(|instrument| instrument.name()).collect();
        let assigned = if assigned.is_empty() { String::new() } else { format!(" for {}", assigned.join(" and ")) };
        format!("{}{assigned}, {}, {}", self.role.name(), self.organization_name, self.year)
    }
}

/// A security affidavit that was signed: one for each program and administration year. Source: TOMS, "Security Forms".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affidavit {
    /// The program whose tests it is about.
    pub program: ProgramFamily,
    /// The administration year.
    pub year: AdministrationYear,
    /// The version of the text that was signed.
    pub version: String,
    /// When.
    pub signed_at: Timestamp,
}

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The user name.
    pub username: Username,
    /// First name, as shown to others.
    pub first_name: String,
    /// Last name, as shown to others.
    pub last_name: String,
    /// Telephone number with extension, as people write it.
    pub telephone: Option<String>,
    /// Where the account stands.
    pub state: AccountState,
    /// Raised whenever all sessions must end.
    pub epoch: Epoch,
    /// Counts the changes of the account; what was read under an older one is stale.
    pub version: u64,
    /// The roles held.
    pub roles: Vec<RoleAssignment>,
    /// The security affidavits signed.
    pub affidavits: Vec<Affidavit>,
    /// The kinds of second factor that are enrolled, in order; recovery codes only while some are left.
    pub second_factors: Vec<FactorKind>,
    /// The version of the terms accepted last, if any.
    pub terms_accepted: Option<String>,
}

impl User {
    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// Whether a password alone does not sign in. Recovery codes stand in for a factor that was lost and are none by
    /// themselves.
    #[must_use]
    pub fn has_second_factor(&self) -> bool {
        self.second_factors.iter().any(|kind| *kind != FactorKind::RecoveryCode)
    }

    /// Whether what `role` asks for in `year` before student data is shown has been done: an affidavit of one of the
    /// programs it gives tests of.
    #[must_use]
    pub fn has_signed_for(&self, role: Role, year: AdministrationYear) -> bool {
        let wanted = role.affidavits();
        let signed = |affidavit: &Affidavit| affidavit.year == year && wanted.contains(&affidavit.program);
        wanted.is_empty() || self.affidavits.iter().any(signed)
    }

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
            (Some(only), None) => Some(RoleInForce::of(self, only)),
            _ => None,
        }
    }
}
