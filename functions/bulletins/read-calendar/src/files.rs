//! Files for other calendars (RFC 5545): one event, and all. Times are in UTC, so a program needs no rules of California's clocks
//! to show them right.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use domain::bulletins::calendar::{Act, CalendarEvent, Registering};
use domain::ids::CalendarEventId;
use domain::year::day_in_california;
use edge::{Path, Problem, Refusals};
use icalendar::{Calendar, Component, Event, EventLike, Property, ValueType};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::{Deps, FOR_A_MINUTE};

/// How far back and how far ahead the calendar of all reaches, in days.
const BACK: i32 = 30;
const AHEAD: i32 = 366;
/// How many trainings and opportunities it holds.
const EVENTS: u8 = 100;

type File = ([(HeaderName, &'static str); 3], String);

fn file(disposition: &'static str, content: String) -> File {
    let headers = [FOR_A_MINUTE, (CONTENT_TYPE, "text/calendar; charset=utf-8"), (CONTENT_DISPOSITION, disposition)];
    (headers, content)
}

/// Read the calendar as a file
///
/// What was in the last 30 days and is in the next 366. A calendar program that is given this address keeps itself up to date.
#[utoipa::path(
    get,
    path = "/v1/calendar.ics",
    operation_id = "read-calendar-file",
    tag = "bulletins",
    security(()),
    responses((status = 200, description = "The calendar (RFC 5545)", body = String, content_type = "text/calendar"), Refusals)
)]
pub(crate) async fn read_calendar_file(State(deps): State<Deps>) -> Result<File, Problem> {
    let today = day_in_california(deps.clock.now());
    let days = (today.saturating_sub(BACK.days()), today.saturating_add(AHEAD.days()));
    let (page, windows) = tokio::try_join!(deps.calendar.page(days, None, EVENTS, None), deps.calendar.windows(days))?;
    let events = page.events.iter().chain(&windows).map(|kept| &kept.event);
    let content = calendar(events, &deps.portal_address);
    Ok(file("attachment; filename=\"calendar.ics\"", content))
}

/// Read one event as a file
#[utoipa::path(
    get,
    path = "/v1/calendar/{id}/event.ics",
    operation_id = "read-event-file",
    tag = "bulletins",
    security(()),
    params(("id" = String, Path, description = "The id of the event", pattern = "^[a-z2-7]{26}$")),
    responses((status = 200, description = "The event (RFC 5545)", body = String, content_type = "text/calendar"), Refusals)
)]
pub(crate) async fn read_event_file(
    State(deps): State<Deps>,
    Path(id): Path<CalendarEventId>,
) -> Result<File, Problem> {
    let kept = deps.calendar.read(id).await?.ok_or_else(Problem::not_found)?;
    let content = calendar(std::iter::once(&kept.event), &deps.portal_address);
    Ok(file("attachment; filename=\"event.ics\"", content))
}

fn calendar<'a>(events: impl Iterator<Item = &'a CalendarEvent>, portal: &str) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", "-//OpenTOMS//Calendar//EN")] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.name("California assessments: trainings and test windows");
    for event in events {
        calendar.push(entry(event, portal));
    }
    calendar.to_string()
}

/// The entry of an event. Its UID names the event and SEQUENCE its version, so a calendar that reads it again moves it.
fn entry(event: &CalendarEvent, portal: &str) -> Event {
    let mut entry = Event::with_uid(&format!("{}@opentoms", event.id));
    entry
        .append_property(Property::new("DTSTAMP", utc(event.changed_at)))
        .append_property(Property::new("SEQUENCE", (event.version - 1).to_string()))
        .append_property(
            Property::new("URL", format!("{portal}/calendar?event={}", event.id))
                .append_parameter(ValueType::Uri)
                .done(),
        );
    let details = event.details.as_ref().map(|details| details.as_str().to_owned());
    let (summary, mut said) = match &event.act {
        Act::Training(training) => {
            entry
                .append_property(Property::new("DTSTART", utc(training.starts)))
                .append_property(Property::new("DTEND", utc(training.ends)))
                .location(training.place.as_str());
            let mut said =
                vec![format!("Host: {}", training.host.as_str()), format!("For: {}", training.audience.as_str())];
            // Who registers is told by letter where to join.
            let address = training.join_address.as_ref().filter(|_| training.registering == Registering::Needless);
            said.extend(address.map(|address| format!("Join: {}", address.as_str())));
            said.extend(training.recording.as_ref().map(|recording| format!("Recording: {}", recording.as_str())));
            (event.title.as_str().to_owned(), said)
        }
        Act::Opportunity(opportunity) => {
            all_day(&mut entry, opportunity.closes_on, opportunity.closes_on);
            let apply = format!("Apply: {}", opportunity.apply_address.as_str());
            (
                format!("Applications close: {}", event.title.as_str()),
                vec![format!("Dates: {}", opportunity.dates.as_str()), apply],
            )
        }
        Act::TestWindow(window) => {
            all_day(&mut entry, window.first_day, window.last_day);
            (event.title.as_str().to_owned(), Vec::new())
        }
    };
    said.extend(details);
    if !said.is_empty() {
        entry.description(&said.join("\n"));
    }
    if event.withdrawn_at.is_some() {
        entry.append_property(Property::new("STATUS", "CANCELLED"));
    }
    entry.summary(&summary);
    entry.done()
}

/// Days that keep nobody from anything else.
fn all_day(entry: &mut Event, first: Date, last: Date) {
    entry
        .append_property(date("DTSTART", first))
        .append_property(date("DTEND", last.tomorrow().unwrap_or(last)))
        .append_property(Property::new("TRANSP", "TRANSPARENT"));
}

fn date(name: &str, day: Date) -> Property {
    Property::new(name, day.strftime("%Y%m%d").to_string()).append_parameter(ValueType::Date).done()
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
