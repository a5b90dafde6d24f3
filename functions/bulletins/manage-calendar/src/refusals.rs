//! Why an event was not entered, changed or withdrawn.

use axum::http::StatusCode;
use domain::bulletins::calendar::CalendarRefusal;
use domain::ids::CalendarEventId;
use edge::{FieldError, Json, Problem};
use jiff::Timestamp;
use store::bulletins::KeptEvent;

use crate::Deps;
use crate::keeping::shown;

pub(crate) fn refused(refusal: CalendarRefusal) -> Problem {
    let field = |pointer: &str| Problem::invalid(vec![FieldError::new(pointer, refusal.to_string())]);
    match refusal {
        CalendarRefusal::Access(error) => error.into(),
        CalendarRefusal::EndsBeforeItBegins | CalendarRefusal::TooLong => field("/training/ends"),
        CalendarRefusal::TooFar => field("/training/starts"),
        CalendarRefusal::ClosesTooFar => field("/opportunity/closes_on"),
        CalendarRefusal::WindowEndsBeforeItBegins | CalendarRefusal::WindowTooFar => field("/test_window/last_day"),
        CalendarRefusal::ClosesAfterBeginning => field("/training/closes_at"),
        CalendarRefusal::Capacity | CalendarRefusal::CapacityBelow(_) => field("/training/capacity"),
        CalendarRefusal::NumberWithoutSeries => field("/training/number"),
        CalendarRefusal::SeriesRegistration => field("/training/registration"),
        CalendarRefusal::RecordingTooEarly => field("/training/recording"),
        CalendarRefusal::KindFixed => field(""),
        CalendarRefusal::RollFixed => field("/training/series"),
        CalendarRefusal::Withdrawn => {
            Problem::new(StatusCode::CONFLICT, "calendar.withdrawn", "This event was withdrawn")
                .detail("What was withdrawn is not changed any more. Enter another event.")
        }
    }
}

/// Somebody else changed the event since it was read.
pub(crate) fn stale(current: &KeptEvent, now: Timestamp) -> Problem {
    let (etag, Json(body)) = shown(current, now);
    let title = "The event was changed after you opened the page";
    Problem::new(StatusCode::PRECONDITION_FAILED, "calendar.stale", title)
        .detail("Nothing was changed. Compare with the current one, then send again with its ETag.")
        .with("etag", format!("\"{}\"", etag.as_str()))
        .with("current", body)
}

/// What is answered when somebody else was faster.
pub(crate) async fn overtaken(deps: &Deps, id: CalendarEventId, now: Timestamp) -> Result<Problem, Problem> {
    let current = deps.calendar.read(id).await?.ok_or_else(Problem::not_found)?;
    Ok(stale(&current, now))
}

pub(crate) fn reused() -> Problem {
    let title = "This Idempotency-Key was used for another event";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.idempotency-key-reused", title)
        .detail("Send a new key with each event, and the same key only to repeat one.")
}
