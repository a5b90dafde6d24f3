use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::compliance::{ReviewDay, SeenReview};
use domain::ids::ReviewId;
use edge::{CurrentRequest, Path, Problem, Refusals, SessionToken};
use icalendar::{Calendar, Component, Event, Property, ValueType};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::Deps;

/// Read a review's days as a calendar
///
/// An all-day event for each day on which something begins, ends or is due, as far as the role sees it (RFC 5545). It says
/// which item is meant and nothing that was written in the review, since a calendar is shown elsewhere.
#[utoipa::path(
    get,
    path = "/v1/compliance/reviews/{id}/calendar",
    operation_id = "read-review-calendar",
    tag = "compliance",
    params(("id" = String, Path, description = "The review", pattern = "^[a-z2-7]{26}$")),
    responses(
        (status = 200, description = "The calendar", content_type = "text/calendar", body = String),
        Refusals,
    )
)]
pub(crate) async fn read_review_calendar(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<ReviewId>,
) -> Result<Response, Problem> {
    let now = deps.clock.now();
    let (_, seen) = deps.open(&request, &token, id, now).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"review.ics\""),
    ];
    Ok((headers, calendar(&seen, now)).into_response())
}

fn calendar(seen: &SeenReview, now: Timestamp) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", "-//OpenTOMS//Compliance reviews//EN")] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.name(&format!("Review of {}", seen.review().organization_name));
    for (day, what) in seen.days() {
        calendar.push(event(seen, day, what, now));
    }
    calendar.to_string()
}

/// The event of a day. Its UID names what the day is of, so a calendar that reads the file again moves the event.
fn event(seen: &SeenReview, day: Date, what: ReviewDay<'_>, now: Timestamp) -> Event {
    let (review, organization) = (seen.review().id, &seen.review().organization_name);
    let number = |item| seen.item(item).map(|item| item.number.to_string()).unwrap_or_default();
    let (id, summary) = match what {
        ReviewDay::First => (format!("first-day.{review}"), "Review begins".to_owned()),
        ReviewDay::Last => (format!("last-day.{review}"), "Review ends".to_owned()),
        ReviewDay::Evidence(request) => {
            (format!("evidence.{}", request.id), format!("Evidence due: {}", number(request.item)))
        }
        ReviewDay::Resolution(finding) if finding.is_under_agreement() => {
            (format!("finding.{}", finding.id), format!("Resolution due by agreement: {}", number(finding.item)))
        }
        ReviewDay::Resolution(finding) => {
            (format!("finding.{}", finding.id), format!("Resolution due: {}", number(finding.item)))
        }
        ReviewDay::LatestAgreement => {
            (format!("latest-agreement.{review}"), "Latest day of a resolution agreement".to_owned())
        }
    };
    let mut event = Event::with_uid(&format!("{id}@opentoms"));
    event
        .append_property(Property::new("DTSTAMP", now.strftime("%Y%m%dT%H%M%SZ").to_string()))
        .append_property(date("DTSTART", day))
        .append_property(date("DTEND", day.tomorrow().unwrap_or(day)))
        .append_property(Property::new("TRANSP", "TRANSPARENT"))
        .summary(&format!("{summary} ({organization})"));
    event.done()
}

fn date(name: &str, day: Date) -> Property {
    Property::new(name, day.strftime("%Y%m%d").to_string()).append_parameter(ValueType::Date).done()
}
