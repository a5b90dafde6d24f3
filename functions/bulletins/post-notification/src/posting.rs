//! Posting, changing and taking back.

use axum::extract::State;
use axum::http::StatusCode;
use domain::access::Right;
use domain::bulletins::{self, NewNotification, Notification};
use domain::cds::CdsCode;
use domain::ids::NotificationId;
use domain::year::{AdministrationYear, day_in_california};
use edge::{CurrentRequest, ETag, IdempotencyKey, IfMatch, Json, Path, Problem, Refusals, SessionToken};
use jiff::Timestamp;
use store::bulletins::NotificationOutcome;

use crate::Deps;
use crate::body::{NewBody, PostedNotification, version};
use crate::refusals::{overtaken, refused, reused, stale};

type Posted = (ETag, Json<PostedNotification>);

fn shown(notification: &Notification, now: Timestamp) -> Posted {
    (version(notification), Json(PostedNotification::of(notification, now)))
}

/// Post a notification
///
/// It shows at home to the people of the LEA or school from its first to its last day. `Idempotency-Key` makes a repeat
/// harmless.
#[utoipa::path(
    post,
    path = "/v1/notifications",
    operation_id = "post-notification",
    tag = "bulletins",
    params(("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$")),
    request_body = NewBody,
    responses((status = 201, description = "Posted", body = PostedNotification, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn post_notification(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    key: IdempotencyKey,
    Json(body): Json<NewBody>,
) -> Result<(StatusCode, ETag, Json<PostedNotification>), Problem> {
    let now = deps.clock.now();
    let (code, new) = (body.organization(), body.check());
    let id = NotificationId::once(token.user, key.as_str());
    let earlier = async { Ok(deps.notifications.read(id).await?) };
    let (caller, organization, earlier, open) =
        tokio::try_join!(deps.poster(&request, &token, now), deps.organization(code), earlier, open(&deps, code, now))?;
    let new = new?;
    let created = |notification: &Notification| {
        let (etag, body) = shown(notification, now);
        (StatusCode::CREATED, etag, body)
    };
    // One that the caller posted under this key for another LEA, in another role, is not there for this one.
    if let Ok(earlier) = caller.open(Right::PostNotifications, earlier, AdministrationYear::at(now)) {
        return if is_repeated(&earlier, &new) { Ok(created(&earlier)) } else { Err(reused()) };
    }
    let lea = organization.as_ref().and_then(|organization| organization.lea);
    let open = open.iter().filter(|open| Some(open.place.lea) == lea).count();
    let after = bulletins::post_notification(&caller, open, id, organization.as_ref(), new.clone(), now)
        .map_err(|refusal| refused(&refusal))?;
    if deps.commit((&caller, &request), None, &after, now).await? == NotificationOutcome::Done {
        return Ok(created(&after));
    }
    // The same request was faster by a moment; or the key was used for another LEA.
    let earlier = deps.notifications.read(id).await?;
    match caller.open(Right::PostNotifications, earlier, AdministrationYear::at(now)) {
        Ok(earlier) if is_repeated(&earlier, &new) => Ok(created(&earlier)),
        _ => Err(reused()),
    }
}

/// Those that are not over of the LEA in which an organization lies. Its code leaves two: the district of its digits and, for a
/// directly funded charter, the school itself. Which, the directory says, which is read beside.
async fn open(deps: &Deps, code: Option<CdsCode>, now: Timestamp) -> Result<Vec<Notification>, Problem> {
    let Some(code) = code else { return Ok(Vec::new()) };
    let today = day_in_california(now);
    let of = |lea| deps.notifications.open(lea, today);
    let (mut of_district, of_charter) = tokio::try_join!(of(code.county_district()), of(code.school_part()))?;
    of_district.extend(of_charter);
    Ok(of_district)
}

/// Whether `earlier` came from the same request; one that was changed meanwhile is believed to.
fn is_repeated(earlier: &Notification, new: &NewNotification) -> bool {
    (&earlier.subject, &earlier.text) == (&new.subject, &new.text) || earlier.version > 1
}

/// Change a notification that is not over
///
/// All of it is sent. `If-Match` is the `ETag` that was read. What was mailed is not mailed again.
#[utoipa::path(
    put,
    path = "/v1/notifications/{id}",
    operation_id = "change-notification",
    tag = "bulletins",
    params(
        ("id" = String, Path, description = "The id of the notification", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the notification as read: its version in double quotes", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = NewBody,
    responses((status = 200, description = "The notification as it is now", body = PostedNotification, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn change_notification(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<NotificationId>,
    IfMatch(read): IfMatch,
    Json(body): Json<NewBody>,
) -> Result<Posted, Problem> {
    let now = deps.clock.now();
    let (code, new) = (body.organization(), body.check());
    let record = async { Ok(deps.notifications.read(id).await?) };
    let (caller, organization, record) =
        tokio::try_join!(deps.poster(&request, &token, now), deps.organization(code), record)?;
    let before = caller.open(Right::PostNotifications, record, AdministrationYear::at(now))?;
    let new = new?;
    if read != version(&before) {
        return Err(stale(&before, now));
    }
    let after = bulletins::revise_notification(&caller, &before, organization.as_ref(), new, now)
        .map_err(|refusal| refused(&refusal))?;
    let Some(after) = after else { return Ok(shown(&before, now)) };
    match deps.commit((&caller, &request), Some(&before), &after, now).await? {
        NotificationOutcome::Done => Ok(shown(&after, now)),
        _ => Err(overtaken(&deps, id, now).await?),
    }
}

/// Withdraw a notification
///
/// It does not show any more. If its first day has not come, it is never mailed.
#[utoipa::path(
    delete,
    path = "/v1/notifications/{id}",
    operation_id = "withdraw-notification",
    tag = "bulletins",
    params(
        ("id" = String, Path, description = "The id of the notification", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the notification as read: its version in double quotes", pattern = "^\"[!#-~]+\"$"),
    ),
    responses((status = 200, description = "The notification as it ended", body = PostedNotification, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn withdraw_notification(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<NotificationId>,
    IfMatch(read): IfMatch,
) -> Result<Posted, Problem> {
    let now = deps.clock.now();
    let record = async { Ok(deps.notifications.read(id).await?) };
    let (caller, record) = tokio::try_join!(deps.poster(&request, &token, now), record)?;
    let before = caller.open(Right::PostNotifications, record, AdministrationYear::at(now))?;
    if read != version(&before) {
        return Err(stale(&before, now));
    }
    let after = bulletins::withdraw_notification(&caller, &before, now).map_err(|refusal| refused(&refusal))?;
    match deps.commit((&caller, &request), Some(&before), &after, now).await? {
        NotificationOutcome::Done => Ok(shown(&after, now)),
        _ => Err(overtaken(&deps, id, now).await?),
    }
}
