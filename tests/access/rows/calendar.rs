//! The calendar: kept by the editors, registered for by whoever works in any role.

use super::{Needs, Row, Shows, about, plain, right, row};
use crate::scene::{meeting, opportunity};

const KEEPS: Needs = right("keep-calendar");
const JOIN: &[Shows] = &[Shows::Join];
/// Who registered, from wherever they are.
const REGISTERED: &[Shows] = &[Shows::Join, Shows::Users, Shows::UsersInAnyRole];

pub(super) fn rows() -> Vec<Row> {
    vec![
        row("change-event", KEEPS, &[200], |ids| about(&ids.opportunity).read_as("1").with(opportunity("Another")))
            .shows(JOIN),
        row("end-registration", Needs::Work, &[204], |ids| about(&ids.meeting)),
        row("enter-event", KEEPS, &[201], |ids| plain().once(ids).with(meeting("Another meeting"))).shows(JOIN),
        row("export-registrations", KEEPS, &[200], |ids| about(&ids.meeting)).shows(REGISTERED),
        row("list-own-registrations", Needs::Work, &[200], |_| plain()),
        row("list-registrations", KEEPS, &[200], |ids| about(&ids.meeting)).shows(REGISTERED),
        row("read-entered-event", KEEPS, &[200], |ids| about(&ids.meeting)).shows(JOIN),
        // Where to join is told to who has registered, by this answer too.
        row("register-for-training", Needs::Work, &[200], |ids| about(&ids.meeting)).shows(JOIN),
        row("withdraw-event", KEEPS, &[200], |ids| about(&ids.opportunity).read_as("1")).shows(JOIN),
    ]
}
