//! Notifications to Poppy Valley: two that are live, one that is scheduled, one that is expired: all invented.

use std::collections::BTreeSet;

use domain::access::{Placement, Role};
use domain::bulletins::Notification;
use domain::ids::NotificationId;
use domain::year::day_in_california;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::organizations::{CEDAR, POPPY, Places};
use crate::fatal::Fatal;

/// What one of them is about, for whom, and when: the first day and the last, counted from today.
struct Told {
    subject: &'static str,
    text: &'static str,
    organization: &'static str,
    roles: &'static [Role],
    days: (i64, i64),
}

const TOLD: &[Told] = &[
    Told {
        subject: "Training of test administrators",
        text: "The training is on the second Tuesday of the month at 3 p.m. in the library of Cedar High. Bring the device that \
               you test with.",
        organization: POPPY,
        roles: &[],
        days: (-2, 12),
    },
    Told {
        subject: "Make-up sessions",
        text: "Rooms 12 and 14 are kept free for make-up sessions until the end of the week.",
        organization: CEDAR,
        roles: &[Role::SiteCaasppCoordinator, Role::TestAdministrator],
        days: (0, 5),
    },
    Told {
        subject: "Headsets",
        text: "Headsets for the listening parts can be fetched at the district office.",
        organization: POPPY,
        roles: &[],
        days: (7, 14),
    },
    Told {
        subject: "Security affidavits",
        text: "Everybody who gives a test signs the affidavit by Friday, please.",
        organization: POPPY,
        roles: &[Role::TestAdministrator, Role::TestExaminer],
        days: (-30, -16),
    },
];

/// All four, as they stand on the day of `now`.
pub(super) fn notifications(places: &Places, now: Timestamp) -> Result<Vec<Notification>, Fatal> {
    let mut all = Vec::new();
    for (own, told) in (1..).zip(TOLD) {
        let seat = places.seat(told.organization)?;
        let school: domain::cds::CdsCode = told.organization.parse()?;
        let posted_at = now - SignedDuration::from_hours(24 * if told.days.0 < 0 { -told.days.0 } else { 1 });
        let on = |later: i64| day_in_california(now).saturating_add(later.days());
        all.push(Notification {
            id: NotificationId::from_bytes([own; 16]),
            version: 1,
            subject: format!("{} (demo)", told.subject).parse()?,
            text: told.text.parse()?,
            place: Placement { county: school.county(), lea: school.county_district(), school },
            whole_lea: told.organization == POPPY,
            organization_name: seat.name().to_owned(),
            roles: told.roles.iter().copied().collect::<BTreeSet<_>>(),
            starts: on(told.days.0),
            ends: on(told.days.1),
            mail: false,
            mailed_at: None,
            withdrawn_at: None,
            posted_at,
            changed_by: "Lee Romero, LEA CAASPP coordinator, Poppy Valley Unified (demo)".to_owned(),
            changed_at: posted_at,
        });
    }
    Ok(all)
}
