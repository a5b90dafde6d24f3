//! Comments: addressed to no person, written and never changed.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use domain::access::Right;
use domain::compliance::{Author, Comment, CommentTarget, ProgramInstrument, Prose, SeenReview, comment, see};
use domain::ids::{CommentId, EvidenceRequestId, ItemId, ReviewId, once};
use domain::year::AdministrationYear;
use edge::compliance::{CommentBody, refused, reused};
use edge::{CurrentRequest, Field, FieldError, FieldErrors, IdempotencyKey, Json, Path, Problem, SessionToken};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::Deps;

/// A comment to be written.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewComment)]
pub(crate) struct NewCommentBody {
    #[serde(default)]
    #[schema(value_type = TargetBody, required)]
    target: Field<TargetBody>,
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 4000)]
    text: Field<Prose>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// What it is about: exactly one of these.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = CommentTarget)]
pub(crate) struct TargetBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "english-learner")]
    instrument: Field<ProgramInstrument>,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^[a-z2-7]{39}$")]
    item: Field<ItemId>,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^[a-z2-7]{39}$")]
    evidence_request: Field<EvidenceRequestId>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl NewCommentBody {
    fn check(self) -> Result<(CommentTarget, Prose), Problem> {
        let mut errors = FieldErrors::new();
        let target = errors.required("/target", self.target).and_then(|target| target.check(&mut errors));
        let text = errors.required("/text", self.text);
        errors.unknown("", &self.unknown);
        match (target, text) {
            (Some(target), Some(text)) if errors.is_empty() => Ok((target, text)),
            _ => Err(errors.into_problem()),
        }
    }
}

impl TargetBody {
    fn check(self, errors: &mut FieldErrors) -> Option<CommentTarget> {
        let right = errors.is_empty();
        let instrument = errors.optional("/target/instrument", self.instrument).map(CommentTarget::Instrument);
        let item = errors.optional("/target/item", self.item).map(CommentTarget::Item);
        let request = errors.optional("/target/evidence_request", self.evidence_request);
        let request = request.map(CommentTarget::EvidenceRequest);
        errors.unknown("/target", &self.unknown);
        let mut named = [instrument, item, request].into_iter().flatten();
        match (named.next(), named.next()) {
            (Some(target), None) => Some(target),
            (None, _) if right != errors.is_empty() => None,
            _ => {
                errors.push("/target", "must have exactly one of instrument, item and evidence_request");
                None
            }
        }
    }
}

/// Write a comment
///
/// About a program instrument, an item or an evidence request of an open review. Those concerned are told once a day. Under
/// the same `Idempotency-Key` a comment is written once, however late the repeat comes.
#[utoipa::path(
    post,
    path = "/v1/compliance/reviews/{id}/comments",
    operation_id = "write-comment",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The review's id", pattern = "^[a-z2-7]{26}$"),
        ("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$"),
    ),
    request_body = NewCommentBody,
    responses(
        (status = 201, description = "Written: the comment", body = CommentBody),
        (status = "4XX", description = "Refused; nothing was written", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered; a repeat with the same key is safe", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn write_comment(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(review): Path<ReviewId>,
    key: IdempotencyKey,
    Json(body): Json<NewCommentBody>,
) -> Result<(StatusCode, Json<CommentBody>), Problem> {
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let sent = body.check();
    let id = CommentId::new(review, once(token.user, key.as_str(), 0));
    let record = async { Ok(deps.desk.read(review).await?) };
    let place = async { Ok(deps.reviews.comment_place(id).await?) };
    let (caller, record, place) = tokio::try_join!(deps.caller(&request, &token, now), record, place)?;
    let seen = see(&caller, record, this_year)?;
    caller.has(Right::Comment, this_year)?;
    let (target, text) = sent?;
    let nothing = |_| Problem::invalid(vec![FieldError::new("/target", "is nothing in this review that you see")]);
    let instrument = seen.instrument_of_thread(target).map_err(nothing)?;
    let earlier = match place {
        Some(place) => deps.reviews.comment(&place).await?,
        None => None,
    };
    if let Some(earlier) = earlier {
        let same = (earlier.target, &earlier.text) == (target, &text);
        return if same { Ok(written(&earlier)) } else { Err(reused()) };
    }
    let decide = |seen: &SeenReview| comment(&caller, seen, id, target, text.clone(), now).map(Some).map_err(refused);
    let _ = deps.decided(&request, &caller, now, seen, decide).await?;
    Ok(written(&Comment { id, target, instrument, by: Author::from(&caller), at: now, text }))
}

fn written(comment: &Comment) -> (StatusCode, Json<CommentBody>) {
    (StatusCode::CREATED, Json(comment.into()))
}
