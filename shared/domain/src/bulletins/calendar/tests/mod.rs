//! The rules of the calendar, each refusal with its sentence.

mod keeping;
mod notices;
mod registering;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::access::{Caller, Epoch, OrganizationCode, Role, RoleInForce, Scope};
use crate::ids::{CalendarEventId, UserId};
use crate::year::AdministrationYear;

/// 22 November 2026, noon in California.
fn now() -> Timestamp {
    "2026-11-22T20:00:00Z".parse().unwrap()
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

fn caller(role: Role) -> Caller {
    Caller {
        user: UserId::from_bytes([1; 16]),
        name: "Noor Haddad".into(),
        role: RoleInForce {
            role,
            organization: OrganizationCode::State,
            organization_name: "California".into(),
            scope: Scope::State,
            lea: None,
            year: AdministrationYear::at(now()),
            affidavit_signed: true,
            instruments: Vec::new(),
        },
        epoch: Epoch(1),
    }
}

fn editor() -> Caller {
    caller(Role::BulletinEditor)
}

fn id() -> CalendarEventId {
    CalendarEventId::from_bytes([1; 16])
}

/// A training in two days, for one hour, with two places.
fn training() -> Training {
    Training {
        series: None,
        number: None,
        host: "California Department of Education".parse().unwrap(),
        audience: "LEA coordinators".parse().unwrap(),
        starts: now() + hours(48),
        ends: now() + hours(49),
        place: "Online".parse().unwrap(),
        join_address: Some("https://meet.example.org/coffee".parse().unwrap()),
        registering: Registering::Own(OwnRegistration { capacity: Some(2), closes_at: now() + hours(24) }),
        recording: None,
    }
}

/// The same as session 7 of a series.
fn session() -> Training {
    let series = Some("Coffee Sessions".parse().unwrap());
    Training { series, number: Some(7), registering: Registering::OfSeries, ..training() }
}

fn text(training: Training) -> EventText {
    EventText { title: "Coffee Session".parse().unwrap(), details: None, act: Act::Training(training) }
}

fn event(training: Training) -> CalendarEvent {
    keep(&editor(), id(), text(training), now()).unwrap()
}
