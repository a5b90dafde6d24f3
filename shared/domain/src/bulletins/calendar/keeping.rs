//! Keeping up the calendar.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{Act, CalendarEvent, Details, Line, Registering, Training};
use crate::access::{AccessError, Caller, Right};
use crate::ids::CalendarEventId;
use crate::year::{AdministrationYear, day_in_california};

/// How long a training lasts at most: one that goes on over days is entered day by day. Our choice.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// How far ahead an event may lie: whoever types 2206 is told. Our choice.
const YEARS_AHEAD: i32 = 2;
/// How many can come at most where there is a limit. Our choice.
const MOST_PLACES: u32 = 100_000;

/// What is entered: all of an event but what the service adds.
#[derive(Clone, Debug)]
pub struct EventText {
    /// What it is called.
    pub title: Line,
    /// What more there is to say.
    pub details: Option<Details>,
    /// What it is.
    pub act: Act,
}

/// Why an event cannot be entered, changed or withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarRefusal {
    /// The role does not allow it.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// It ends before it begins.
    #[error("must be later than the beginning")]
    EndsBeforeItBegins,
    /// A test window ends before it begins.
    #[error("must not be before the first day")]
    WindowEndsBeforeItBegins,
    /// It goes on too long.
    #[error("must be at most 12 hours after the beginning; enter a training of several days day by day")]
    TooLong,
    /// It lies too far ahead.
    #[error("must lie within the next two years")]
    TooFar,
    /// An opportunity closes too far ahead.
    #[error("must lie within the next two years")]
    ClosesTooFar,
    /// A test window ends too far ahead.
    #[error("must lie within the next two years")]
    WindowTooFar,
    /// One can register after it began.
    #[error("must not be later than the beginning")]
    ClosesAfterBeginning,
    /// Nobody could come, or more than anywhere.
    #[error("must be from 1 to 100,000; leave it out where any number can come")]
    Capacity,
    /// More people are registered than could come.
    #[error("must be at least {0}, as many as are registered")]
    CapacityBelow(u32),
    /// A number of nothing.
    #[error("belongs to a series; leave it out, or give the series")]
    NumberWithoutSeries,
    /// For a training of a series one registers once for all.
    #[error("is for the whole series; leave it out, or the series")]
    SeriesRegistration,
    /// There is no recording of what is not over.
    #[error("can be posted once the training is over")]
    RecordingTooEarly,
    /// What kind it is stays.
    #[error("cannot be changed; withdraw this event and enter another one")]
    KindFixed,
    /// Those who registered did so for this series and year, or for this training.
    #[error("decides for what people registered and cannot be changed; withdraw this training and enter another one")]
    RollFixed,
    /// It does not take place.
    #[error("this event was withdrawn; enter another one")]
    Withdrawn,
}

/// Decides to enter an event.
///
/// # Errors
/// The first reason why not.
pub fn keep(
    caller: &Caller,
    id: CalendarEventId,
    text: EventText,
    now: Timestamp,
) -> Result<CalendarEvent, CalendarRefusal> {
    caller.has(Right::KeepCalendar, AdministrationYear::at(now))?;
    check(&text, 0, now)?;
    let EventText { title, details, act } = text;
    let changed_by = caller.name.clone();
    Ok(CalendarEvent { id, version: 1, title, details, act, withdrawn_at: None, changed_by, changed_at: now })
}

/// Decides to change an event for which so many are `registered`. `None` when everything is so already.
///
/// # Errors
/// The first reason why not.
pub fn revise_event(
    caller: &Caller,
    before: &CalendarEvent,
    registered: u32,
    text: EventText,
    now: Timestamp,
) -> Result<Option<CalendarEvent>, CalendarRefusal> {
    caller.has(Right::KeepCalendar, AdministrationYear::at(now))?;
    if before.withdrawn_at.is_some() {
        return Err(CalendarRefusal::Withdrawn);
    }
    if text.act.kind() != before.kind() {
        return Err(CalendarRefusal::KindFixed);
    }
    check(&text, registered, now)?;
    let EventText { title, details, act } = text;
    let after = CalendarEvent { title, details, act, ..before.clone() };
    if after.roll() != before.roll() {
        return Err(CalendarRefusal::RollFixed);
    }
    if after == *before {
        return Ok(None);
    }
    Ok(Some(next(after, caller, now)))
}

/// Decides that an event does not take place, or was entered by mistake.
///
/// # Errors
/// The first reason why not.
pub fn withdraw(caller: &Caller, before: &CalendarEvent, now: Timestamp) -> Result<CalendarEvent, CalendarRefusal> {
    caller.has(Right::KeepCalendar, AdministrationYear::at(now))?;
    if before.withdrawn_at.is_some() {
        return Err(CalendarRefusal::Withdrawn);
    }
    Ok(next(CalendarEvent { withdrawn_at: Some(now), ..before.clone() }, caller, now))
}

/// The next version, signed.
fn next(event: CalendarEvent, caller: &Caller, now: Timestamp) -> CalendarEvent {
    CalendarEvent { version: event.version + 1, changed_by: caller.name.clone(), changed_at: now, ..event }
}

fn check(text: &EventText, registered: u32, now: Timestamp) -> Result<(), CalendarRefusal> {
    match &text.act {
        Act::Training(training) => check_training(training, registered, now),
        Act::Opportunity(opportunity) => within_reach(opportunity.closes_on, now, CalendarRefusal::ClosesTooFar),
        Act::TestWindow(window) if window.last_day < window.first_day => Err(CalendarRefusal::WindowEndsBeforeItBegins),
        Act::TestWindow(window) => within_reach(window.last_day, now, CalendarRefusal::WindowTooFar),
    }
}

fn check_training(training: &Training, registered: u32, now: Timestamp) -> Result<(), CalendarRefusal> {
    if training.ends <= training.starts {
        return Err(CalendarRefusal::EndsBeforeItBegins);
    }
    if training.starts.duration_until(training.ends) > LONGEST {
        return Err(CalendarRefusal::TooLong);
    }
    within_reach(training.day(), now, CalendarRefusal::TooFar)?;
    if training.number.is_some() && training.series.is_none() {
        return Err(CalendarRefusal::NumberWithoutSeries);
    }
    match (&training.registering, &training.series) {
        (Registering::Own(_), Some(_)) | (Registering::OfSeries, None) => {
            return Err(CalendarRefusal::SeriesRegistration);
        }
        (Registering::Own(own), None) => {
            if own.closes_at > training.starts {
                return Err(CalendarRefusal::ClosesAfterBeginning);
            }
            match own.capacity {
                Some(0) => return Err(CalendarRefusal::Capacity),
                Some(capacity) if capacity > MOST_PLACES => return Err(CalendarRefusal::Capacity),
                Some(capacity) if capacity < registered => return Err(CalendarRefusal::CapacityBelow(registered)),
                _ => {}
            }
        }
        (Registering::OfSeries, Some(_)) | (Registering::Needless, _) => {}
    }
    if training.recording.is_some() && training.ends > now {
        return Err(CalendarRefusal::RecordingTooEarly);
    }
    Ok(())
}

fn within_reach(day: Date, now: Timestamp, refusal: CalendarRefusal) -> Result<(), CalendarRefusal> {
    let latest = day_in_california(now).saturating_add(YEARS_AHEAD.years());
    if day <= latest { Ok(()) } else { Err(refusal) }
}
