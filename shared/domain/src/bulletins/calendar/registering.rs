//! Registering for trainings.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CalendarEvent, Roll, TrainingState};
use crate::access::{Caller, Role};
use crate::ids::UserId;

/// That somebody registered, as an editor sees it. Letters find the address by the user: none is kept here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Who.
    pub user: UserId,
    /// The name then.
    pub name: String,
    /// The role then.
    pub role: Role,
    /// The name of its organization.
    pub organization_name: String,
    /// When.
    pub registered_at: Timestamp,
}

/// Why somebody cannot register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationRefusal {
    /// One need not, or it is no training.
    #[error("nobody registers for this event")]
    NothingToRegister,
    /// It does not take place.
    #[error("this training was withdrawn and does not take place")]
    Withdrawn,
    /// It is too late, it has begun, or it is over.
    #[error("registration for this training is closed")]
    Closed,
    /// Every place is taken.
    #[error("every place in this training is taken; look at the calendar again, since places may become free")]
    Full,
}

/// Decides that `caller` registers for `event`, for which so many are `registered` already: on which roll. Whoever works in any
/// role may.
///
/// # Errors
/// Why not.
pub fn register(
    caller: &Caller,
    event: &CalendarEvent,
    registered: u32,
    now: Timestamp,
) -> Result<(Roll, Registration), RegistrationRefusal> {
    if event.withdrawn_at.is_some() {
        return Err(RegistrationRefusal::Withdrawn);
    }
    let (Some(training), Some(roll)) = (event.training(), event.roll()) else {
        return Err(RegistrationRefusal::NothingToRegister);
    };
    match training.state_at(registered, now) {
        TrainingState::Open => {}
        TrainingState::Full => return Err(RegistrationRefusal::Full),
        TrainingState::Closed | TrainingState::RecordingPosted => return Err(RegistrationRefusal::Closed),
    }
    let registration = Registration {
        user: caller.user,
        name: caller.name.clone(),
        role: caller.role.role,
        organization_name: caller.role.organization_name.clone(),
        registered_at: now,
    };
    Ok((roll, registration))
}
