//! A notification as it is sent and answered.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Role;
use domain::bulletins::{NewNotification, Notification, NotificationState, NotificationSubject, NotificationText};
use domain::cds::CdsCode;
use domain::year::day_in_california;
use edge::{ETag, Field, FieldErrors, Problem};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A notification to be posted, or all of it as it is to be.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewNotification)]
pub(crate) struct NewBody {
    /// One line.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 80)]
    subject: Field<NotificationSubject>,
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 255)]
    text: Field<NotificationText>,
    /// The 14-digit code of the LEA, for all of it, or of one of its schools.
    #[serde(default)]
    #[schema(value_type = String, required, example = "99000010000000")]
    organization: Field<CdsCode>,
    /// For all roles unless given.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["test-administrator"]))]
    roles: Field<Vec<Field<Role>>>,
    /// The first day on which it shows, in California.
    #[serde(default)]
    #[schema(value_type = String, required, format = Date)]
    starts: Field<Date>,
    /// The last one.
    #[serde(default)]
    #[schema(value_type = String, required, format = Date)]
    ends: Field<Date>,
    /// Whether its readers are told by mail on the first day; not unless given.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    mail: Field<bool>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl NewBody {
    /// The organization it names, whatever is wrong with the rest: it is read beside the caller.
    pub(crate) const fn organization(&self) -> Option<CdsCode> {
        match self.organization {
            Field::Valid(code) => Some(code),
            Field::Missing | Field::Invalid(_) => None,
        }
    }

    pub(crate) fn check(self) -> Result<NewNotification, Problem> {
        let mut errors = FieldErrors::new();
        let subject = errors.required("/subject", self.subject);
        let text = errors.required("/text", self.text);
        let _ = errors.required("/organization", self.organization);
        let sent = errors.optional("/roles", self.roles).unwrap_or_default();
        let mut roles = BTreeSet::new();
        for (place, role) in sent.into_iter().enumerate() {
            roles.extend(errors.required(format!("/roles/{place}"), role));
        }
        let starts = errors.required("/starts", self.starts);
        let ends = errors.required("/ends", self.ends);
        let mail = errors.optional("/mail", self.mail).unwrap_or_default();
        errors.unknown("", &self.unknown);
        match (subject, text, starts, ends) {
            (Some(subject), Some(text), Some(starts), Some(ends)) if errors.is_empty() => {
                Ok(NewNotification { subject, text, roles, starts, ends, mail })
            }
            _ => Err(errors.into_problem()),
        }
    }
}

/// A notification, as its coordinators see it.
#[derive(Serialize, ToSchema)]
#[schema(as = PostedNotification)]
pub(crate) struct PostedNotification {
    id: String,
    version: u64,
    /// `scheduled`, `live`, `expired` or `withdrawn`.
    #[schema(value_type = String)]
    state: NotificationState,
    subject: String,
    text: String,
    /// 14 digits.
    organization: String,
    organization_name: String,
    /// Whether it is for the whole LEA, or for a school.
    whole_lea: bool,
    /// None for all roles.
    #[schema(value_type = Vec<String>)]
    roles: Vec<Role>,
    /// The first day on which it shows, in California.
    #[schema(value_type = String, format = Date)]
    starts: Date,
    /// The last one.
    #[schema(value_type = String, format = Date)]
    ends: Date,
    /// Whether its readers are told by mail on the first day.
    mail: bool,
    /// When they were.
    #[schema(value_type = Option<String>, format = DateTime)]
    mailed_at: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    posted_at: Timestamp,
    /// Who wrote it as it is, as they sign.
    changed_by: String,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
}

impl PostedNotification {
    /// As it stands at `now`.
    pub(crate) fn of(notification: &Notification, now: Timestamp) -> Self {
        Self {
            id: notification.id.to_string(),
            version: notification.version,
            state: notification.state_on(day_in_california(now)),
            subject: notification.subject.as_str().to_owned(),
            text: notification.text.as_str().to_owned(),
            organization: notification.place.school.to_string(),
            organization_name: notification.organization_name.clone(),
            whole_lea: notification.whole_lea,
            roles: notification.roles.iter().copied().collect(),
            starts: notification.starts,
            ends: notification.ends,
            mail: notification.mail,
            mailed_at: notification.mailed_at,
            posted_at: notification.posted_at,
            changed_by: notification.changed_by.clone(),
            changed_at: notification.changed_at,
        }
    }
}

/// The tag of what was read.
pub(crate) fn version(notification: &Notification) -> ETag {
    ETag::new(notification.version)
}
