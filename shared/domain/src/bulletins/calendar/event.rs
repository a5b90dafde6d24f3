use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Details, Line, Series, WebAddress};
use crate::ids::CalendarEventId;
use crate::students::ProgramFamily;
use crate::year::{AdministrationYear, day_in_california};

codes! {
    /// What kind of event.
    pub enum CalendarKind, "a kind of event" {
        /// People come, most after registering.
        Training = "training",
        /// Educators apply until a day.
        Opportunity = "opportunity",
        /// Tests are given.
        TestWindow = "test-window",
    }
}

codes! {
    /// How it is with registering for a training.
    pub enum TrainingState, "a state of a training" {
        /// One can register; or come, where one need not.
        Open = "open",
        /// Every place is taken.
        Full = "full",
        /// Nobody can register any more: it is too late, it has begun, or it is over.
        Closed = "closed",
        /// It is over, and there is a recording.
        RecordingPosted = "recording-posted",
    }
}

/// An event of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarEvent {
    /// The id.
    pub id: CalendarEventId,
    /// Counts the changes; the first version is 1.
    pub version: u64,
    /// What it is called.
    pub title: Line,
    /// What more there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
    /// What it is.
    #[serde(flatten)]
    pub act: Act,
    /// When an editor withdrew it: it does not take place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Timestamp>,
    /// Who made this version.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
}

/// What an event is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Act {
    /// People come.
    Training(Training),
    /// Educators apply.
    Opportunity(Opportunity),
    /// Tests are given.
    TestWindow(TestWindow),
}

impl Act {
    /// What kind of event it makes.
    #[must_use]
    pub const fn kind(&self) -> CalendarKind {
        match self {
            Self::Training(_) => CalendarKind::Training,
            Self::Opportunity(_) => CalendarKind::Opportunity,
            Self::TestWindow(_) => CalendarKind::TestWindow,
        }
    }
}

/// A training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    /// The series it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Series>,
    /// Its number in the series: `Webinar #7`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u16>,
    /// Who gives it.
    pub host: Line,
    /// Whom it is for.
    pub audience: Line,
    /// When it begins.
    pub starts: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// Where it is, in words: `Online`.
    pub place: Line,
    /// Where to join it; told to those alone who registered, where one registers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join_address: Option<WebAddress>,
    /// How one registers.
    pub registering: Registering,
    /// Where it can be seen afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<WebAddress>,
}

/// How one registers for a training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Registering {
    /// One need not.
    Needless,
    /// For this training alone.
    Own(OwnRegistration),
    /// Once for all trainings of its series in the administration year. Source: the communication ("By registering once, you
    /// will be eligible to attend all upcoming sessions", "register annually").
    OfSeries,
}

/// Registering for one training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRegistration {
    /// How many can come; none for any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Until when one can register.
    pub closes_at: Timestamp,
}

/// A meeting that educators apply for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opportunity {
    /// When it takes place, in words: `March 10, 11, and 17, 2027`.
    pub dates: Line,
    /// The last day on which one can apply.
    pub closes_on: Date,
    /// Where one applies.
    pub apply_address: WebAddress,
}

/// A time in which tests are given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestWindow {
    /// Which tests.
    pub program: ProgramFamily,
    /// The first day.
    pub first_day: Date,
    /// The last day.
    pub last_day: Date,
}

/// Where those stand who registered: for one training, or for a series in an administration year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Roll {
    /// Of this training.
    Event(CalendarEventId),
    /// Of the series with this slug, in this year.
    Series(AdministrationYear, String),
}

/// As in `EVENT#…` and `SERIES#2026-27#coffee-sessions`.
impl fmt::Display for Roll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => write!(f, "EVENT#{event}"),
            Self::Series(year, slug) => write!(f, "SERIES#{year}#{slug}"),
        }
    }
}

impl CalendarEvent {
    /// What kind it is.
    #[must_use]
    pub const fn kind(&self) -> CalendarKind {
        self.act.kind()
    }

    /// The training that it is, if it is one.
    #[must_use]
    pub const fn training(&self) -> Option<&Training> {
        match &self.act {
            Act::Training(training) => Some(training),
            Act::Opportunity(_) | Act::TestWindow(_) => None,
        }
    }

    /// Its first and last day in California; of an opportunity the day on which it closes.
    #[must_use]
    pub fn days(&self) -> (Date, Date) {
        match &self.act {
            Act::Training(training) => {
                (day_in_california(training.starts), day_in_california(training.ends).max(training.day()))
            }
            Act::Opportunity(opportunity) => (opportunity.closes_on, opportunity.closes_on),
            Act::TestWindow(window) => (window.first_day, window.last_day),
        }
    }

    /// Where those stand who register for it; none where one need not or cannot.
    #[must_use]
    pub fn roll(&self) -> Option<Roll> {
        let training = self.training()?;
        match (&training.registering, &training.series) {
            (Registering::Own(_), _) => Some(Roll::Event(self.id)),
            (Registering::OfSeries, Some(series)) => Some(Roll::Series(training.year(), series.slug())),
            (Registering::OfSeries, None) | (Registering::Needless, _) => None,
        }
    }

    /// Whether it is over at `now`.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        match &self.act {
            Act::Training(training) => training.ends <= now,
            Act::Opportunity(_) | Act::TestWindow(_) => self.days().1 < day_in_california(now),
        }
    }
}

impl Training {
    /// The day in California on which it begins.
    #[must_use]
    pub fn day(&self) -> Date {
        day_in_california(self.starts)
    }

    /// The administration year it belongs to.
    #[must_use]
    pub fn year(&self) -> AdministrationYear {
        AdministrationYear::at(self.starts)
    }

    /// How it is with registering at `now`, with so many `registered`.
    #[must_use]
    pub fn state_at(&self, registered: u32, now: Timestamp) -> TrainingState {
        if self.ends <= now && self.recording.is_some() {
            return TrainingState::RecordingPosted;
        }
        match &self.registering {
            _ if self.starts <= now => TrainingState::Closed,
            Registering::Own(own) if own.closes_at <= now => TrainingState::Closed,
            Registering::Own(own) if own.capacity.is_some_and(|capacity| capacity <= registered) => TrainingState::Full,
            Registering::Needless | Registering::Own(_) | Registering::OfSeries => TrainingState::Open,
        }
    }

    /// How many can come at most.
    #[must_use]
    pub const fn capacity(&self) -> Option<u32> {
        match &self.registering {
            Registering::Own(own) => own.capacity,
            Registering::Needless | Registering::OfSeries => None,
        }
    }
}
