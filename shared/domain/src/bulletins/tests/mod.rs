//! The rules of bulletins, each refusal with its sentence.

mod notifications;
mod resources;
mod status;
mod writing;

use jiff::Timestamp;

use crate::access::{Caller, Epoch, OrganizationCode, Role, RoleInForce, Scope};
use crate::ids::UserId;
use crate::year::AdministrationYear;

/// 22 November 2026, noon in California.
fn now() -> Timestamp {
    "2026-11-22T20:00:00Z".parse().unwrap()
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
