//! Posting, changing and closing notices.

use axum::extract::State;
use axum::http::StatusCode;
use domain::accounts::System;
use domain::bulletins::{NoticeText, StatusNotice, StatusNoticeKind, close, post, revise};
use domain::ids::StatusNoticeId;
use edge::{CurrentRequest, ETag, IdempotencyKey, IfMatch, Json, Path, Problem, Refusals, SessionToken};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Deps;
use crate::body::{NoticeBody, refused};

/// A notice, as whoever posts it sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = PostedStatusNotice)]
pub(crate) struct PostedNotice {
    id: String,
    version: u64,
    #[schema(value_type = String)]
    kind: StatusNoticeKind,
    #[schema(value_type = Vec<String>)]
    systems: Vec<System>,
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    effect: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    closed_at: Option<Timestamp>,
}

type Posted = (ETag, Json<PostedNotice>);
type NewlyPosted = (StatusCode, ETag, Json<PostedNotice>);

fn shown(notice: &StatusNotice) -> Posted {
    let body = PostedNotice {
        id: notice.id.to_string(),
        version: notice.version,
        kind: notice.kind,
        systems: notice.systems.iter().copied().collect(),
        from: notice.from,
        to: notice.to,
        effect: notice.effect.clone(),
        closed_at: notice.closed_at,
    };
    (ETag::new(notice.version), Json(body))
}

/// Post a planned downtime or a known issue
///
/// `Idempotency-Key` makes a repeat harmless.
#[utoipa::path(
    post,
    path = "/v1/status/notices",
    operation_id = "post-status-notice",
    tag = "bulletins",
    params(("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$")),
    request_body = NoticeBody,
    responses((status = 201, description = "Posted", body = PostedNotice, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn post_notice(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    key: IdempotencyKey,
    Json(body): Json<NoticeBody>,
) -> Result<NewlyPosted, Problem> {
    let text = body.check();
    let now = deps.clock.now();
    let (caller, notices) = deps.opened(&request, &token, now).await?;
    let id = StatusNoticeId::once(caller.user, key.as_str());
    let (text, earlier) = (text?, |notices: Vec<StatusNotice>| notices.into_iter().find(|notice| notice.id == id));
    let open = notices.len();
    if let Some(earlier) = earlier(notices) {
        return repeated(&earlier, &text);
    }
    let notice = post(&caller, open, id, text.clone(), now).map_err(refused)?;
    if deps.commit(&caller, &request, &notice, now).await? {
        return Ok(posted(&notice));
    }
    // Another request under the same key was faster, by a moment or by so much that its notice is closed.
    match earlier(deps.notices.open().await?) {
        Some(earlier) => repeated(&earlier, &text),
        None => Err(reused("What was posted with this Idempotency-Key is closed")),
    }
}

fn posted(notice: &StatusNotice) -> NewlyPosted {
    let (etag, body) = shown(notice);
    (StatusCode::CREATED, etag, body)
}

/// What is answered under a key that posted `earlier`. One that was changed meanwhile is believed to be of the same request.
fn repeated(earlier: &StatusNotice, text: &NoticeText) -> Result<NewlyPosted, Problem> {
    let StatusNotice { kind, systems, from, to, effect, .. } = earlier;
    let same = (kind, systems, from, to, effect) == (&text.kind, &text.systems, &text.from, &text.to, &text.effect);
    if same || earlier.version > 1 {
        return Ok(posted(earlier));
    }
    Err(reused("This Idempotency-Key was used for another notice"))
}

fn reused(title: &'static str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.idempotency-key-reused", title)
        .detail("Send a new key with each notice, and the same key only to repeat one.")
}

/// Change a notice that is not over
#[utoipa::path(
    put,
    path = "/v1/status/notices/{id}",
    operation_id = "change-status-notice",
    tag = "bulletins",
    params(
        ("id" = String, Path, description = "The id of the notice", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the notice as read: its version in double quotes", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = NoticeBody,
    responses((status = 200, description = "The notice as it is now", body = PostedNotice, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn change_notice(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<StatusNoticeId>,
    IfMatch(read): IfMatch,
    Json(body): Json<NoticeBody>,
) -> Result<Posted, Problem> {
    let text = body.check();
    let now = deps.clock.now();
    let (caller, notices) = deps.opened(&request, &token, now).await?;
    let before = found(&notices, id, &read)?;
    match revise(&caller, before, text?, now).map_err(refused)? {
        None => Ok(shown(before)),
        Some(after) if deps.commit(&caller, &request, &after, now).await? => Ok(shown(&after)),
        Some(_) => Err(overtaken(&deps, id).await?),
    }
}

/// Close a notice
///
/// The issue is mended, or the downtime is over or does not take place.
#[utoipa::path(
    post,
    path = "/v1/status/notices/{id}/closure",
    operation_id = "close-status-notice",
    tag = "bulletins",
    params(
        ("id" = String, Path, description = "The id of the notice", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the notice as read: its version in double quotes", pattern = "^\"[!#-~]+\"$"),
    ),
    responses((status = 200, description = "The notice as it ended", body = PostedNotice, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn close_notice(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<StatusNoticeId>,
    IfMatch(read): IfMatch,
) -> Result<Posted, Problem> {
    let now = deps.clock.now();
    let (caller, notices) = deps.opened(&request, &token, now).await?;
    let before = found(&notices, id, &read)?;
    let after = close(&caller, before, now).map_err(refused)?;
    if deps.commit(&caller, &request, &after, now).await? {
        Ok(shown(&after))
    } else {
        Err(overtaken(&deps, id).await?)
    }
}

/// The notice of this id, as it was read.
fn found<'a>(notices: &'a [StatusNotice], id: StatusNoticeId, read: &ETag) -> Result<&'a StatusNotice, Problem> {
    let notice = notices.iter().find(|notice| notice.id == id).ok_or_else(Problem::not_found)?;
    if *read == ETag::new(notice.version) { Ok(notice) } else { Err(stale(notice)) }
}

/// What is answered when somebody else was faster.
async fn overtaken(deps: &Deps, id: StatusNoticeId) -> Result<Problem, Problem> {
    let notices = deps.notices.open().await?;
    Ok(notices.iter().find(|notice| notice.id == id).map_or_else(Problem::not_found, stale))
}

fn stale(current: &StatusNotice) -> Problem {
    let (etag, Json(body)) = shown(current);
    let title = "The notice was changed after you opened the page";
    Problem::new(StatusCode::PRECONDITION_FAILED, "status.stale", title)
        .detail("Nothing was changed. Compare with the current one, then send again with its ETag.")
        .with("etag", format!("\"{}\"", etag.as_str()))
        .with("current", body)
}
