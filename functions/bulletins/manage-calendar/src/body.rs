//! An event as it is sent.

use std::collections::BTreeMap;

use domain::bulletins::calendar::{
    Act, Details, EventText, Line, Opportunity, OwnRegistration, Registering, Series, TestWindow, Training, WebAddress,
};
use domain::bulletins::{LocalTime, instant_in_california};
use domain::students::ProgramFamily;
use edge::{Field, FieldErrors, Problem};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// An event: exactly one of `training`, `opportunity` and `test_window` is given.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCalendarEvent)]
pub(crate) struct NewEventBody {
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 150, example = "Coffee Session")]
    title: Field<Line>,
    /// Plain text.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2_000)]
    details: Field<Details>,
    #[serde(default)]
    #[schema(value_type = Option<TrainingBody>)]
    training: Field<TrainingBody>,
    #[serde(default)]
    #[schema(value_type = Option<OpportunityBody>)]
    opportunity: Field<OpportunityBody>,
    #[serde(default)]
    #[schema(value_type = Option<TestWindowBody>)]
    test_window: Field<TestWindowBody>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// A training.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCalendarTraining)]
struct TrainingBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 150, example = "Coffee Sessions")]
    series: Field<Series>,
    /// Its number in the series.
    #[serde(default)]
    #[schema(value_type = Option<u16>)]
    number: Field<u16>,
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 150)]
    host: Field<Line>,
    /// Whom it is for.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 150)]
    audience: Field<Line>,
    /// A time on the clocks of California, as in `2026-12-08T14:00`.
    #[serde(default)]
    #[schema(value_type = String, required, example = "2026-12-08T14:00")]
    starts: Field<LocalTime>,
    /// Likewise.
    #[serde(default)]
    #[schema(value_type = String, required, example = "2026-12-08T15:00")]
    ends: Field<LocalTime>,
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 150, example = "Online")]
    place: Field<Line>,
    /// Where to join it; told to those alone who register, where one registers.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "https://meet.example.org/coffee")]
    join_address: Field<WebAddress>,
    /// `none`, `own` (for this training alone) or `series` (once for all of its series in an administration year).
    #[serde(default)]
    #[schema(value_type = String, required, example = "series")]
    registration: Field<How>,
    /// How many can come; any number unless given.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1)]
    capacity: Field<u32>,
    /// Until when one can register for it alone, on the clocks of California; until it begins unless given.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "2026-12-07T17:00")]
    closes_at: Field<LocalTime>,
    /// Once it is over.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    recording: Field<WebAddress>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// How one registers.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
enum How {
    Needless,
    Own,
    OfSeries,
}

impl TryFrom<String> for How {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        match text.as_str() {
            "none" => Ok(Self::Needless),
            "own" => Ok(Self::Own),
            "series" => Ok(Self::OfSeries),
            _ => Err("must be one of none, own, series"),
        }
    }
}

/// A meeting that educators apply for.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCalendarOpportunity)]
struct OpportunityBody {
    /// When it takes place, in words.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 150, example = "March 10, 11, and 17, 2027")]
    dates: Field<Line>,
    /// The last day on which one can apply.
    #[serde(default)]
    #[schema(value_type = String, required, format = Date)]
    closes_on: Field<Date>,
    #[serde(default)]
    #[schema(value_type = String, required, example = "https://apply.example.org/")]
    apply_address: Field<WebAddress>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// A time in which tests are given.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCalendarTestWindow)]
struct TestWindowBody {
    #[serde(default)]
    #[schema(value_type = String, required, example = "elpac")]
    program: Field<ProgramFamily>,
    #[serde(default)]
    #[schema(value_type = String, required, format = Date)]
    first_day: Field<Date>,
    #[serde(default)]
    #[schema(value_type = String, required, format = Date)]
    last_day: Field<Date>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl NewEventBody {
    pub(crate) fn check(self) -> Result<EventText, Problem> {
        let mut errors = FieldErrors::new();
        let title = errors.required("/title", self.title);
        let details = errors.optional("/details", self.details);
        let given = [
            !matches!(self.training, Field::Missing),
            !matches!(self.opportunity, Field::Missing),
            !matches!(self.test_window, Field::Missing),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            errors.push("", "must have exactly one of training, opportunity and test_window");
        }
        let training = errors.optional("/training", self.training).and_then(|sent| sent.check(&mut errors));
        let opportunity = errors.optional("/opportunity", self.opportunity).and_then(|sent| sent.check(&mut errors));
        let window = errors.optional("/test_window", self.test_window).and_then(|sent| sent.check(&mut errors));
        errors.unknown("", &self.unknown);
        match (title, training.or(opportunity).or(window)) {
            (Some(title), Some(act)) if errors.is_empty() => Ok(EventText { title, details, act }),
            _ => Err(errors.into_problem()),
        }
    }
}

impl TrainingBody {
    fn check(self, errors: &mut FieldErrors) -> Option<Act> {
        let at = |field: &str| format!("/training/{field}");
        let series = errors.optional(at("series"), self.series);
        let number = errors.optional(at("number"), self.number);
        let host = errors.required(at("host"), self.host);
        let audience = errors.required(at("audience"), self.audience);
        let starts = errors.required(at("starts"), self.starts);
        let starts = starts.and_then(|local| instant(at("starts"), local, errors));
        let ends = errors.required(at("ends"), self.ends);
        let ends = ends.and_then(|local| instant(at("ends"), local, errors));
        let place = errors.required(at("place"), self.place);
        let join_address = errors.optional(at("join_address"), self.join_address);
        let how = errors.required(at("registration"), self.registration);
        let capacity = errors.optional(at("capacity"), self.capacity);
        let closes_at = errors.optional(at("closes_at"), self.closes_at);
        let closes_at = closes_at.and_then(|local| instant(at("closes_at"), local, errors));
        let recording = errors.optional(at("recording"), self.recording);
        errors.unknown("/training", &self.unknown);
        if how.is_some_and(|how| how != How::Own) {
            for (field, is_given) in [("capacity", capacity.is_some()), ("closes_at", closes_at.is_some())] {
                if is_given {
                    errors.push(at(field), "belongs to a registration for one training; leave it out");
                }
            }
        }
        let (starts, ends) = (starts?, ends?);
        let registering = match how? {
            How::Needless => Registering::Needless,
            How::Own => Registering::Own(OwnRegistration { capacity, closes_at: closes_at.unwrap_or(starts) }),
            How::OfSeries => Registering::OfSeries,
        };
        let (host, audience, place) = (host?, audience?, place?);
        Some(Act::Training(Training {
            series,
            number,
            host,
            audience,
            starts,
            ends,
            place,
            join_address,
            registering,
            recording,
        }))
    }
}

impl OpportunityBody {
    fn check(self, errors: &mut FieldErrors) -> Option<Act> {
        let at = |field: &str| format!("/opportunity/{field}");
        let dates = errors.required(at("dates"), self.dates);
        let closes_on = errors.required(at("closes_on"), self.closes_on);
        let apply_address = errors.required(at("apply_address"), self.apply_address);
        errors.unknown("/opportunity", &self.unknown);
        Some(Act::Opportunity(Opportunity { dates: dates?, closes_on: closes_on?, apply_address: apply_address? }))
    }
}

impl TestWindowBody {
    fn check(self, errors: &mut FieldErrors) -> Option<Act> {
        let at = |field: &str| format!("/test_window/{field}");
        let program = errors.required(at("program"), self.program);
        let first_day = errors.required(at("first_day"), self.first_day);
        let last_day = errors.required(at("last_day"), self.last_day);
        errors.unknown("/test_window", &self.unknown);
        Some(Act::TestWindow(TestWindow { program: program?, first_day: first_day?, last_day: last_day? }))
    }
}

fn instant(pointer: String, local: LocalTime, errors: &mut FieldErrors) -> Option<Timestamp> {
    instant_in_california(local).map_err(|wrong| errors.push(pointer, wrong.to_string())).ok()
}
