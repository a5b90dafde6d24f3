//! The calendar by day, and one event.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header::HeaderName;
use domain::bulletins::calendar::CalendarKind;
use domain::ids::CalendarEventId;
use domain::year::day_in_california;
use edge::calendar::{EventBody, Viewer};
use edge::{Field, FieldErrors, Json, Limit, Path, Problem, Query, Refusals};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::bulletins::{CalendarPage, KeptEvent};
use utoipa::ToSchema;

use crate::{Deps, FOR_A_MINUTE};

/// How many days are shown unless asked: about three months.
const DAYS: i32 = 92;
/// How many days are shown at most.
const MOST_DAYS: i32 = 366;

/// What is looked for.
#[derive(Deserialize)]
pub(crate) struct CalendarQuery {
    #[serde(default)]
    from: Field<Date>,
    #[serde(default)]
    to: Field<Date>,
    #[serde(default)]
    kind: Field<CalendarKind>,
    #[serde(default)]
    limit: Field<Limit>,
    #[serde(default)]
    cursor: Field<String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

/// A page of the calendar.
#[derive(Serialize, ToSchema)]
#[schema(as = Calendar)]
pub(crate) struct CalendarBody {
    /// Trainings and opportunities, what is first first.
    events: Vec<EventBody>,
    /// The test windows of which a day lies in the time asked for; on the first page.
    test_windows: Vec<EventBody>,
    #[schema(required)]
    next_cursor: Option<String>,
}

/// Read the calendar
///
/// Trainings by the day on which they begin, opportunities by the day on which they close, test windows of which a day lies in the
/// time asked for. All days are days in California. A page may be shorter than asked for and still have a next one.
#[utoipa::path(
    get,
    path = "/v1/calendar",
    operation_id = "read-calendar",
    tag = "bulletins",
    security(()),
    params(
        ("from" = Option<String>, Query, description = "The first day; today unless given", format = Date),
        ("to" = Option<String>, Query, description = "The last day, at most 366 days later; 92 days later unless given", format = Date),
        ("kind" = Option<String>, Query, description = "`training`, `opportunity` or `test-window`; all unless given"),
        ("limit" = Option<i32>, Query, description = "1 to 100, 50 unless given", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, description = "What is first first", body = CalendarBody), Refusals)
)]
pub(crate) async fn read_calendar(
    State(deps): State<Deps>,
    Query(asked): Query<CalendarQuery>,
) -> Result<([(HeaderName, &'static str); 1], Json<CalendarBody>), Problem> {
    let now = deps.clock.now();
    let mut errors = FieldErrors::new();
    let from = errors.optional("/from", asked.from).unwrap_or_else(|| day_in_california(now));
    let to = errors.optional("/to", asked.to).unwrap_or_else(|| from.saturating_add(DAYS.days()));
    if to < from || to > from.saturating_add(MOST_DAYS.days()) {
        errors.push("/to", "must lie at most 366 days after the first day");
    }
    let kind = errors.optional("/kind", asked.kind);
    let limit = errors.optional("/limit", asked.limit).unwrap_or_default();
    let sealed = errors.optional("/cursor", asked.cursor);
    errors.unknown("", &asked.unknown);
    let binding = format!("calendar {from} {to} {kind:?}");
    let is_first_page = sealed.is_none();
    let after: Option<String> = match sealed.map(|sealed| deps.cursor_key.open(&sealed, &binding)) {
        Some(None) => {
            errors.push("/cursor", "is not one that this list gave; leave it out to begin again");
            None
        }
        Some(place) => place,
        None => None,
    };
    errors.finish()?;
    let page = async {
        if kind == Some(CalendarKind::TestWindow) {
            return Ok(CalendarPage { events: Vec::new(), next: None });
        }
        deps.calendar.page((from, to), kind, limit.get(), after.as_deref()).await
    };
    let windows = async {
        let wanted = is_first_page && kind.is_none_or(|kind| kind == CalendarKind::TestWindow);
        if wanted { deps.calendar.windows((from, to)).await } else { Ok(Vec::new()) }
    };
    let (page, windows) = tokio::try_join!(page, windows)?;
    let next_cursor = page.next.map(|next| deps.cursor_key.seal(&next, &binding, deps.entropy.bytes()));
    let shown = |kept: &KeptEvent| EventBody::of(&kept.event, kept.registered, Viewer::Public, now);
    let (events, test_windows) = (page.events.iter().map(shown).collect(), windows.iter().map(shown).collect());
    Ok(([FOR_A_MINUTE], Json(CalendarBody { events, test_windows, next_cursor })))
}

/// Read one event of the calendar
///
/// One that was withdrawn says so.
#[utoipa::path(
    get,
    path = "/v1/calendar/{id}",
    operation_id = "read-calendar-event",
    tag = "bulletins",
    security(()),
    params(("id" = String, Path, description = "The id of the event", pattern = "^[a-z2-7]{26}$")),
    responses((status = 200, description = "The event", body = EventBody), Refusals)
)]
pub(crate) async fn read_calendar_event(
    State(deps): State<Deps>,
    Path(id): Path<CalendarEventId>,
) -> Result<([(HeaderName, &'static str); 1], Json<EventBody>), Problem> {
    let kept = deps.calendar.read(id).await?.ok_or_else(Problem::not_found)?;
    Ok(([FOR_A_MINUTE], Json(EventBody::of(&kept.event, kept.registered, Viewer::Public, deps.clock.now()))))
}
