//! Who asks, and the only way to open a record.

use super::{OrganizationCode, Placement, Right, Role, Scope};
use crate::accounts::{RoleAssignment, Session, User};
use crate::cds::LeaCode;
use crate::compliance::ProgramInstrument;
use crate::ids::UserId;
use crate::year::AdministrationYear;
use jiff::Timestamp;

/// Counts what ended all of a user's sessions (deactivation, a lost role, a reset). A session or a commit under an older
/// epoch is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Epoch(pub u64);

impl Epoch {
    /// The next one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The role a person works in, chosen after sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleInForce {
    /// The role.
    pub role: Role,
    /// The organization it was given for.
    pub organization: OrganizationCode,
    /// That organization's name.
    pub organization_name: String,
    /// What it covers.
    pub scope: Scope,
    /// The LEA that the organization lies in or is; none for the state's roles.
    pub lea: Option<LeaCode>,
    /// The administration year.
    pub year: AdministrationYear,
    /// Whether what the role asks for before student data is shown has been done.
    pub affidavit_signed: bool,
    /// The program instruments that a compliance monitor is assigned to.
    pub instruments: Vec<ProgramInstrument>,
}

impl RoleInForce {
    /// One of the roles that `user` holds.
    #[must_use]
    pub fn of(user: &User, assignment: &RoleAssignment) -> Self {
        Self {
            role: assignment.role,
            organization: assignment.organization,
            organization_name: assignment.organization_name.clone(),
            scope: assignment.scope,
            lea: assignment.lea,
            year: assignment.year,
            affidavit_signed: user.has_signed_for(assignment.role, assignment.year),
            instruments: assignment.instruments.clone(),
        }
    }
}

/// A signed-in person at work: terms accepted, one role chosen.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The user.
    pub user: UserId,
    /// The name shown to others, as in a history.
    pub name: String,
    /// The role in force.
    pub role: RoleInForce,
    /// The user's epoch when asked; every commit checks that it still is.
    pub epoch: Epoch,
}

/// Why a signed-in person is not at work yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// No open session.
    #[error("sign in first")]
    NotSignedIn,
    /// The terms in force are not accepted.
    #[error("accept the terms and conditions of use first")]
    TermsNotAccepted,
    /// Several roles, none chosen; or none at all this year.
    #[error("choose a role first")]
    RoleNotChosen,
    /// The role sees student data, and the session was opened with a password alone.
    #[error("set up a second factor first")]
    SecondFactorNotEnrolled,
}

/// Why a record stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// Absent, or out of scope: one answer.
    #[error("there is no such record in your organization")]
    NotFound,
    /// The role does not give this right.
    #[error("your role does not allow this")]
    Forbidden(Right),
    /// The role gives no right in this administration year.
    #[error("your role is for another administration year")]
    OtherYear,
    /// The year's security affidavit is not signed yet.
    #[error("sign the year's security affidavit first")]
    AffidavitNotSigned,
}

/// A record that lies somewhere in the state and is opened with a right.
pub trait Guarded {
    /// The right without which nobody learns whether the record exists.
    const TO_KNOW: Right;

    /// Where it lies: one place or more.
    fn places(&self) -> impl Iterator<Item = &Placement>;
}

/// A record, or its absence, that nobody may look into yet: the store hands out only these, and [`Caller::open`] is the
/// only way in. A handler that forgets the check does not compile.
#[derive(Debug)]
pub struct Unchecked<T>(Option<T>);

impl<T> Unchecked<T> {
    /// What was read, present or not.
    #[must_use]
    pub const fn new(record: Option<T>) -> Self {
        Self(record)
    }

    /// What was read, for a check of this crate's own.
    pub(crate) fn into_inner(self) -> Option<T> {
        self.0
    }
}

/// The user and the open session behind a token, as `found` in the store, whatever is still to be done before working.
///
/// # Errors
/// Only [`NotReady::NotSignedIn`].
pub fn signed_in(found: Option<(User, Session)>, now: Timestamp) -> Result<(User, Session), NotReady> {
    found.filter(|(user, session)| session.is_open(user, now)).ok_or(NotReady::NotSignedIn)
}

impl Caller {
    /// The person behind a token, as `found` in the store, ready to work at `now`.
    ///
    /// # Errors
    /// What is to be done first.
    pub fn at_work(found: Option<(User, Session)>, now: Timestamp) -> Result<Self, NotReady> {
        let (user, session) = signed_in(found, now)?;
        if !user.has_accepted_terms() {
            return Err(NotReady::TermsNotAccepted);
        }
        let this_year = AdministrationYear::at(now);
        let role = session.role_of(&user, this_year).ok_or(NotReady::RoleNotChosen)?;
        if role.role.gives(Right::FindStudents) && !session.factor_settled {
            return Err(NotReady::SecondFactorNotEnrolled);
        }
        Ok(Self { user: user.id, name: user.name(), role, epoch: user.epoch })
    }

    /// How this person signs what they record, as in `Lee Romero, LEA CAASPP coordinator, Poppy Valley Unified`.
    #[must_use]
    pub fn signature(&self) -> String {
        format!("{}, {}, {}", self.name, self.role.role.name(), self.role.organization_name)
    }

    /// Whether the role in force gives `right` on `today`.
    ///
    /// # Errors
    /// The first reason why it does not.
    pub fn has(&self, right: Right, this_year: AdministrationYear) -> Result<(), AccessError> {
        if !self.role.role.gives(right) {
            return Err(AccessError::Forbidden(right));
        }
        if self.role.year != this_year {
            return Err(AccessError::OtherYear);
        }
        if self.role.affidavit_signed { Ok(()) } else { Err(AccessError::AffidavitNotSigned) }
    }

    /// Opens `record` with `right`. A role that may not know such records is refused whether or not this one exists; a
    /// record out of scope answers like one that does not exist.
    ///
    /// # Errors
    /// See [`AccessError`].
    pub fn open<T: Guarded>(
        &self,
        right: Right,
        record: Unchecked<T>,
        this_year: AdministrationYear,
    ) -> Result<T, AccessError> {
        self.has(T::TO_KNOW, this_year)?;
        let record = record.0.filter(|record| record.places().any(|place| self.role.scope.covers(place)));
        let record = record.ok_or(AccessError::NotFound)?;
        self.has(right, this_year)?;
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{AccountState, TERMS};
    use crate::cds::CdsCode;

    struct Record(Placement);

    impl Guarded for Record {
        const TO_KNOW: Right = Right::FindStudents;

        fn places(&self) -> impl Iterator<Item = &Placement> {
            std::iter::once(&self.0)
        }
    }

    #[test]
    fn epochs_are_counted_one_by_one() {
        assert_eq!([Epoch::default().next(), Epoch(1).next()], [Epoch(1), Epoch(2)]);
    }

    fn year() -> AdministrationYear {
        "2026-27".parse().unwrap()
    }

    fn record() -> Unchecked<Record> {
        let school: CdsCode = "99000010000103".parse().unwrap();
        Unchecked::new(Some(Record(Placement { county: school.county(), lea: school.county_district(), school })))
    }

    fn caller(role: Role, lea: &str) -> Caller {
        Caller {
            user: UserId::from_bytes([1; 16]),
            name: "Lee".into(),
            role: RoleInForce {
                role,
                organization: OrganizationCode::State,
                organization_name: String::new(),
                scope: Scope::Lea(lea.parse().unwrap()),
                lea: lea.parse().ok(),
                year: year(),
                affidavit_signed: role.affidavits().is_empty(),
                instruments: Vec::new(),
            },
            epoch: Epoch(1),
        }
    }

    #[test]
    fn whoever_is_signed_in_is_at_work_once_terms_role_and_second_factor_are_settled() {
        let now: Timestamp = "2026-11-23T18:00:00Z".parse().unwrap();
        let assignment = RoleAssignment {
            role: Role::LeaCaasppCoordinator,
            organization: "99000010000000".parse().unwrap(),
            organization_name: "Poppy Valley Unified".into(),
            scope: Scope::Lea("9900001".parse().unwrap()),
            lea: "9900001".parse().ok(),
            year: year(),
            instruments: Vec::new(),
        };
        let user = User {
            id: UserId::from_bytes([1; 16]),
            username: "lee@poppy.test".parse().unwrap(),
            first_name: "Lee".into(),
            last_name: "Romero".into(),
            telephone: None,
            state: AccountState::Active,
            epoch: Epoch(1),
            version: 1,
            roles: vec![assignment],
            affidavits: Vec::new(),
            second_factors: Vec::new(),
            terms_accepted: Some(TERMS.version.to_owned()),
        };
        let session = Session::begin(now, Epoch(1));
        let at_work = |user: &User, session: &Session| Caller::at_work(Some((user.clone(), session.clone())), now);

        let lee = at_work(&user, &session).unwrap();
        assert_eq!(lee.signature(), "Lee Romero, LEA CAASPP coordinator, Poppy Valley Unified");
        assert_eq!(Caller::at_work(None, now).err(), Some(NotReady::NotSignedIn));
        let without_terms = User { terms_accepted: None, ..user.clone() };
        assert_eq!(at_work(&without_terms, &session).err(), Some(NotReady::TermsNotAccepted));
        let without_role = User { roles: Vec::new(), ..user.clone() };
        assert_eq!(at_work(&without_role, &session).err(), Some(NotReady::RoleNotChosen));
        let by_password_alone = Session { factor_settled: false, ..session };
        assert_eq!(at_work(&user, &by_password_alone).err(), Some(NotReady::SecondFactorNotEnrolled));
        let mut superintendent = user;
        superintendent.roles[0].role = Role::Superintendent;
        assert!(at_work(&superintendent, &by_password_alone).is_ok(), "no student data, no second factor");
    }

    #[test]
    fn a_foreign_record_and_an_absent_one_are_the_same_answer() {
        let foreign = caller(Role::LeaCaasppCoordinator, "9900002");
        let absent = Unchecked::<Record>::new(None);
        assert_eq!(foreign.open(Right::FindStudents, record(), year()).err(), Some(AccessError::NotFound));
        assert_eq!(foreign.open(Right::FindStudents, absent, year()).err(), Some(AccessError::NotFound));
    }

    #[test]
    fn a_role_without_the_right_to_know_learns_nothing_from_the_answer() {
        let superintendent = caller(Role::Superintendent, "9900001");
        let refused = Some(AccessError::Forbidden(Right::FindStudents));
        assert_eq!(superintendent.open(Right::FindStudents, record(), year()).err(), refused);
        assert_eq!(superintendent.open(Right::FindStudents, Unchecked::<Record>::new(None), year()).err(), refused);
    }

    #[test]
    fn a_role_that_may_know_but_not_do_is_told_so() {
        let elpac = caller(Role::LeaElpacCoordinator, "9900001");
        let refused = Some(AccessError::Forbidden(Right::SetConditionCode));
        assert_eq!(elpac.open(Right::SetConditionCode, record(), year()).err(), refused);
    }

    #[test]
    fn last_years_role_gives_nothing_this_year() {
        let mut coordinator = caller(Role::LeaCaasppCoordinator, "9900001");
        coordinator.role.year = "2025-26".parse().unwrap();
        let refused = Some(AccessError::OtherYear);
        assert_eq!(coordinator.open(Right::FindStudents, record(), year()).err(), refused);
    }

    #[test]
    fn a_test_administrator_sees_students_only_after_signing_the_affidavit() {
        let mut administrator = caller(Role::TestAdministrator, "9900001");
        let refused = Some(AccessError::AffidavitNotSigned);
        assert_eq!(administrator.open(Right::FindStudents, record(), year()).err(), refused);
        administrator.role.affidavit_signed = true;
        assert!(administrator.open(Right::FindStudents, record(), year()).is_ok());
    }
}
