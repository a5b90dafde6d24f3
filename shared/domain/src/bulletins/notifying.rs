//! Posting a notification, changing it while it is not over, and taking it back. Right: notifications to one's own LEA.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::{Notification, NotificationSubject, NotificationText};
use crate::access::{AccessError, Caller, Placement, Right, Role};
use crate::accounts::manage::UserClass;
use crate::directory::Organization;
use crate::ids::NotificationId;
use crate::year::{AdministrationYear, day_in_california};

/// The most notifications of an LEA that are not over, so that home is one read. Our choice.
pub const MAX_NOTIFICATIONS: usize = 50;
/// How many days ahead the last one may lie. Our choice.
const LATEST_DAYS: i64 = 366;

/// What is posted: all of a notification but what the service adds.
#[derive(Clone, Debug)]
pub struct NewNotification {
    /// What it is about.
    pub subject: NotificationSubject,
    /// What it says.
    pub text: NotificationText,
    /// For these roles; for all when there are none.
    pub roles: BTreeSet<Role>,
    /// The first day.
    pub starts: Date,
    /// The last day.
    pub ends: Date,
    /// Whether its readers are told by mail.
    pub mail: bool,
}

/// Why a notification cannot be posted, changed or taken back, in words for the page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotificationRefusal {
    /// The role does not allow it.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Absent, out of scope, or neither an LEA nor a school: one answer.
    #[error("is no LEA or school within your role's organization")]
    Organization,
    /// A school of another LEA than the one it was posted to.
    #[error("must be the LEA it was posted to, or one of its schools; withdraw it and post another one otherwise")]
    OtherLea,
    /// A role that nobody there has.
    #[error("is no role that people of this organization have")]
    Role(Role),
    /// It would have begun already.
    #[error("must be today or later")]
    StartsTooEarly,
    /// It ends before it begins.
    #[error("must not be before the first day")]
    EndsBeforeItStarts,
    /// It would be over already.
    #[error("must be today or later")]
    OverAlready,
    /// Too far away.
    #[error("must lie within the next 366 days")]
    TooLate,
    /// Too many.
    #[error("50 notifications of this LEA are not over; withdraw some first")]
    TooMany,
    /// It is over: what people saw is not rewritten.
    #[error("this notification is over; post another one")]
    Over,
}

/// Decides to post a notification for `organization`, beside `open` ones of its LEA that are not over.
///
/// # Errors
/// The first reason why not.
pub fn post_notification(
    caller: &Caller,
    open: usize,
    id: NotificationId,
    organization: Option<&Organization>,
    new: NewNotification,
    now: Timestamp,
) -> Result<Notification, NotificationRefusal> {
    caller.has(Right::PostNotifications, AdministrationYear::at(now))?;
    let (place, whole_lea, organization_name) = addressed(caller, organization)?;
    check(&new, whole_lea, None, now)?;
    if open >= MAX_NOTIFICATIONS {
        return Err(NotificationRefusal::TooMany);
    }
    let NewNotification { subject, text, roles, starts, ends, mail } = new;
    Ok(mailed_if_due(
        Notification {
            id,
            version: 1,
            subject,
            text,
            place,
            whole_lea,
            organization_name,
            roles,
            starts,
            ends,
            mail,
            mailed_at: None,
            withdrawn_at: None,
            posted_at: now,
            changed_by: caller.signature(),
            changed_at: now,
        },
        now,
    ))
}

/// Decides to change a notification that is not over. `None` when everything is so already. What was mailed is not mailed
/// again.
///
/// # Errors
/// The first reason why not.
pub fn revise_notification(
    caller: &Caller,
    before: &Notification,
    organization: Option<&Organization>,
    new: NewNotification,
    now: Timestamp,
) -> Result<Option<Notification>, NotificationRefusal> {
    caller.has(Right::PostNotifications, AdministrationYear::at(now))?;
    not_over(before, now)?;
    let (place, whole_lea, organization_name) = addressed(caller, organization)?;
    if place.lea != before.place.lea {
        return Err(NotificationRefusal::OtherLea);
    }
    check(&new, whole_lea, Some(before.starts), now)?;
    let NewNotification { subject, text, roles, starts, ends, mail } = new;
    let after = Notification {
        subject,
        text,
        place,
        whole_lea,
        organization_name,
        roles,
        starts,
        ends,
        mail,
        ..before.clone()
    };
    if after == *before {
        return Ok(None);
    }
    let after = Notification { version: before.version + 1, changed_by: caller.signature(), changed_at: now, ..after };
    Ok(Some(mailed_if_due(after, now)))
}

/// Decides to take a notification back: it does not show any more, and if it was not mailed yet it never is.
///
/// # Errors
/// The first reason why not.
pub fn withdraw_notification(
    caller: &Caller,
    before: &Notification,
    now: Timestamp,
) -> Result<Notification, NotificationRefusal> {
    caller.has(Right::PostNotifications, AdministrationYear::at(now))?;
    not_over(before, now)?;
    Ok(Notification {
        version: before.version + 1,
        withdrawn_at: Some(now),
        changed_by: caller.signature(),
        changed_at: now,
        ..before.clone()
    })
}

/// Decides that the service mails a notification whose first day has come. `None` when there is nothing to mail: the job may run
/// twice, late, or beside somebody who takes it back; each version is mailed once, by the condition on it in the store. One that
/// is over before anybody was told is not mailed any more.
#[must_use]
pub fn mail_due(before: &Notification, now: Timestamp) -> Option<Notification> {
    let today = day_in_california(now);
    if !before.awaits_mail() || before.starts > today {
        return None;
    }
    let after = Notification { mail: before.ends >= today, version: before.version + 1, ..before.clone() };
    Some(mailed_if_due(after, now))
}

fn mailed_if_due(notification: Notification, now: Timestamp) -> Notification {
    let today = day_in_california(now);
    let is_due = notification.awaits_mail() && notification.starts <= today && today <= notification.ends;
    Notification { mailed_at: if is_due { Some(now) } else { notification.mailed_at }, ..notification }
}

fn not_over(notification: &Notification, now: Timestamp) -> Result<(), NotificationRefusal> {
    if notification.is_open_on(day_in_california(now)) { Ok(()) } else { Err(NotificationRefusal::Over) }
}

/// Whom it is for: the place, whether the whole LEA, and the name.
fn addressed(
    caller: &Caller,
    organization: Option<&Organization>,
) -> Result<(Placement, bool, String), NotificationRefusal> {
    let within = organization.filter(|organization| organization.is_in(caller.role.scope));
    let organization = within.ok_or(NotificationRefusal::Organization)?;
    let (Some(lea), Some(school)) = (organization.lea, organization.cds_code()) else {
        return Err(NotificationRefusal::Organization);
    };
    let whole_lea = matches!(organization.scope(), crate::access::Scope::Lea(_));
    Ok((Placement { county: organization.county, lea, school }, whole_lea, organization.name.clone()))
}

/// `started` is the first day of one that is changed, which may lie behind.
fn check(
    new: &NewNotification,
    whole_lea: bool,
    started: Option<Date>,
    now: Timestamp,
) -> Result<(), NotificationRefusal> {
    let has =
        |role: &&Role| Notification::ROLES.contains(role) && (whole_lea || UserClass::of(**role) == UserClass::Site);
    if let Some(role) = new.roles.iter().find(|role| !has(role)) {
        return Err(NotificationRefusal::Role(*role));
    }
    let today = day_in_california(now);
    if new.starts < today && started != Some(new.starts) {
        return Err(NotificationRefusal::StartsTooEarly);
    }
    if new.ends < new.starts {
        return Err(NotificationRefusal::EndsBeforeItStarts);
    }
    if new.ends < today {
        return Err(NotificationRefusal::OverAlready);
    }
    if new.ends > today.saturating_add(LATEST_DAYS.days()) {
        return Err(NotificationRefusal::TooLate);
    }
    Ok(())
}
