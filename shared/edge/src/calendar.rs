//! An event of the calendar as it is answered.

use domain::bulletins::calendar::{
    Act, CalendarEvent, CalendarKind, Opportunity, Registering, TestWindow, Training, TrainingState,
};
use domain::students::ProgramFamily;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Anybody.
    Public,
    /// Who registered, or keeps up the calendar: where to join is told as well.
    Inside,
}

/// An event of the calendar; exactly one of `training`, `opportunity` and `test_window` is given.
#[derive(Serialize, ToSchema)]
#[schema(as = CalendarEvent)]
pub struct EventBody {
    id: String,
    version: u64,
    /// `training`, `opportunity` or `test-window`.
    #[schema(value_type = String, example = "training")]
    kind: CalendarKind,
    title: String,
    /// Plain text.
    #[schema(required)]
    details: Option<String>,
    /// In California; of an opportunity the day on which it closes.
    #[schema(value_type = String, format = Date)]
    first_day: Date,
    #[schema(value_type = String, format = Date)]
    last_day: Date,
    over: bool,
    /// It does not take place.
    withdrawn: bool,
    #[schema(required)]
    training: Option<TrainingBody>,
    #[schema(required)]
    opportunity: Option<OpportunityBody>,
    #[schema(required)]
    test_window: Option<TestWindowBody>,
    /// The event as a file for calendars (RFC 5545).
    ics: String,
}

/// A training.
#[derive(Serialize, ToSchema)]
#[schema(as = CalendarTraining)]
struct TrainingBody {
    #[schema(required)]
    series: Option<String>,
    /// Its number in the series.
    #[schema(required)]
    number: Option<u16>,
    host: String,
    /// Whom it is for.
    audience: String,
    #[schema(value_type = String, format = DateTime)]
    starts: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    ends: Timestamp,
    place: String,
    /// Where to join it; for those alone who registered, where one registers.
    #[schema(required)]
    join_address: Option<String>,
    /// `none`, `own` (for this training alone) or `series` (once for all of its series in an administration year).
    #[schema(value_type = String, example = "series")]
    registration: &'static str,
    /// How many can come; none for any number.
    #[schema(required)]
    capacity: Option<u32>,
    #[schema(required)]
    places_left: Option<u32>,
    /// Until when one can register.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    closes_at: Option<Timestamp>,
    /// `open`, `full`, `closed` or `recording-posted`.
    #[schema(value_type = String, example = "open")]
    state: TrainingState,
    #[schema(required)]
    recording: Option<String>,
}

/// A meeting that educators apply for.
#[derive(Serialize, ToSchema)]
#[schema(as = CalendarOpportunity)]
struct OpportunityBody {
    /// When it takes place, in words.
    dates: String,
    /// The last day on which one can apply.
    #[schema(value_type = String, format = Date)]
    closes_on: Date,
    apply_address: String,
}

/// A time in which tests are given.
#[derive(Serialize, ToSchema)]
#[schema(as = CalendarTestWindow)]
struct TestWindowBody {
    #[schema(value_type = String, example = "elpac")]
    program: ProgramFamily,
    #[schema(value_type = String, format = Date)]
    first_day: Date,
    #[schema(value_type = String, format = Date)]
    last_day: Date,
}

impl EventBody {
    /// `event`, for which so many are `registered`, as it is at `now`.
    #[must_use]
    pub fn of(event: &CalendarEvent, registered: u32, viewer: Viewer, now: Timestamp) -> Self {
        let (first_day, last_day) = event.days();
        let (mut training, mut opportunity, mut test_window) = (None, None, None);
        match &event.act {
            Act::Training(of) => training = Some(TrainingBody::of(of, registered, viewer, now)),
            Act::Opportunity(of) => opportunity = Some(OpportunityBody::from(of)),
            Act::TestWindow(of) => test_window = Some(TestWindowBody::from(of)),
        }
        Self {
            id: event.id.to_string(),
            version: event.version,
            kind: event.kind(),
            title: event.title.as_str().to_owned(),
            details: event.details.as_ref().map(|details| details.as_str().to_owned()),
            first_day,
            last_day,
            over: event.is_over(now),
            withdrawn: event.withdrawn_at.is_some(),
            training,
            opportunity,
            test_window,
            ics: format!("/v1/calendar/{}/event.ics", event.id),
        }
    }
}

impl TrainingBody {
    fn of(training: &Training, registered: u32, viewer: Viewer, now: Timestamp) -> Self {
        let (registration, closes_at) = match &training.registering {
            Registering::Needless => ("none", None),
            Registering::Own(own) => ("own", Some(own.closes_at)),
            Registering::OfSeries => ("series", Some(training.starts)),
        };
        let address = training
            .join_address
            .as_ref()
            .filter(|_| viewer == Viewer::Inside || training.registering == Registering::Needless);
        Self {
            series: training.series.as_ref().map(|series| series.as_str().to_owned()),
            number: training.number,
            host: training.host.as_str().to_owned(),
            audience: training.audience.as_str().to_owned(),
            starts: training.starts,
            ends: training.ends,
            place: training.place.as_str().to_owned(),
            join_address: address.map(|address| address.as_str().to_owned()),
            registration,
            capacity: training.capacity(),
            places_left: training.capacity().map(|capacity| capacity.saturating_sub(registered)),
            closes_at,
            state: training.state_at(registered, now),
            recording: training.recording.as_ref().map(|recording| recording.as_str().to_owned()),
        }
    }
}

impl From<&Opportunity> for OpportunityBody {
    fn from(opportunity: &Opportunity) -> Self {
        Self {
            dates: opportunity.dates.as_str().to_owned(),
            closes_on: opportunity.closes_on,
            apply_address: opportunity.apply_address.as_str().to_owned(),
        }
    }
}

impl From<&TestWindow> for TestWindowBody {
    fn from(window: &TestWindow) -> Self {
        Self { program: window.program, first_day: window.first_day, last_day: window.last_day }
    }
}
