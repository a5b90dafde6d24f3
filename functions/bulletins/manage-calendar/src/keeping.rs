//! Entering, changing and withdrawing events.

use axum::extract::State;
use axum::http::StatusCode;
use domain::bulletins::calendar::{keep, news, revise_event, withdraw};
use domain::ids::CalendarEventId;
use edge::calendar::{EventBody, Viewer};
use edge::{CurrentRequest, ETag, IdempotencyKey, IfMatch, Json, Path, Problem, Refusals, SessionToken};
use jiff::Timestamp;
use serde::Serialize;
use store::bulletins::KeptEvent;
use utoipa::ToSchema;

use crate::Deps;
use crate::body::NewEventBody;
use crate::refusals::{overtaken, refused, reused, stale};

/// An event, as whoever keeps up the calendar sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = KeptCalendarEvent)]
pub(crate) struct KeptBody {
    #[serde(flatten)]
    event: EventBody,
    /// How many registered for it alone.
    registered: u32,
    changed_by: String,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
}

type Kept = (ETag, Json<KeptBody>);

/// The event with the tag of what was read.
pub(crate) fn shown(kept: &KeptEvent, now: Timestamp) -> Kept {
    let body = KeptBody {
        event: EventBody::of(&kept.event, kept.registered, Viewer::Inside, now),
        registered: kept.registered,
        changed_by: kept.event.changed_by.clone(),
        changed_at: kept.event.changed_at,
    };
    (ETag::new(kept.event.version), Json(body))
}

/// Enter an event
///
/// `Idempotency-Key` makes a repeat harmless. Times are on the clocks of California.
#[utoipa::path(
    post,
    path = "/v1/calendar",
    operation_id = "enter-event",
    tag = "bulletins",
    params(("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$")),
    request_body = NewEventBody,
    responses((status = 201, description = "The event", body = KeptBody, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn enter_event(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    key: IdempotencyKey,
    Json(body): Json<NewEventBody>,
) -> Result<(StatusCode, ETag, Json<KeptBody>), Problem> {
    let text = body.check();
    let now = deps.clock.now();
    let caller = deps.editor(&request, &token, now).await?;
    let id = CalendarEventId::once(caller.user, key.as_str());
    let event = keep(&caller, id, text?, now).map_err(refused)?;
    let kept = if deps.commit((&caller, &request), None, &event, None, now).await? {
        KeptEvent { event, registered: 0 }
    } else {
        // The same request came before. Whoever used its key for something else is told so.
        let earlier = deps.calendar.read(id).await?.ok_or_else(Problem::not_found)?;
        let same = (&earlier.event.title, &earlier.event.act) == (&event.title, &event.act);
        if same || earlier.event.version > 1 { earlier } else { return Err(reused()) }
    };
    let (etag, body) = shown(&kept, now);
    Ok((StatusCode::CREATED, etag, body))
}

/// Read an event to change it
#[utoipa::path(
    get,
    path = "/v1/calendar/{id}/entry",
    operation_id = "read-entered-event",
    tag = "bulletins",
    params(("id" = String, Path, description = "The id of the event", pattern = "^[a-z2-7]{26}$")),
    responses((status = 200, description = "The event", body = KeptBody, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn read_entered_event(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<CalendarEventId>,
) -> Result<Kept, Problem> {
    let now = deps.clock.now();
    let (_, kept) = deps.opened(&request, &token, id, now).await?;
    Ok(shown(&kept, now))
}

/// Change an event
///
/// It is as it is sent: what is left out is gone. Those who registered for a training are told by mail when its time or place
/// changes. A recording is posted this way once the training is over.
#[utoipa::path(
    put,
    path = "/v1/calendar/{id}",
    operation_id = "change-event",
    tag = "bulletins",
    params(
        ("id" = String, Path, description = "The id of the event", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the event as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = NewEventBody,
    responses((status = 200, description = "The event as it is now", body = KeptBody, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn change_event(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<CalendarEventId>,
    IfMatch(read): IfMatch,
    Json(body): Json<NewEventBody>,
) -> Result<Kept, Problem> {
    let text = body.check();
    let now = deps.clock.now();
    let (caller, before) = deps.opened(&request, &token, id, now).await?;
    let text = text?;
    if read != ETag::new(before.event.version) {
        return Err(stale(&before, now));
    }
    let Some(after) = revise_event(&caller, &before.event, before.registered, text, now).map_err(refused)? else {
        return Ok(shown(&before, now));
    };
    let told = news(&before.event, &after, now);
    if deps.commit((&caller, &request), Some(&before.event), &after, told, now).await? {
        Ok(shown(&KeptEvent { event: after, registered: before.registered }, now))
    } else {
        Err(overtaken(&deps, id, now).await?)
    }
}

/// Withdraw an event
///
/// It does not take place, or was entered by mistake. Those who registered for a training to come are told by mail.
#[utoipa::path(
    delete,
    path = "/v1/calendar/{id}",
    operation_id = "withdraw-event",
    tag = "bulletins",
    params(
        ("id" = String, Path, description = "The id of the event", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the event as read", pattern = "^\"[!#-~]+\"$"),
    ),
    responses((status = 200, description = "The event as it ended", body = KeptBody, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn withdraw_event(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<CalendarEventId>,
    IfMatch(read): IfMatch,
) -> Result<Kept, Problem> {
    let now = deps.clock.now();
    let (caller, before) = deps.opened(&request, &token, id, now).await?;
    if read != ETag::new(before.event.version) {
        return Err(stale(&before, now));
    }
    let after = withdraw(&caller, &before.event, now).map_err(refused)?;
    let told = news(&before.event, &after, now);
    if deps.commit((&caller, &request), Some(&before.event), &after, told, now).await? {
        Ok(shown(&KeptEvent { event: after, registered: before.registered }, now))
    } else {
        Err(overtaken(&deps, id, now).await?)
    }
}
