//! What those are told who registered for a training.

use jiff::civil::Time;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{CalendarEvent, Registration, Roll};
use crate::bulletins::instant_in_california;
use crate::ids::{CalendarEventId, CircularId, LetterId};
use crate::mail::{Letter, QueuedLetter, Recipient};

/// When reminders go out on the day before: in the morning. Our choice.
const MORNING: Time = jiff::civil::time(8, 0, 0, 0);

codes! {
    /// What is told.
    pub enum NoticeKind, "a kind of notice" {
        /// You are registered.
        Registered = "registered",
        /// It is tomorrow.
        Reminder = "reminder",
        /// Time or place changed.
        Moved = "moved",
        /// It does not take place.
        Withdrawn = "withdrawn",
    }
}

/// That those registered for a training are to be told something from a moment on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingNotice {
    /// From when on.
    pub due: Timestamp,
    /// The training.
    pub event: CalendarEventId,
    /// What.
    pub kind: NoticeKind,
}

/// When those registered for `event` are to be reminded: at 8 a.m. of the day before. None where nobody registers, where it was
/// withdrawn, and where it has begun at `now`.
#[must_use]
pub fn reminder_at(event: &CalendarEvent, now: Timestamp) -> Option<Timestamp> {
    let training = event.training()?;
    let is_ahead = event.withdrawn_at.is_none() && event.roll().is_some() && training.starts > now;
    let morning = training.day().saturating_sub(1.day()).to_datetime(MORNING);
    // The clocks never leave out the morning.
    if is_ahead { instant_in_california(morning).ok() } else { None }
}

/// What those who registered are to be told of the change from `before` to `after`: that it was moved or withdrawn, while it is
/// ahead.
#[must_use]
pub fn news(before: &CalendarEvent, after: &CalendarEvent, now: Timestamp) -> Option<TrainingNotice> {
    let (was, is) = (before.training()?, after.training()?);
    let _ = after.roll()?;
    let kind = if after.withdrawn_at.is_some() {
        NoticeKind::Withdrawn
    } else if (was.starts, was.ends, &was.place, &was.join_address) == (is.starts, is.ends, &is.place, &is.join_address)
    {
        return None;
    } else {
        NoticeKind::Moved
    };
    let is_ahead = was.starts > now || (kind == NoticeKind::Moved && is.starts > now);
    is_ahead.then_some(TrainingNotice { due: now, event: after.id, kind })
}

impl TrainingNotice {
    /// Whether `event`, as it is now, still is as this notice is about: what was moved again, withdrawn or has begun meanwhile is
    /// not told any more.
    #[must_use]
    pub fn still_holds(&self, event: &CalendarEvent, now: Timestamp) -> bool {
        let is_ahead = event.training().is_some_and(|training| training.starts > now);
        match self.kind {
            NoticeKind::Registered => false,
            NoticeKind::Withdrawn => event.withdrawn_at.is_some() && is_ahead,
            NoticeKind::Moved => event.withdrawn_at.is_none() && is_ahead,
            NoticeKind::Reminder => reminder_at(event, now) == Some(self.due),
        }
    }

    /// The letter to one who registered: one and the same, however often it is written. None for whoever registered after the
    /// change and so knows of it.
    #[must_use]
    pub fn letter_to(
        &self,
        registration: &Registration,
        event: &CalendarEvent,
        now: Timestamp,
    ) -> Option<QueuedLetter> {
        let training = event.training()?;
        let is_news = self.kind != NoticeKind::Reminder;
        if is_news && registration.registered_at >= self.due {
            return None;
        }
        // A reminder of another time is another one; a change told in several notices is told once, as it is in the end.
        let of = match self.kind {
            NoticeKind::Reminder => training.starts.to_string(),
            NoticeKind::Registered | NoticeKind::Moved | NoticeKind::Withdrawn => event.version.to_string(),
        };
        let circular = CircularId::of(&format!("training {} {} {of}", self.kind, event.id));
        Some(QueuedLetter {
            id: LetterId::of_circular(circular, registration.user),
            to: Recipient::User(registration.user),
            letter: Letter::of_training(self.kind, event)?,
            queued_at: now,
        })
    }
}

impl Letter {
    /// What is told of a training; `None` when `event` is none.
    #[must_use]
    pub fn of_training(notice: NoticeKind, event: &CalendarEvent) -> Option<Self> {
        let training = event.training()?;
        let by_series = matches!(event.roll(), Some(Roll::Series(..)));
        Some(Self::TrainingNotice {
            notice,
            event: event.id,
            title: event.title.as_str().to_owned(),
            series: training.series.as_ref().filter(|_| by_series).map(|series| series.as_str().to_owned()),
            starts: training.starts,
            ends: training.ends,
            place: training.place.as_str().to_owned(),
            join_address: training.join_address.as_ref().map(|address| address.as_str().to_owned()),
        })
    }
}
