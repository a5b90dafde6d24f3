//! Asking an LEA for evidence.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::Right;
use domain::compliance::{Prose, SeenReview, change_request, request_evidence as ask};
use domain::ids::{EvidenceRequestId, ItemId, once};
use domain::year::AdministrationYear;
use edge::compliance::{ReviewPage, refused, reused, stale};
use edge::{CurrentRequest, ETag, Field, FieldErrors, IdempotencyKey, IfMatch, Json, Path, Problem, SessionToken};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Added, Deps, Reviewed, added};

/// What is asked for, and until when.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewEvidenceRequest)]
pub(crate) struct RequestBody {
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 4000)]
    text: Field<Prose>,
    /// Today or later, in California.
    #[serde(default)]
    #[schema(value_type = String, format = Date, required, example = "2026-12-11")]
    due: Field<Date>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl RequestBody {
    fn check(self) -> Result<(Prose, Date), Problem> {
        let mut errors = FieldErrors::new();
        let text = errors.required("/text", self.text);
        let due = errors.required("/due", self.due);
        errors.unknown("", &self.unknown);
        match (text, due) {
            (Some(text), Some(due)) if errors.is_empty() => Ok((text, due)),
            _ => Err(errors.into_problem()),
        }
    }
}

/// Ask for evidence
///
/// For an item. The LEA of an open review is told. Under the same `Idempotency-Key` it is asked once, however late the repeat
/// comes.
#[utoipa::path(
    post,
    path = "/v1/compliance/items/{id}/evidence-requests",
    operation_id = "request-evidence",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The item's id", pattern = "^[a-z2-7]{39}$"),
        ("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$"),
    ),
    request_body = RequestBody,
    responses(
        (status = 201, description = "Asked: the review", body = ReviewPage, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was asked", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered; a repeat with the same key is safe", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn request_evidence(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(item): Path<ItemId>,
    key: IdempotencyKey,
    Json(body): Json<RequestBody>,
) -> Result<Added, Problem> {
    let now = deps.clock.now();
    let sent = body.check();
    let (caller, seen) = deps.seen(&request, &token, item.review(), now).await?;
    seen.item(item).map_err(refused)?;
    caller.has(Right::DecideReviews, AdministrationYear::at(now))?;
    let (text, due) = sent?;
    let id = EvidenceRequestId::new(item.review(), once(caller.user, key.as_str(), 0));
    let decide = |seen: &SeenReview| {
        if let Ok(made) = seen.request(id) {
            // Of one that was changed since, only the item can tell.
            let same = made.item == item && (made.version > 1 || (&made.text, made.due) == (&text, due));
            return if same { Ok(None) } else { Err(reused()) };
        }
        ask(&caller, seen, id, item, (text.clone(), due), now).map(Some).map_err(refused)
    };
    Ok(added(deps.decided(&request, &caller, now, seen, decide).await?))
}

/// What is to be changed. Leave out what stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = EvidenceRequestChange)]
pub(crate) struct RequestChangeBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 4000)]
    text: Field<Prose>,
    /// Today or later, in California.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date, example = "2026-12-18")]
    due: Field<Date>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl RequestChangeBody {
    fn check(self) -> Result<(Option<Prose>, Option<Date>), Problem> {
        let mut errors = FieldErrors::new();
        let text = errors.optional("/text", self.text);
        let due = errors.optional("/due", self.due);
        errors.unknown("", &self.unknown);
        if errors.is_empty() && text.is_none() && due.is_none() {
            errors.push("", "must change something");
        }
        errors.finish()?;
        Ok((text, due))
    }
}

/// Change an evidence request
///
/// `If-Match` is the `version` of the request as read, in double quotes. The LEA of an open review is told.
#[utoipa::path(
    patch,
    path = "/v1/compliance/evidence-requests/{id}",
    operation_id = "change-evidence-request",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The evidence request's id", pattern = "^[a-z2-7]{39}$"),
        ("If-Match" = String, Header, description = "The version of the evidence request as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = RequestChangeBody,
    responses(
        (status = 200, description = "Changed: the review", body = ReviewPage, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was changed", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change_evidence_request(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<EvidenceRequestId>,
    IfMatch(read): IfMatch,
    Json(body): Json<RequestChangeBody>,
) -> Result<Reviewed, Problem> {
    let now = deps.clock.now();
    let sent = body.check();
    let (caller, seen) = deps.seen(&request, &token, id.review(), now).await?;
    seen.request(id).map_err(refused)?;
    caller.has(Right::DecideReviews, AdministrationYear::at(now))?;
    let sent = sent?;
    let decide = |seen: &SeenReview| {
        let version = ETag::new(seen.request(id).map_err(refused)?.version);
        if read != version {
            let title = "The evidence request was changed after you opened the page";
            let current = ReviewPage::of(&caller, seen, now);
            return Err(stale("evidence-requests.stale", title, &version, current));
        }
        change_request(&caller, seen, id, sent.clone(), now).map_err(refused)
    };
    deps.decided(&request, &caller, now, seen, decide).await
}
