//! Notifications: a line or two from an LEA's coordinators, at home for the people of their own LEA. Source: TOMS, "Home,
//! Notifications" (subject, organization, role type, start date, end date, send e-mail, text of at most 255 characters).

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Malformed;
use crate::access::{Guarded, OrganizationCode, Placement, Right, Role, RoleInForce};
use crate::cds::CdsCode;
use crate::ids::NotificationId;
use crate::year::AdministrationYear;

/// The longest subject, in characters. Our choice: TOMS names no length.
const SUBJECT_MAX: usize = 80;
/// The longest text, in characters. Source: TOMS.
pub const NOTIFICATION_TEXT_MAX: usize = 255;

/// What a notification is about: one line of 1 to 80 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationSubject(String);

impl NotificationSubject {
    /// The line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn code(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl std::str::FromStr for NotificationSubject {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= SUBJECT_MAX && !text.chars().any(char::is_control);
        let wrong = Malformed::because("must be one line of 1 to 80 characters");
        if fits { Ok(Self(text.to_owned())) } else { Err(wrong) }
    }
}

text_form!(NotificationSubject);

/// What a notification says: 1 to 255 characters, without control characters but line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationText(String);

impl NotificationText {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn code(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl std::str::FromStr for NotificationText {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(Malformed::because("must say something"));
        }
        if let Some(over) = text.chars().count().checked_sub(NOTIFICATION_TEXT_MAX).filter(|over| *over > 0) {
            return Err(Malformed(format!("must have at most 255 characters; it has {over} too many").into()));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Malformed::because("must be text without control characters"));
        }
        Ok(Self(text.to_owned()))
    }
}

text_form!(NotificationText);

codes! {
    /// Where a notification stands on a day.
    pub enum NotificationState, "a state of a notification" {
        /// It begins on a later day.
        Scheduled = "scheduled",
        /// It shows.
        Live = "live",
        /// Its last day is over.
        Expired = "expired",
        /// It was taken back.
        Withdrawn = "withdrawn",
    }
}

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// The id.
    pub id: NotificationId,
    /// Counts the changes; the first version is 1.
    pub version: u64,
    /// What it is about.
    pub subject: NotificationSubject,
    /// What it says.
    pub text: NotificationText,
    /// Where it belongs: the LEA, and under `school` the 14 digits of the organization that it is for, the LEA's own or those
    /// of one of its schools.
    pub place: Placement,
    /// Whether it is for the whole LEA, or for that school alone.
    pub whole_lea: bool,
    /// The name of that organization.
    pub organization_name: String,
    /// For these roles; for all when there are none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub roles: BTreeSet<Role>,
    /// The first day, in California, on which it shows.
    pub starts: Date,
    /// The last one.
    pub ends: Date,
    /// Whether its readers are told by mail when it begins.
    pub mail: bool,
    /// When they were; none as long as they were not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailed_at: Option<Timestamp>,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Timestamp>,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// Who wrote this version, as they sign.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
}

impl Notification {
    /// The roles that one for an LEA may be for: those of its people.
    pub const ROLES: &'static [Role] = &[
        Role::Superintendent,
        Role::LeaCaasppCoordinator,
        Role::LeaElpacCoordinator,
        Role::SiteCaasppCoordinator,
        Role::SiteElpacCoordinator,
        Role::TestAdministrator,
        Role::TestExaminer,
        Role::LeaReviewCoordinator,
        Role::LeaComplianceContributor,
    ];

    /// The school that it is for, where it is not for the whole LEA.
    #[must_use]
    pub fn school(&self) -> Option<CdsCode> {
        (!self.whole_lea).then_some(self.place.school)
    }

    /// Where it stands on the day `today`.
    #[must_use]
    pub fn state_on(&self, today: Date) -> NotificationState {
        if self.withdrawn_at.is_some() {
            NotificationState::Withdrawn
        } else if self.ends < today {
            NotificationState::Expired
        } else if self.starts > today {
            NotificationState::Scheduled
        } else {
            NotificationState::Live
        }
    }

    /// Whether it is not over on the day `today`: scheduled or live.
    #[must_use]
    pub fn is_open_on(&self, today: Date) -> bool {
        matches!(self.state_on(today), NotificationState::Scheduled | NotificationState::Live)
    }

    /// Whether who works in `role` sees it at home on the day `today`.
    #[must_use]
    pub fn is_seen_in(&self, role: &RoleInForce, today: Date) -> bool {
        let is_there = match self.school() {
            None => role.lea == Some(self.place.lea),
            Some(school) => role.organization == OrganizationCode::Cds(school),
        };
        self.state_on(today) == NotificationState::Live
            && is_there
            && (self.roles.is_empty() || self.roles.contains(&role.role))
            && role.year == AdministrationYear::of(today)
    }

    /// Whether its mail is still to go out, on its first day.
    #[must_use]
    pub const fn awaits_mail(&self) -> bool {
        self.mail && self.mailed_at.is_none() && self.withdrawn_at.is_none()
    }
}

impl Guarded for Notification {
    const TO_KNOW: Right = Right::PostNotifications;

    fn places(&self) -> impl Iterator<Item = &Placement> {
        std::iter::once(&self.place)
    }
}
