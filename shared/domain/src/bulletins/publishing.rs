//! Publishing a bulletin: now or at a time, once; and putting right what is published.

use jiff::{SignedDuration, Timestamp};

use super::writing::{in_order, next};
use super::{Bulletin, Correction, Headline, PublicationState, Refusal, Section};
use crate::access::{Caller, Right};
use crate::year::AdministrationYear;

/// How far ahead a time must lie: the job that publishes runs every minute.
const SOONEST: SignedDuration = SignedDuration::from_mins(1);
/// How far ahead a time may lie: two administration years know nothing of each other's coordinators. Our choice.
const LATEST: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Decides to publish a bulletin, now or `at` a time. One that is scheduled gets the new time.
///
/// # Errors
/// The first reason why not.
pub fn publish(caller: &Caller, before: &Bulletin, at: Option<Timestamp>, now: Timestamp) -> Result<Bulletin, Refusal> {
    caller.has(Right::WriteBulletins, AdministrationYear::at(now))?;
    if before.is_published() {
        return Err(Refusal::Published);
    }
    if before.sections.is_empty() {
        return Err(Refusal::Empty);
    }
    let state = match at {
        None => PublicationState::Published { published_at: now },
        Some(at) if at < now + SOONEST => return Err(Refusal::TooSoon),
        Some(at) if at > now + LATEST => return Err(Refusal::TooLate),
        Some(publish_at) => PublicationState::Scheduled { publish_at },
    };
    let after = next(Bulletin { state, ..before.clone() }, caller, now);
    Ok(if after.is_published() { after.mailed(now) } else { after })
}

/// Decides to take a bulletin off the schedule: it is a draft again. Until it is published this is always possible.
///
/// # Errors
/// The first reason why not.
pub fn unschedule(caller: &Caller, before: &Bulletin, now: Timestamp) -> Result<Bulletin, Refusal> {
    caller.has(Right::WriteBulletins, AdministrationYear::at(now))?;
    match before.state {
        PublicationState::Scheduled { .. } => {
            Ok(next(Bulletin { state: PublicationState::Draft, ..before.clone() }, caller, now))
        }
        PublicationState::Draft => Err(Refusal::NotScheduled),
        PublicationState::Published { .. } => Err(Refusal::Published),
    }
}

/// Decides that the service publishes what is due at `now`. `None` when it is not: the job may run twice, late, or beside an
/// editor who takes it off the schedule; each version is published once, by the condition on it in the store.
#[must_use]
pub fn publish_due(before: &Bulletin, now: Timestamp) -> Option<Bulletin> {
    match before.state {
        PublicationState::Scheduled { publish_at } if publish_at <= now => {
            let state = PublicationState::Published { published_at: now };
            Some(Bulletin { version: before.version + 1, state, ..before.clone() }.mailed(now))
        }
        _ => None,
    }
}

/// Decides to put right what is published: `sections` as they are to be, and what readers are told of it.
///
/// # Errors
/// The first reason why not.
pub fn correct(
    caller: &Caller,
    before: &Bulletin,
    note: Headline,
    sections: Vec<Section>,
    mailed: bool,
    now: Timestamp,
) -> Result<Bulletin, Refusal> {
    caller.has(Right::WriteBulletins, AdministrationYear::at(now))?;
    if !before.is_published() {
        return Err(Refusal::NotPublished);
    }
    let sections = in_order(sections)?;
    if sections.is_empty() {
        return Err(Refusal::Empty);
    }
    if sections == before.sections {
        return Err(Refusal::NothingCorrected);
    }
    let mut after = Bulletin { sections, ..before.clone() };
    after.corrections.push(Correction { at: now, note, mailed });
    let after = next(after, caller, now);
    Ok(if mailed { after.mailed(now) } else { after })
}
