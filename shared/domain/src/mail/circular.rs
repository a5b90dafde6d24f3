//! Circulars: letters to everybody of an audience.
//!
//! A request cannot look up some twenty or five thousand people, so it stores one circular in its own transaction. Another
//! function finds out who the readers are and writes each of them a letter, under an id that the circular and the reader
//! give: however often that is done, each gets one.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Letter, QueuedLetter, Recipient};
use crate::access::{OrganizationCode, Role, Scope};
use crate::accounts::AccountState;
use crate::accounts::manage::{ListedUser, ListingPlace, UserClass};
use crate::bulletins::{Audience, Bulletin, Notification};
use crate::cds::{CdsCode, LeaCode};
use crate::compliance::{ProgramInstrument, Review};
use crate::ids::{BulletinId, LetterId, UserId};
use crate::year::AdministrationYear;

pub use crate::ids::CircularId;

codes! {
    /// How far a circular came.
    pub enum CircularState, "a circular's state" {
        /// Not every reader has a letter yet.
        Queued = "queued",
        /// Every reader has a letter.
        Addressed = "addressed",
        /// There was no reader.
        Nobody = "nobody",
        /// It cannot be read; an operator may hand it on once more.
        Failed = "failed",
    }
}

/// Who reads a circular. It says whom to look for and names no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "readers", rename_all = "kebab-case")]
pub enum Readership {
    /// Of an LEA: its review coordinators, and those of its users who were let into the review.
    ReviewedLea {
        /// The LEA.
        lea: LeaCode,
        /// Who was let in.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        contributors: Vec<UserId>,
    },
    /// The monitors of any of these instruments.
    Monitors {
        /// The instruments.
        instruments: BTreeSet<ProgramInstrument>,
    },
    /// Whom a bulletin is for.
    Bulletin {
        /// The roles and the places.
        audience: Audience,
    },
    /// Of a school: its site CAASPP coordinators, and the CAASPP coordinators of its LEA.
    School {
        /// The school.
        school: CdsCode,
        /// Its LEA.
        lea: LeaCode,
    },
    /// Whom a notification is for.
    Notification {
        /// The LEA.
        lea: LeaCode,
        /// The school, where it is for one alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        school: Option<CdsCode>,
        /// The roles; all when there are none.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        roles: BTreeSet<Role>,
    },
}

impl Readership {
    /// The LEA's side of `review`.
    #[must_use]
    pub fn lea_of(review: &Review) -> Self {
        let contributors = review.contributors.iter().map(|contributor| contributor.user).collect();
        Self::ReviewedLea { lea: review.lea, contributors }
    }

    /// The list of users in which all its readers stand, beside others: the place, and the classes of users.
    #[must_use]
    pub fn list(&self) -> (ListingPlace, &'static [UserClass]) {
        match self {
            Self::ReviewedLea { lea, .. } => (ListingPlace::Lea(*lea), &[UserClass::Compliance]),
            Self::Monitors { .. } => (ListingPlace::State, &[UserClass::State]),
            Self::Bulletin { audience } => (ListingPlace::State, audience.classes()),
            Self::School { lea, .. } => (ListingPlace::Lea(*lea), &[UserClass::Lea, UserClass::Site]),
            Self::Notification { school: Some(school), .. } => (ListingPlace::School(*school), &[UserClass::Site]),
            Self::Notification { lea, school: None, .. } => {
                (ListingPlace::Lea(*lea), &[UserClass::Lea, UserClass::Site, UserClass::Compliance])
            }
        }
    }

    /// Whether somebody in that list is a reader in `year`. Who is not active is not: there is nowhere to look at what the
    /// letter tells of.
    #[must_use]
    pub fn is_reader(&self, listed: &ListedUser, year: AdministrationYear) -> bool {
        let holds = |role: Role| listed.roles.iter().filter(move |held| held.role == role && held.year == year);
        let reads = match self {
            Self::Bulletin { audience } => audience.is_told(listed, year),
            Self::School { school, lea } => {
                let school = OrganizationCode::Cds(*school);
                holds(Role::LeaCaasppCoordinator).any(|held| held.lea == Some(*lea))
                    || holds(Role::SiteCaasppCoordinator).any(|held| held.organization == school)
            }
            Self::Notification { lea, school, roles } => {
                let scope = school.map_or(Scope::Lea(*lea), Scope::School);
                let mut of_year = listed.roles.iter().filter(|held| held.year == year);
                of_year.any(|held| held.is_in(scope) && (roles.is_empty() || roles.contains(&held.role)))
            }
            Self::ReviewedLea { lea, contributors } => {
                let coordinates = holds(Role::LeaReviewCoordinator).any(|held| held.lea == Some(*lea));
                let contributes = holds(Role::LeaComplianceContributor).any(|held| held.lea == Some(*lea));
                coordinates || (contributes && contributors.contains(&listed.id))
            }
            Self::Monitors { instruments } => {
                holds(Role::ComplianceMonitor).any(|held| held.instruments.iter().any(|own| instruments.contains(own)))
            }
        };
        reads && listed.state == AccountState::Active
    }
}

impl CircularId {
    /// Of the circular about this version of a bulletin.
    #[must_use]
    pub fn of_bulletin(bulletin: BulletinId, version: u64) -> Self {
        Self::of(&format!("bulletin {bulletin} {version}"))
    }
}

/// A letter to everybody of a readership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circular {
    /// The id: random, or [`CircularId::of`] what makes it one and the same.
    pub id: CircularId,
    /// Whom it is for.
    pub to: Readership,
    /// What it says.
    pub letter: Letter,
    /// When it was put into the queue. Its readers are those of this day's administration year.
    pub queued_at: Timestamp,
}

impl Circular {
    /// That `bulletin`, in this version, was published or put right: one and the same, whoever says so.
    #[must_use]
    pub fn of_bulletin(bulletin: &Bulletin, now: Timestamp) -> Self {
        Self {
            id: CircularId::of_bulletin(bulletin.id, bulletin.version),
            to: Readership::Bulletin { audience: bulletin.audience.clone() },
            letter: Letter::Bulletin { bulletin: bulletin.id, version: bulletin.version },
            queued_at: now,
        }
    }

    /// What `notification` says, to everybody who sees it at home: one and the same, whoever says so.
    #[must_use]
    pub fn of_notification(notification: &Notification, now: Timestamp) -> Self {
        Self {
            id: CircularId::of(&format!("notification {}", notification.id)),
            to: Readership::Notification {
                lea: notification.place.lea,
                school: notification.school(),
                roles: notification.roles.clone(),
            },
            letter: Letter::Notification {
                organization_name: notification.organization_name.clone(),
                subject: notification.subject.as_str().to_owned(),
                text: notification.text.as_str().to_owned(),
                by: notification.changed_by.clone(),
            },
            queued_at: now,
        }
    }

    /// The letter to a reader.
    #[must_use]
    pub fn letter_to(&self, reader: UserId) -> QueuedLetter {
        QueuedLetter {
            id: LetterId::of_circular(self.id, reader),
            to: Recipient::User(reader),
            letter: self.letter.clone(),
            queued_at: self.queued_at,
        }
    }

    /// Whether somebody in its readership's list is a reader.
    #[must_use]
    pub fn is_for(&self, listed: &ListedUser) -> bool {
        self.to.is_reader(listed, AdministrationYear::at(self.queued_at))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::accounts::RoleAssignment;

    const POPPY: &str = "9900001";
    const REDWOOD: &str = "9900002";

    fn year() -> AdministrationYear {
        "2026-27".parse().unwrap()
    }

    fn listed(role: Role, lea: Option<&str>, instruments: &[ProgramInstrument]) -> ListedUser {
        let lea = lea.map(|lea| lea.parse().unwrap());
        ListedUser {
            id: UserId::from_bytes([1; 16]),
            username: "ana@poppy.test".parse().unwrap(),
            first_name: "Ana".into(),
            last_name: "Ortiz".into(),
            state: AccountState::Active,
            roles: vec![RoleAssignment {
                role,
                organization: OrganizationCode::State,
                organization_name: "Poppy Valley Unified".into(),
                scope: lea.map_or(Scope::State, Scope::Lea),
                lea,
                year: year(),
                instruments: instruments.to_vec(),
            }],
            affidavits: Vec::new(),
        }
    }

    fn poppy(contributors: &[UserId]) -> Readership {
        Readership::ReviewedLea { lea: POPPY.parse().unwrap(), contributors: contributors.to_vec() }
    }

    fn monitors() -> Readership {
        let instruments = [ProgramInstrument::EnglishLearner, ProgramInstrument::MigrantEducation];
        Readership::Monitors { instruments: instruments.into() }
    }

    #[test]
    fn the_lea_is_told_by_its_review_coordinators_and_those_of_its_users_who_were_let_in() {
        let coordinator = listed(Role::LeaReviewCoordinator, Some(POPPY), &[]);
        assert!(poppy(&[]).is_reader(&coordinator, year()));
        let contributor = listed(Role::LeaComplianceContributor, Some(POPPY), &[]);
        assert!(poppy(&[contributor.id]).is_reader(&contributor, year()));
        assert!(!poppy(&[]).is_reader(&contributor, year()), "was not let in");
        for stranger in [
            listed(Role::LeaReviewCoordinator, Some(REDWOOD), &[]),
            listed(Role::LeaCaasppCoordinator, Some(POPPY), &[]),
            listed(Role::ComplianceMonitor, None, ProgramInstrument::ALL),
        ] {
            assert!(!poppy(&[]).is_reader(&stranger, year()), "{:?}", stranger.roles);
        }
        let elsewhere = listed(Role::LeaComplianceContributor, Some(REDWOOD), &[]);
        assert!(!poppy(&[elsewhere.id]).is_reader(&elsewhere, year()), "left for another LEA");
    }

    #[test]
    fn a_monitor_of_any_of_the_instruments_reads_and_one_of_others_does_not() {
        let monitor = |instrument| listed(Role::ComplianceMonitor, None, &[instrument]);
        assert!(monitors().is_reader(&monitor(ProgramInstrument::MigrantEducation), year()));
        assert!(!monitors().is_reader(&monitor(ProgramInstrument::PhysicalEducation), year()));
        assert!(!monitors().is_reader(&listed(Role::ComplianceAdministrator, None, &[]), year()));
    }

    #[test]
    fn a_school_is_told_by_its_site_coordinators_and_the_coordinators_of_its_lea() {
        let cedar = Readership::School { school: "99000010000103".parse().unwrap(), lea: POPPY.parse().unwrap() };
        let at = |role, lea, organization: &str| {
            let mut listed = listed(role, Some(lea), &[]);
            listed.roles[0].organization = organization.parse().unwrap();
            listed
        };
        for reader in [
            at(Role::LeaCaasppCoordinator, POPPY, "99000010000000"),
            at(Role::SiteCaasppCoordinator, POPPY, "99000010000103"),
        ] {
            assert!(cedar.is_reader(&reader, year()), "{:?}", reader.roles);
            assert!(!cedar.is_reader(&reader, year().next()));
        }
        for stranger in [
            at(Role::LeaCaasppCoordinator, REDWOOD, "99000020000000"),
            at(Role::SiteCaasppCoordinator, POPPY, "99000010000104"),
            at(Role::LeaElpacCoordinator, POPPY, "99000010000000"),
            at(Role::TestAdministrator, POPPY, "99000010000103"),
        ] {
            assert!(!cedar.is_reader(&stranger, year()), "{:?}", stranger.roles);
        }
    }

    #[test]
    fn a_notification_is_mailed_to_the_roles_it_names_in_the_lea_or_in_the_one_school() {
        let to = |school: Option<&str>, roles: &[Role]| Readership::Notification {
            lea: POPPY.parse().unwrap(),
            school: school.map(|school| school.parse().unwrap()),
            roles: roles.iter().copied().collect(),
        };
        let coordinator = listed(Role::LeaElpacCoordinator, Some(POPPY), &[]);
        assert!(to(None, &[]).is_reader(&coordinator, year()));
        assert!(to(None, &[Role::LeaElpacCoordinator]).is_reader(&coordinator, year()));
        assert!(!to(None, &[Role::TestExaminer]).is_reader(&coordinator, year()));
        assert!(!to(None, &[]).is_reader(&coordinator, year().next()));
        assert!(!to(None, &[]).is_reader(&listed(Role::LeaElpacCoordinator, Some(REDWOOD), &[]), year()));
        let (cedar, dune) = ("99000010000103", "99000010000104");
        let mut examiner = listed(Role::TestExaminer, Some(POPPY), &[]);
        examiner.roles[0].organization = cedar.parse().unwrap();
        examiner.roles[0].scope = Scope::School(cedar.parse().unwrap());
        assert!(to(None, &[]).is_reader(&examiner, year()));
        assert!(to(Some(cedar), &[]).is_reader(&examiner, year()));
        assert!(!to(Some(dune), &[]).is_reader(&examiner, year()));
        assert!(!to(Some(cedar), &[]).is_reader(&coordinator, year()));
    }

    #[test]
    fn whose_role_is_of_another_year_and_who_is_not_active_is_no_reader() {
        let mut coordinator = listed(Role::LeaReviewCoordinator, Some(POPPY), &[]);
        assert!(!poppy(&[]).is_reader(&coordinator, year().next()));
        for state in [AccountState::Added, AccountState::Deactivated] {
            coordinator.state = state;
            assert!(!poppy(&[]).is_reader(&coordinator, year()));
        }
    }

    #[test]
    fn a_circular_writes_the_same_letter_to_the_same_reader_and_another_one_to_another() {
        let circular = |own: u8| Circular {
            id: CircularId::from_bytes([own; 16]),
            to: monitors(),
            letter: Letter::PasswordChanged { by_link: false },
            queued_at: "2026-11-22T20:00:00Z".parse().unwrap(),
        };
        let (ana, ben) = (UserId::from_bytes([1; 16]), UserId::from_bytes([2; 16]));
        let letter = circular(1).letter_to(ana);
        assert_eq!(letter, circular(1).letter_to(ana));
        assert_eq!(letter.to, Recipient::User(ana));
        assert_ne!(letter.id, circular(1).letter_to(ben).id);
        assert_ne!(letter.id, circular(2).letter_to(ana).id);
    }

    #[test]
    fn a_readership_is_stored_by_what_it_is_and_names_nobody_but_by_id() {
        let user = UserId::from_bytes([0; 16]);
        let stored = json!({"readers": "reviewed-lea", "lea": POPPY, "contributors": ["a".repeat(26)]});
        assert_eq!(to_value(poppy(&[user])).unwrap(), stored);
        assert_eq!(serde_json::from_value::<Readership>(stored).unwrap(), poppy(&[user]));
        let stored = json!({"readers": "monitors", "instruments": ["english-learner", "migrant-education"]});
        assert_eq!(to_value(monitors()).unwrap(), stored);
    }
}
